use super::backend::Session;
use super::{Collect, Db, Dialect, Result, Sink, Statement};
use crate::value::{DecodeError, Row};

/// One connection held out of the pool, for what belongs to a session rather than to a transaction: locks, settings,
/// schema changes. Use [`Db::transaction`] for everything else.
///
/// Give it back with [`release`](Self::release). Dropped instead, it is cleaned or closed before anybody else gets it.
pub struct Connection {
    session: Box<dyn Session>,
    dialect: &'static dyn Dialect,
}

impl Db {
    /// Takes a connection that may write out of the pool.
    ///
    /// # Errors
    /// [`Error::PoolTimeout`](super::Error::PoolTimeout) when none becomes free.
    pub async fn connection(&self) -> Result<Connection> {
        Ok(Connection {
            session: self.backend().session(true).await?,
            dialect: self.backend().dialect(),
        })
    }
}

impl Connection {
    /// The dialect statements must be written in.
    pub fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    /// Runs statements without values, separated by semicolons.
    ///
    /// # Errors
    /// See [`Error`](super::Error).
    pub async fn batch(&mut self, sql: &str) -> Result<()> {
        self.session.batch(sql).await
    }

    /// Runs a statement and gives the number of rows it changed.
    ///
    /// # Errors
    /// See [`Error`](super::Error).
    pub async fn execute(&mut self, statement: Statement) -> Result<usize> {
        Ok(self.session.run(statement, None).await?.0)
    }

    /// Runs a statement and decodes each of its rows.
    ///
    /// # Errors
    /// See [`Error`](super::Error).
    pub async fn fetch<T, F>(&mut self, statement: Statement, decode: F) -> Result<Vec<T>>
    where
        T: Send + 'static,
        F: FnMut(Row<'_>) -> Result<T, DecodeError> + Send + 'static,
    {
        let (_, sink) = self
            .session
            .run(statement, Some(Box::new(Collect::new(decode))))
            .await?;
        let rows = sink.map(Sink::into_any).and_then(|any| any.downcast::<Vec<T>>().ok());
        Ok(rows.map(|rows| *rows).unwrap_or_default())
    }

    /// Gives the connection back to the pool. It must be in no transaction and its settings must be as they were.
    pub fn release(self) {
        self.session.release();
    }
}
