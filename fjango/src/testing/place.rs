//! Where a test's database is, and how it goes.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use url::Url;
use uuid::Uuid;

use crate::db::{Config, Db, Executor as _, StatementBuilder};

/// PostgreSQL cuts names after this many bytes.
const MAX_NAME: usize = 63;

/// The database every PostgreSQL server has, from which others are made.
const MAINTENANCE: &str = "postgres";

/// An empty database of its own. Dropping it removes the database, even from under open connections.
#[derive(Debug)]
pub(super) enum Place {
    /// A directory for one file, which is as fast to make as memory and behaves as the file of a site does.
    Directory(PathBuf),
    /// A database on a server.
    Server {
        /// The maintenance database of the server.
        server: String,
        /// The database's name there.
        name: String,
    },
}

impl Place {
    /// Makes a database of the kind of `url`, for PostgreSQL on its server, and gives the URL.
    ///
    /// Whatever database `url` itself names is not touched.
    pub(super) async fn make(url: &str) -> Result<(Self, String), String> {
        if url.starts_with("sqlite:") {
            let directory = std::env::temp_dir().join(format!("fjango-test-{}", Uuid::new_v4().simple()));
            fs::create_dir(&directory)
                .map_err(|error| format!("cannot make the directory {}: {error}", directory.display()))?;
            let url = format!("sqlite://{}", file(&directory).display());
            return Ok((Self::Directory(directory), url));
        }
        let mut parsed = Url::parse(url).map_err(|error| format!("the database's URL is wrong: {error}"))?;
        let name = test_name(parsed.path().trim_start_matches('/'));
        parsed.set_path(MAINTENANCE);
        let server = parsed.to_string();
        execute(&server, &format!("CREATE DATABASE \"{name}\""))
            .await
            .map_err(|error| format!("cannot make the database `{name}`: {error}; its user needs CREATEDB"))?;
        parsed.set_path(&name);
        Ok((Self::Server { server, name }, parsed.to_string()))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let gone = match self {
            Self::Directory(directory) => fs::remove_dir_all(directory).map_err(|error| error.to_string()),
            Self::Server { server, name } => drop_database(server, name),
        };
        if let Err(error) = gone {
            tracing::warn!(error, "a test's database was not removed");
        }
    }
}

fn file(directory: &Path) -> PathBuf {
    directory.join("test.sqlite3")
}

/// `test_`, the name of the database that is not touched, and something that no other test has.
fn test_name(name: &str) -> String {
    let unique = Uuid::new_v4().simple().to_string();
    let plain: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
        .take(MAX_NAME - "test__".len() - unique.len())
        .collect();
    format!("test_{plain}_{unique}")
}

async fn execute(server: &str, sql: &str) -> crate::db::Result<()> {
    let config = Config {
        pool_size: 1,
        ..Config::default()
    };
    let db = Db::connect_with(server, &config).await?;
    let mut statement = StatementBuilder::new(db.dialect());
    statement.push(sql).writes().one_off();
    db.execute(statement.finish()).await.map(drop)
}

/// Drops a database from a thread of its own, since a test's runtime cannot be waited for from within.
fn drop_database(server: &str, name: &str) -> Result<(), String> {
    let statement = format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
    thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.map_err(|error| error.to_string())?;
            runtime
                .block_on(execute(server, &statement))
                .map_err(|error| error.to_string())
        });
        worker
            .join()
            .unwrap_or_else(|_| Err("the thread that drops it panicked".to_owned()))
    })
}
