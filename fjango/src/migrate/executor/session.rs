//! A connection with what its database needs for migrations.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::Options;
use crate::db::{self, Connection, Db, Executor as _, Statement, first_value};
use crate::migrate::sql::{self, SchemaDialect};
use crate::migrate::{Error, Result};

pub(in crate::migrate) struct Session {
    /// For what must be asked while the session's own connection waits.
    pub(super) db: Db,
    /// `None` while a data step has it.
    connection: Option<Connection>,
    pub(in crate::migrate) dialect: &'static dyn SchemaDialect,
    pub(in crate::migrate) options: Options,
    /// What the server calls this session, where others can be in its way.
    id: Option<String>,
    /// The indexes that migrations make; others are somebody else's, and stay.
    pub(super) own_indexes: BTreeSet<String>,
}

impl Session {
    pub(super) async fn open(db: &Db) -> Result<Self> {
        let connection = db.connection().await.map_err(database("connecting"))?;
        let name = connection.dialect().name();
        let dialect = sql::dialect(name).ok_or_else(|| Error::Database {
            action: "connecting",
            message: format!("migrations are not written for `{name}`"),
        })?;
        Ok(Self {
            db: db.clone(),
            connection: Some(connection),
            dialect,
            options: Options::default(),
            id: None,
            own_indexes: BTreeSet::new(),
        })
    }

    pub(in crate::migrate) fn connection(&mut self) -> Result<&mut Connection> {
        self.connection.as_mut().ok_or(Error::Database {
            action: "migrating",
            message: "a data step did not give its connection back".to_owned(),
        })
    }

    pub(in crate::migrate) async fn batch(&mut self, action: &'static str, sql: &str) -> Result<()> {
        self.connection()?.batch(sql).await.map_err(database(action))
    }

    pub(super) async fn texts(&mut self, action: &'static str, sql: &str) -> Result<Vec<String>> {
        let rows = self
            .connection()?
            .fetch(Statement::sql(sql), first_value::<String>)
            .await;
        rows.map_err(database(action))
    }

    /// Takes the lock of migrations, and tells the server how this session wants to be treated.
    pub(super) async fn lock(&mut self) -> Result<()> {
        self.take_turn().await?;
        if let Some(live) = self.dialect.live() {
            const ACTION: &str = "preparing the session";
            self.batch(ACTION, live.session().0).await?;
            self.id = self.texts(ACTION, live.session_id()).await?.pop();
        }
        Ok(())
    }

    async fn take_turn(&mut self) -> Result<()> {
        let timeout = self.options.turn_timeout;
        const INTERVAL: Duration = Duration::from_millis(100);
        let Some((take, _)) = self.dialect.lock() else {
            return Ok(());
        };
        let started = Instant::now();
        let mut told = false;
        // Asked for again and again: a session that waits inside a statement would keep an index that the other one
        // builds beside the work from ever being finished.
        loop {
            let answer = self.texts("taking the lock of migrations", take).await?;
            if answer.first().is_some_and(|answer| answer == "true") {
                return Ok(());
            }
            if started.elapsed() >= timeout {
                return Err(Error::Locked { waited: timeout });
            }
            if !told {
                tracing::info!("another process is migrating this database; waiting for it");
                told = true;
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }

    /// Gives the lock back, and leaves the session as it was.
    pub(super) async fn unlock(&mut self) -> Result<()> {
        if let Some(live) = self.dialect.live() {
            self.batch("giving back the session", live.session().1).await?;
        }
        match self.dialect.lock() {
            Some((_, give)) => self.texts("giving back the lock of migrations", give).await.map(drop),
            None => Ok(()),
        }
    }

    /// Runs a statement that waits for others who write, where the database's own patience ends before ours.
    pub(in crate::migrate) async fn patiently(&mut self, action: &'static str, sql: &str) -> Result<()> {
        let started = Instant::now();
        let timeout = self.options.turn_timeout;
        loop {
            match self.connection()?.batch(sql).await {
                Err(db::Error::LockTimeout { .. }) if started.elapsed() < timeout => {
                    tracing::info!("another process is writing to this database; waiting for it");
                }
                Err(db::Error::LockTimeout { .. }) => return Err(Error::Locked { waited: timeout }),
                result => return result.map_err(database(action)),
            }
        }
    }

    /// Runs a statement that may wait `limit` for a lock, and gives who was in its way in the end.
    pub(super) async fn watched(&mut self, sql: &str, limit: Duration) -> Result<(Result<(), db::Error>, Vec<String>)> {
        let Some((live, id)) = self.dialect.live().zip(self.id.clone()) else {
            return Ok((self.connection()?.batch(sql).await, Vec::new()));
        };
        let prepared = self.connection()?.batch(&live.wait_for_locks(limit.as_millis())).await;
        if prepared.is_err() {
            return Ok((prepared, Vec::new()));
        }
        let mut seen = Vec::new();
        let watch = async {
            const LONGEST: Duration = Duration::from_secs(5);
            // Late enough that a lock that is given soon costs nothing, and before this one gives up.
            let mut pause = limit.min(LONGEST) / 2;
            loop {
                tokio::time::sleep(pause).await;
                pause = LONGEST;
                let asked = self
                    .db
                    .fetch(Statement::sql(live.blockers(&id)), first_value::<String>)
                    .await;
                // It is only for the message.
                let Ok(found) = asked else { continue };
                if !found.is_empty() && found != seen {
                    tracing::info!("the migration waits for a lock; in its way: {}", found.join("; "));
                    seen = found;
                }
            }
        };
        let Some(connection) = self.connection.as_mut() else {
            return Ok((Ok(()), Vec::new()));
        };
        let result = tokio::select! {
            result = connection.batch(sql) => result,
            () = watch => Ok(()),
        };
        Ok((result, seen))
    }

    /// The session for a data step, until it is [taken back](Self::take_back).
    pub(super) fn lend(&mut self) -> Result<Self> {
        self.connection()?;
        Ok(Self {
            db: self.db.clone(),
            connection: self.connection.take(),
            dialect: self.dialect,
            options: self.options.clone(),
            id: self.id.clone(),
            own_indexes: BTreeSet::new(),
        })
    }

    pub(super) fn take_back(&mut self, lent: Self) {
        self.connection = lent.connection;
    }

    /// Gives the connection back to the pool.
    pub(super) fn release(self) {
        if let Some(connection) = self.connection {
            connection.release();
        }
    }
}

pub(super) fn database(action: &'static str) -> impl FnOnce(db::Error) -> Error {
    move |error| Error::Database {
        action,
        message: error.to_string(),
    }
}
