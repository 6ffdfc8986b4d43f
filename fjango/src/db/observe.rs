//! The one hook every statement passes: the log, slow statements, query counts in tests, and later panels and metrics
//! hang on it.

use std::cell::RefCell;
use std::panic::Location;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::executor::sealed::Run;
use super::repeats;
use super::statement::{Statement, Text};

/// What is known of a statement when it has ended.
#[derive(Clone, Debug)]
pub struct Observation<'a> {
    /// The text with placeholders; values are never part of it.
    pub sql: &'a str,
    /// The number of bound values.
    pub binds: usize,
    /// From being handed over to the last row read, waiting for a connection included. A stream counts the time spent
    /// on its rows by the database, not by their reader.
    pub duration: Duration,
    /// Rows read or changed; `None` when the statement failed.
    pub rows: Option<usize>,
}

/// Something that looks at statements.
pub trait Observer: Send + Sync + 'static {
    /// Called once for each statement, after it ended.
    fn statement(&self, observation: &Observation<'_>);
}

/// One statement under observation.
pub(super) struct Watch {
    text: Arc<Text>,
    binds: usize,
    logged: bool,
    slow: Option<Duration>,
}

impl Watch {
    /// Counts the statement, and watches it where anybody wants to know how it ends.
    pub(super) fn start<R: Run + ?Sized>(
        runner: &R,
        statement: &Statement,
        site: Option<&'static Location<'static>>,
    ) -> Option<Self> {
        repeats::saw(statement, site);
        RECORDINGS.with_borrow(|recordings| {
            if !recordings.is_empty() {
                let sql = statement.to_sql(runner.sealed_dialect());
                for recording in recordings {
                    lock(recording).push(sql.clone());
                }
            }
        });
        let logged = tracing::enabled!(target: "fjango::sql", tracing::Level::DEBUG);
        let slow = runner.slow_query();
        (logged || slow.is_some() || runner.observer().is_some()).then(|| Self {
            text: Arc::clone(statement.text()),
            binds: statement.bind_count(),
            logged,
            slow,
        })
    }

    /// Tells what became of it.
    pub(super) fn end<R: Run + ?Sized>(self, runner: &R, duration: Duration, rows: Option<usize>) {
        let slow = self.slow.is_some_and(|limit| duration > limit);
        let observer = runner.observer();
        if !slow && !self.logged && observer.is_none() {
            return;
        }
        let (sql, binds) = (self.text.to_sql(runner.sealed_dialect()), self.binds);
        let elapsed_ms = duration.as_secs_f64() * 1e3;
        if slow {
            tracing::warn!(target: "fjango::sql", elapsed_ms, binds, rows, "slow statement: {sql}");
        } else if self.logged {
            tracing::debug!(target: "fjango::sql", elapsed_ms, binds, rows, "{sql}");
        }
        if let Some(observer) = observer {
            observer.statement(&Observation {
                sql: &sql,
                binds,
                duration,
                rows,
            });
        }
    }
}

/// Time spent in pieces.
#[derive(Default)]
pub(super) struct Stopwatch {
    spent: Duration,
}

impl Stopwatch {
    pub(super) fn add(&mut self, since: Instant) {
        self.spent += since.elapsed();
    }

    pub(super) fn spent(&self) -> Duration {
        self.spent
    }
}

type Recording = Arc<Mutex<Vec<String>>>;

thread_local! {
    static RECORDINGS: RefCell<Vec<Recording>> = const { RefCell::new(Vec::new()) };
}

fn lock(recording: &Recording) -> std::sync::MutexGuard<'_, Vec<String>> {
    recording.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps the text of the statements that this thread starts while it lives; [`assert_queries!`](crate::assert_queries)
/// uses it.
///
/// Statements are counted on the thread that awaits them, which for a handler or a test on a current-thread runtime is
/// one thread. `BEGIN`, `COMMIT` and savepoints are not counted, and a stream is one statement.
pub struct QueryCount(Recording);

impl QueryCount {
    /// Starts counting.
    #[expect(clippy::new_without_default, reason = "starting to count is not a neutral value")]
    pub fn new() -> Self {
        let recording = Recording::default();
        RECORDINGS.with_borrow_mut(|recordings| recordings.push(Arc::clone(&recording)));
        Self(recording)
    }

    /// The number of statements started so far.
    pub fn get(&self) -> usize {
        lock(&self.0).len()
    }

    /// Their texts, with placeholders instead of values.
    pub fn statements(&self) -> Vec<String> {
        lock(&self.0).clone()
    }

    /// Fails unless exactly so many statements were started.
    ///
    /// # Panics
    /// With the list of the statements when it is another number.
    #[track_caller]
    pub fn expect(&self, expected: usize) {
        let seen = self.statements();
        if seen.len() != expected {
            let list: String = (1..).zip(&seen).map(|(n, sql)| format!("\n  {n}. {sql}")).collect();
            let plural = if expected == 1 { "" } else { "s" };
            panic!("expected {expected} statement{plural}, but {} ran:{list}", seen.len());
        }
    }
}

impl Drop for QueryCount {
    fn drop(&mut self) {
        RECORDINGS.with_borrow_mut(|recordings| recordings.retain(|recording| !Arc::ptr_eq(recording, &self.0)));
    }
}

/// Runs an expression, which may `.await`, and fails unless it sent exactly so many statements; its value is the
/// expression's. The failure lists the statements.
///
/// Counts as [`QueryCount`](crate::db::QueryCount) does: on this thread.
///
/// # Examples
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> fjango::db::Result<()> {
/// use fjango::db::{Db, Executor, Statement, first_value};
///
/// let db = Db::connect("sqlite::memory:").await?;
/// let answer: Vec<i64> = fjango::assert_queries!(1, db.fetch(Statement::sql("SELECT 42"), first_value).await?);
/// assert_eq!(answer, [42]);
/// # Ok(()) }
/// ```
#[macro_export]
macro_rules! assert_queries {
    ($expected:expr, $work:expr $(,)?) => {{
        let expected: usize = $expected;
        let count = $crate::db::QueryCount::new();
        let value = $work;
        count.expect(expected);
        value
    }};
}
#[doc(inline)]
pub use assert_queries;
