use std::panic::Location;
use std::time::Instant;

use super::backend::{BoxFuture, Ran};
use super::observe::{Observer, Watch};
use super::stream::{self, RowStream};
use super::{Collect, Db, Dialect, Result, Sink, Statement, Tx};
use crate::storage::Storages;
use crate::value::{DecodeError, Row};

/// Where a query runs: a [`Db`](super::Db), each statement by itself, or a [`Tx`](super::Tx).
///
/// Sealed: fjango decides how statements travel.
pub trait Executor: sealed::Run {
    /// The dialect statements must be written in.
    fn dialect(&self) -> &'static dyn Dialect {
        self.sealed_dialect()
    }

    /// The database, when statements run each by itself.
    fn as_db(&self) -> Option<&super::Db> {
        self.sealed_db()
    }

    /// The transaction, when statements run in one.
    fn as_tx(&self) -> Option<&super::Tx> {
        self.sealed_tx()
    }

    /// The storages that files of rows are in.
    fn storages(&self) -> &Storages {
        match (self.sealed_db(), self.sealed_tx()) {
            (Some(db), _) => db.storages(),
            (None, Some(tx)) => tx.db().storages(),
            // Invariant: statements run on a database or in a transaction.
            (None, None) => const { &Storages::none() },
        }
    }

    /// Runs a statement and gives the number of rows it changed.
    ///
    /// # Errors
    /// See [`Error`](super::Error).
    #[track_caller]
    fn execute(&self, statement: Statement) -> impl Future<Output = Result<usize>> {
        let site = Location::caller();
        async move { Ok(observed(self, statement, None, site).await?.0) }
    }

    /// Runs a statement and decodes each of its rows.
    ///
    /// # Errors
    /// See [`Error`](super::Error).
    #[track_caller]
    fn fetch<T, F>(&self, statement: Statement, decode: F) -> impl Future<Output = Result<Vec<T>>>
    where
        T: Send + 'static,
        F: FnMut(Row<'_>) -> Result<T, DecodeError> + Send + 'static,
    {
        let site = Location::caller();
        async move {
            let (_, sink) = observed(self, statement, Some(Box::new(Collect::new(decode))), site).await?;
            let rows = sink.map(Sink::into_any).and_then(|any| any.downcast::<Vec<T>>().ok());
            Ok(rows.map(|rows| *rows).unwrap_or_default())
        }
    }

    /// Runs a statement that only reads and hands out its rows as they come, in bounded memory: a few hundred are read
    /// ahead, and the database waits for its reader. Nothing is sent before the stream is polled; an error is its last
    /// item; dropped early, it stops the statement and leaves a clean connection.
    ///
    /// On PostgreSQL this is a cursor, in a transaction of its own or in the given one. On SQLite the statement keeps a
    /// reading connection until it ends; when another statement of the same *transaction* needs that connection, the
    /// rest of the rows is read into memory first. A memory database reads them all at once.
    ///
    /// # Errors
    /// See [`Error`](super::Error); they are items of the stream.
    ///
    /// # Examples
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> fjango::db::Result<()> {
    /// use fjango::db::{Db, Executor, Statement, first_value};
    /// use fjango::prelude::TryStreamExt;
    ///
    /// let db = Db::connect("sqlite::memory:").await?;
    /// let mut numbers = db.stream(Statement::sql("SELECT 1 UNION ALL SELECT 2"), first_value::<i64>);
    /// let mut sum = 0;
    /// while let Some(number) = numbers.try_next().await? {
    ///     sum += number;
    /// }
    /// assert_eq!(sum, 3);
    /// # Ok(()) }
    /// ```
    fn stream<T, F>(&self, statement: Statement, decode: F) -> RowStream<'_, T>
    where
        T: Send + 'static,
        F: Fn(Row<'_>) -> Result<T, DecodeError> + Send + Sync + 'static,
    {
        stream::rows(self, statement, decode)
    }

    /// Where statements run, with its type told.
    #[doc(hidden)]
    #[expect(private_interfaces, reason = "for fjango's own generic code; the trait is sealed")]
    fn on(&self) -> Option<On<'_>> {
        match (self.sealed_db(), self.sealed_tx()) {
            (Some(db), _) => Some(On::Db(db)),
            (None, tx) => tx.map(On::Tx),
        }
    }

    /// Runs a statement with a sink of your own and gives the sink back.
    ///
    /// # Errors
    /// See [`Error`](super::Error).
    #[track_caller]
    fn drain(&self, statement: Statement, sink: Box<dyn Sink>) -> impl Future<Output = Result<Box<dyn Sink>>> {
        let site = Location::caller();
        async move {
            let (_, sink) = observed(self, statement, Some(sink), site).await?;
            Ok(sink.unwrap_or_else(|| Box::new(super::sink::Discard)))
        }
    }
}

impl<T: sealed::Run> Executor for T {}

/// Where statements run, with its type told.
#[derive(Clone, Copy)]
pub(crate) enum On<'a> {
    Db(&'a Db),
    Tx(&'a Tx),
}

impl On<'_> {
    /// The database, also of a transaction.
    pub(super) fn db(&self) -> &Db {
        match self {
            Self::Db(db) => db,
            Self::Tx(tx) => tx.db(),
        }
    }
}

async fn observed<R: sealed::Run + ?Sized>(
    runner: &R,
    statement: Statement,
    sink: Option<Box<dyn Sink>>,
    site: &'static Location<'static>,
) -> Ran {
    let Some(watch) = Watch::start(runner, &statement, Some(site)) else {
        return runner.sealed_run(statement, sink).await;
    };
    let started = Instant::now();
    let result = runner.sealed_run(statement, sink).await;
    watch.end(runner, started.elapsed(), result.as_ref().ok().map(|(rows, _)| *rows));
    result
}

pub(super) mod sealed {
    use super::{BoxFuture, Dialect, Observer, Ran, Sink, Statement};

    /// What only this module's types implement.
    pub trait Run: Sync {
        #[doc(hidden)]
        fn sealed_dialect(&self) -> &'static dyn Dialect;
        #[doc(hidden)]
        fn sealed_run(&self, statement: Statement, sink: Option<Box<dyn Sink>>) -> BoxFuture<'_, Ran>;
        #[doc(hidden)]
        fn sealed_db(&self) -> Option<&crate::db::Db> {
            None
        }
        #[doc(hidden)]
        fn sealed_tx(&self) -> Option<&crate::db::Tx> {
            None
        }
        #[doc(hidden)]
        fn slow_query(&self) -> Option<std::time::Duration> {
            None
        }
        #[doc(hidden)]
        fn observer(&self) -> Option<&dyn Observer>;
    }
}
