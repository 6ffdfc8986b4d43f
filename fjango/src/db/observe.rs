//! The one hook every statement passes: the log, query counts in tests, and later panels and metrics hang on it.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// What is known of a statement when it has ended.
#[derive(Clone, Debug)]
pub struct Observation<'a> {
    /// The text with placeholders; values are never part of it.
    pub sql: &'a str,
    /// The number of bound values.
    pub binds: usize,
    /// From being handed over to the last row read, waiting for a connection included.
    pub duration: Duration,
    /// Rows read or changed; `None` when the statement failed.
    pub rows: Option<usize>,
}

/// Something that looks at statements.
pub trait Observer: Send + Sync + 'static {
    /// Called once for each statement, after it ended.
    fn statement(&self, observation: &Observation<'_>);
}

thread_local! {
    static COUNTERS: RefCell<Vec<Arc<AtomicUsize>>> = const { RefCell::new(Vec::new()) };
}

pub(super) fn count_statement() {
    COUNTERS.with_borrow(|counters| {
        for counter in counters {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    });
}

/// Counts the statements that this thread starts while it lives; `assert_queries!` uses it.
///
/// Statements are counted on the thread that awaits them, which for a handler or a test on a current-thread
/// runtime is one thread.
pub struct QueryCount(Arc<AtomicUsize>);

impl QueryCount {
    /// Starts counting.
    #[expect(clippy::new_without_default, reason = "starting to count is not a neutral value")]
    pub fn new() -> Self {
        let counter = Arc::new(AtomicUsize::new(0));
        COUNTERS.with_borrow_mut(|counters| counters.push(Arc::clone(&counter)));
        Self(counter)
    }

    /// The statements started so far.
    pub fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for QueryCount {
    fn drop(&mut self) {
        COUNTERS.with_borrow_mut(|counters| counters.retain(|counter| !Arc::ptr_eq(counter, &self.0)));
    }
}
