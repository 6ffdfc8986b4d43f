use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::Mutex;

use super::backend::{BoxFuture, Ran, Session};
use super::executor::sealed;
use super::{Db, Dialect, Error, Executor, Observer, Result, Sink, Statement};

/// A transaction in progress; pass it where you would pass the [`Db`].
///
/// Made by [`Db::transaction`]. Statements of one transaction run one after the other, also when awaited together.
pub struct Tx {
    session: Mutex<Option<Box<dyn Session>>>,
    db: Db,
    savepoints: AtomicU32,
}

impl Tx {
    pub(super) async fn begin(db: &Db) -> Result<Self> {
        let mut session = db.backend().session(true).await?;
        session.batch(db.backend().begin_sql()).await?;
        Ok(Self {
            session: Mutex::new(Some(session)),
            db: db.clone(),
            savepoints: AtomicU32::new(0),
        })
    }

    pub(super) async fn commit(self) -> Result<()> {
        self.end("COMMIT").await
    }

    pub(super) async fn rollback(self) -> Result<()> {
        self.end("ROLLBACK").await
    }

    async fn end(self, sql: &str) -> Result<()> {
        let Some(mut session) = self.session.into_inner() else {
            return Ok(());
        };
        match session.batch(sql).await {
            Ok(()) => {
                session.release();
                Ok(())
            }
            // A deferred constraint refuses at COMMIT; PostgreSQL has rolled back then, SQLite has not.
            // Dropping the session undoes what is left.
            Err(error) => Err(error),
        }
    }

    /// Runs `work` inside a savepoint: when it fails, what it did is undone and the outer transaction goes on.
    ///
    /// # Errors
    /// What `work` returns, or the database's refusal to set the savepoint.
    pub async fn transaction<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&Tx) -> Result<T, E>,
        E: From<Error>,
    {
        let name = format!("fjango_{}", self.savepoints.fetch_add(1, Ordering::Relaxed));
        self.batch(&format!("SAVEPOINT {name}")).await?;
        let result = work(self).await;
        let end = match &result {
            Ok(_) => format!("RELEASE SAVEPOINT {name}"),
            Err(_) => format!("ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}"),
        };
        self.batch(&end).await?;
        result
    }

    /// Runs statements without values, separated by semicolons.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn batch(&self, sql: &str) -> Result<()> {
        let mut session = self.session.lock().await;
        session.as_mut().ok_or_else(closed)?.batch(sql).await
    }

    /// Runs one statement from text without values.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn execute_sql(&self, sql: &str) -> Result<usize> {
        self.execute(Statement::sql(sql)).await
    }
}

fn closed() -> Error {
    Error::Disconnected {
        message: "the transaction has ended".into(),
    }
}

impl sealed::Run for Tx {
    fn sealed_dialect(&self) -> &'static dyn Dialect {
        self.db.backend().dialect()
    }

    fn sealed_run(&self, statement: Statement, sink: Option<Box<dyn Sink>>) -> BoxFuture<'_, Ran> {
        Box::pin(async move {
            let mut session = self.session.lock().await;
            session.as_mut().ok_or_else(closed)?.run(statement, sink).await
        })
    }

    fn sealed_tx(&self) -> Option<&Tx> {
        Some(self)
    }

    fn observer(&self) -> Option<&dyn Observer> {
        self.db.observer()
    }
}
