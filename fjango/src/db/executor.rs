use std::time::Instant;

use super::backend::{BoxFuture, Ran};
use super::observe::{self, Observation, Observer};
use super::{Collect, Dialect, Result, Sink, Statement};
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

    /// Runs a statement and gives the number of rows it changed.
    ///
    /// # Errors
    /// See [`Error`](super::Error).
    fn execute(&self, statement: Statement) -> impl Future<Output = Result<usize>> {
        async move { Ok(observed(self, statement, None).await?.0) }
    }

    /// Runs a statement and decodes each of its rows.
    ///
    /// # Errors
    /// See [`Error`](super::Error).
    fn fetch<T, F>(&self, statement: Statement, decode: F) -> impl Future<Output = Result<Vec<T>>>
    where
        T: Send + 'static,
        F: FnMut(Row<'_>) -> Result<T, DecodeError> + Send + 'static,
    {
        async move {
            let (_, sink) = observed(self, statement, Some(Box::new(Collect::new(decode)))).await?;
            let rows = sink.map(Sink::into_any).and_then(|any| any.downcast::<Vec<T>>().ok());
            Ok(rows.map(|rows| *rows).unwrap_or_default())
        }
    }

    /// Runs a statement with a sink of your own and gives the sink back.
    ///
    /// # Errors
    /// See [`Error`](super::Error).
    fn drain(&self, statement: Statement, sink: Box<dyn Sink>) -> impl Future<Output = Result<Box<dyn Sink>>> {
        async move {
            let (_, sink) = observed(self, statement, Some(sink)).await?;
            Ok(sink.unwrap_or_else(|| Box::new(super::sink::Discard)))
        }
    }
}

impl<T: sealed::Run> Executor for T {}

async fn observed<R: sealed::Run + ?Sized>(runner: &R, statement: Statement, sink: Option<Box<dyn Sink>>) -> Ran {
    observe::count_statement();
    let logged = tracing::enabled!(target: "fjango::sql", tracing::Level::DEBUG);
    let observer = runner.observer();
    if !logged && observer.is_none() {
        return runner.sealed_run(statement, sink).await;
    }
    let sql = statement.to_sql(runner.sealed_dialect());
    let binds = statement.bind_count();
    let started = Instant::now();
    let result = runner.sealed_run(statement, sink).await;
    let duration = started.elapsed();
    let rows = result.as_ref().ok().map(|(rows, _)| *rows);
    if logged {
        tracing::debug!(target: "fjango::sql", elapsed_ms = duration.as_secs_f64() * 1e3, binds, rows, "{sql}");
    }
    if let Some(observer) = observer {
        observer.statement(&Observation {
            sql: &sql,
            binds,
            duration,
            rows,
        });
    }
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
        fn observer(&self) -> Option<&dyn Observer>;
    }
}
