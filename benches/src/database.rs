//! A database for each server, all with the same tables and rows.
//!
//! fjango makes the tables and the rows of the first one; the others are copies, so that a row more or another index
//! cannot decide anything.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tokio_postgres::{Client, NoTls};

use crate::contender::{Contender, Kind, Programs};
use crate::process;
use crate::server::Server;

/// The name of the database that is copied.
const ORIGINAL: &str = "original";

/// The process that starts PostgreSQL's others; `None` where it is not on this machine.
///
/// # Errors
/// When PostgreSQL does not answer.
pub async fn postmaster(client: &Client) -> anyhow::Result<Option<u32>> {
    let pid: i32 = client.query_one("SELECT pg_backend_pid()", &[]).await?.try_get(0)?;
    Ok(u32::try_from(pid).ok().and_then(|pid| process::parent(pid).ok()))
}

/// Databases of one kind. Those in PostgreSQL are dropped by [`Databases::remove`], files go with their directory.
#[derive(Debug)]
pub struct Databases {
    kind: Kind,
    directory: PathBuf,
    cluster: Option<String>,
    made: Vec<String>,
}

impl Databases {
    /// Makes the database that the others are copies of. `cluster` is the URL of PostgreSQL, as a user who may create
    /// databases.
    ///
    /// # Errors
    /// When the database or fjango says no.
    pub async fn prepare(
        kind: Kind,
        programs: &Programs,
        directory: &Path,
        cluster: Option<&str>,
    ) -> anyhow::Result<Self> {
        let cluster = match kind {
            Kind::Sqlite => None,
            Kind::Postgres => Some(
                cluster
                    .context("there is no PostgreSQL\nhint: run `cargo xtask bench`")?
                    .to_owned(),
            ),
        };
        let mut this = Self {
            kind,
            directory: directory.to_owned(),
            cluster,
            made: Vec::new(),
        };
        let name = this.name(ORIGINAL);
        this.execute(&format!("CREATE DATABASE \"{name}\"")).await?;
        this.made.push(name);
        let server = Server::start(
            Contender::Fjango(kind),
            programs,
            1,
            &this.location(ORIGINAL)?,
            directory,
        )?;
        server.stop()?;
        Ok(this)
    }

    /// Copies the database for one server and says where the copy is: a URL or a path.
    ///
    /// # Errors
    /// When the copy fails.
    pub async fn copy(&mut self, owner: &str) -> anyhow::Result<String> {
        match self.kind {
            Kind::Postgres => {
                let (from, to) = (self.name(ORIGINAL), self.name(owner));
                self.execute(&format!("CREATE DATABASE \"{to}\" TEMPLATE \"{from}\""))
                    .await?;
                self.made.push(to);
            }
            Kind::Sqlite => {
                let (from, to) = (self.location(ORIGINAL)?, self.location(owner)?);
                // SQLite copies, since part of the rows may still be in the log beside the file.
                rusqlite::Connection::open(&from)?
                    .execute("VACUUM INTO ?1", [&to])
                    .with_context(|| format!("copying {from}"))?;
            }
        }
        self.location(owner)
    }

    /// The process that starts PostgreSQL's others; `None` for SQLite, and where it is not on this machine.
    ///
    /// # Errors
    /// When PostgreSQL does not answer.
    pub async fn postmaster(&self) -> anyhow::Result<Option<u32>> {
        let Some(client) = self.client().await? else {
            return Ok(None);
        };
        postmaster(&client).await
    }

    /// Drops what was made.
    ///
    /// # Errors
    /// When PostgreSQL says no.
    pub async fn remove(self) -> anyhow::Result<()> {
        for name in &self.made {
            self.execute(&format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)"))
                .await?;
        }
        Ok(())
    }

    fn name(&self, owner: &str) -> String {
        format!("bench_{}_{owner}", std::process::id())
    }

    fn location(&self, owner: &str) -> anyhow::Result<String> {
        match &self.cluster {
            None => Ok(self.directory.join(format!("{owner}.sqlite3")).display().to_string()),
            Some(url) => {
                let (server, _) = url.rsplit_once('/').context("the URL names no database")?;
                Ok(format!("{server}/{}", self.name(owner)))
            }
        }
    }

    async fn client(&self) -> anyhow::Result<Option<Client>> {
        let Some(url) = &self.cluster else { return Ok(None) };
        let (client, connection) = tokio_postgres::connect(url, NoTls)
            .await
            .context("connecting to PostgreSQL")?;
        tokio::spawn(connection);
        Ok(Some(client))
    }

    async fn execute(&self, statement: &str) -> anyhow::Result<()> {
        if let Some(client) = self.client().await? {
            client
                .batch_execute(statement)
                .await
                .with_context(|| statement.to_owned())?;
        }
        Ok(())
    }
}
