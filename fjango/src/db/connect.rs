use std::sync::Arc;
use std::time::Duration;

use super::backend::{Backend, BoxFuture, Ran};
use super::executor::sealed;
use super::{Config, Dialect, Error, Executor, Observer, Result, Sink, Statement, TransactionOptions, Tx, backends};
use crate::storage::Storages;

/// A database: a pool of connections to PostgreSQL or SQLite. Cheap to clone.
///
/// # Examples
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> fjango::db::Result<()> {
/// use fjango::db::{Db, Executor, Statement, first_value};
///
/// let db = Db::connect("sqlite::memory:").await?;
/// let answer: Vec<i64> = db.fetch(Statement::sql("SELECT 6 * 7"), first_value).await?;
/// assert_eq!(answer, [42]);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
    storages: Storages,
}

struct Inner {
    backend: Box<dyn Backend>,
    observer: Option<Box<dyn Observer>>,
    slow_query: Option<Duration>,
}

impl Db {
    /// Opens the database at `url` with the default [`Config`]: `sqlite://path`, `sqlite::memory:` or `postgres://…`.
    ///
    /// # Errors
    /// [`Error::Url`] when the URL names no database, [`Error::Connect`] when it cannot be reached.
    pub async fn connect(url: &str) -> Result<Self> {
        Self::connect_with(url, &Config::default()).await
    }

    /// Opens the database at `url`.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub async fn connect_with(url: &str, config: &Config) -> Result<Self> {
        let backend = backends::open(url, config).await?;
        Ok(Self {
            inner: Arc::new(Inner {
                backend,
                observer: None,
                slow_query: config.slow_query,
            }),
            storages: Storages::none(),
        })
    }

    /// The same database with an observer that sees every statement; call it before the database is shared.
    #[must_use]
    pub fn with_observer(self, observer: impl Observer) -> Self {
        let inner = match Arc::try_unwrap(self.inner) {
            Ok(inner) => Arc::new(Inner {
                observer: Some(Box::new(observer)),
                ..inner
            }),
            Err(inner) => inner,
        };
        Self { inner, ..self }
    }

    /// The same database with the storages that files of its rows are in.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> fjango::db::Result<()> {
    /// use fjango::db::Db;
    /// use fjango::storage::{MemoryStorage, Storages};
    ///
    /// let db = Db::connect("sqlite::memory:").await?.with_storages(Storages::new(MemoryStorage::new()));
    /// assert!(db.storages().get("default").is_ok());
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn with_storages(self, storages: Storages) -> Self {
        Self { storages, ..self }
    }

    /// The storages that files of its rows are in; none unless [`with_storages`](Self::with_storages) gave some.
    pub fn storages(&self) -> &Storages {
        &self.storages
    }

    /// Runs `work` in a transaction: committed when it returns `Ok`, rolled back when it returns `Err`, panics or is
    /// dropped at any `.await`.
    ///
    /// On SQLite the transaction is a writing one from its beginning (`BEGIN IMMEDIATE`), so that it cannot fail
    /// half-way for want of the lock.
    ///
    /// # Errors
    /// What `work` returns, or an [`Error`] of beginning or committing.
    pub async fn transaction<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&Tx) -> Result<T, E>,
        E: From<Error>,
    {
        let tx = Tx::begin(self, &TransactionOptions::default()).await?;
        let result = work(&tx).await;
        finish(tx, result).await
    }

    /// [`transaction`](Self::transaction) with an isolation level, for reading only, or run again after conflicts.
    ///
    /// `work` may run several times, so what it does outside the database must bear that; leave such things to
    /// [`Tx::on_commit`]. Between the tries is a pause that grows from some 10 ms to at most a second.
    ///
    /// ```
    /// use fjango::db::TransactionOptions;
    /// # use fjango::prelude::*;
    /// # async fn example(db: Db) -> fjango::db::Result<()> {
    /// db.transaction_with(TransactionOptions::serializable(), async |tx| {
    ///     tx.execute_sql("UPDATE account SET cents = cents - 100 WHERE id = 1").await?;
    ///     tx.execute_sql("UPDATE account SET cents = cents + 100 WHERE id = 2").await?;
    ///     Ok(())
    /// }).await
    /// # }
    /// ```
    ///
    /// # Errors
    /// What `work` returns at its last try, or an [`Error`] of beginning or committing.
    pub async fn transaction_with<T, E, F>(&self, options: TransactionOptions, mut work: F) -> Result<T, E>
    where
        F: AsyncFnMut(&Tx) -> Result<T, E>,
        E: From<Error>,
    {
        let mut tried = 0;
        loop {
            let (conflicted, result) = self.attempt(&options, &mut work).await;
            if !conflicted || tried >= options.retries {
                return result;
            }
            tokio::time::sleep(TransactionOptions::pause(tried)).await;
            tried += 1;
        }
    }

    /// One try, and whether another one may succeed.
    async fn attempt<T, E, F>(&self, options: &TransactionOptions, work: &mut F) -> (bool, Result<T, E>)
    where
        F: AsyncFnMut(&Tx) -> Result<T, E>,
        E: From<Error>,
    {
        let tx = match Tx::begin(self, options).await {
            Ok(tx) => tx,
            Err(error) => return (error.is_conflict(), Err(error.into())),
        };
        match work(&tx).await {
            Ok(value) => match tx.commit().await {
                Ok(()) => (false, Ok(value)),
                Err(error) => (error.is_conflict(), Err(error.into())),
            },
            error => (tx.is_conflicted(), finish(tx, error).await),
        }
    }

    /// Asks the database for an answer.
    ///
    /// # Errors
    /// When there is none.
    pub async fn ping(&self) -> Result<()> {
        self.fetch(Statement::sql("SELECT 1"), |_| Ok(())).await.map(drop)
    }

    pub(super) fn backend(&self) -> &dyn Backend {
        &*self.inner.backend
    }
}

/// Commits what went well and undoes the rest.
async fn finish<T, E: From<Error>>(tx: Tx, result: Result<T, E>) -> Result<T, E> {
    match result {
        Ok(value) => {
            tx.commit().await?;
            Ok(value)
        }
        Err(error) => {
            if let Err(rollback) = tx.rollback().await {
                tracing::warn!(error = %rollback, "a rollback failed; its connection was closed");
            }
            Err(error)
        }
    }
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Db({})", self.backend().dialect().name())
    }
}

impl sealed::Run for Db {
    fn sealed_dialect(&self) -> &'static dyn Dialect {
        self.backend().dialect()
    }

    fn sealed_run(&self, statement: Statement, sink: Option<Box<dyn Sink>>) -> BoxFuture<'_, Ran> {
        self.backend().run(statement, sink)
    }

    fn sealed_db(&self) -> Option<&Db> {
        Some(self)
    }

    fn slow_query(&self) -> Option<Duration> {
        self.inner.slow_query
    }

    fn observer(&self) -> Option<&dyn Observer> {
        self.inner.observer.as_deref()
    }
}
