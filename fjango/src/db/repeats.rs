//! The guard against N+1: statements of one shape that one line of the program sends again and again.
//!
//! Reading a relation that was not loaded runs no query, so an N+1 is always a loop that somebody wrote. Terminal methods
//! note the line that calls them ([`here`]); while somebody watches (a request in development, a test), statements are
//! counted by line and text. Nobody watches in production, where all that is left is one relaxed load for each poll.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::panic::Location;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use super::remedy;
use super::statement::Statement;

/// From so many calls on, a repetition is told.
const TOLD_FROM: usize = 5;

/// How many watch, on any thread.
static WATCHING: AtomicUsize = AtomicUsize::new(0);

/// The last call that was told apart.
static CALLS: AtomicU64 = AtomicU64::new(0);

type Site = &'static Location<'static>;

thread_local! {
    /// The call that is polled, outermost first: whose line it is and which call.
    static CALL: Cell<Option<(Site, u64)>> = const { Cell::new(None) };
    static WATCHERS: RefCell<Vec<Seen>> = const { RefCell::new(Vec::new()) };
}

type Seen = Arc<Mutex<Vec<Repeated>>>;

/// A statement that one line sent, and in how many calls.
#[derive(Clone, Debug)]
pub struct Repeated {
    /// The line that called: `src/views.rs:42:20`.
    pub site: &'static Location<'static>,
    /// The statement, with values left out.
    pub sql: String,
    /// How often the line was run with it.
    pub calls: usize,
    last: u64,
}

impl Repeated {
    /// What to write in the loop's place.
    pub fn fix(&self) -> String {
        remedy::of(&self.sql)
    }
}

impl std::fmt::Display for Repeated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (site, calls, sql) = (self.site, self.calls, &self.sql);
        let (file, line) = (site.file(), site.line());
        write!(
            f,
            "{file}:{line} ran the same statement {calls} times: {}\n  {sql}",
            self.fix()
        )
    }
}

fn watched() -> bool {
    WATCHING.load(Ordering::Relaxed) > 0
}

fn next_call() -> u64 {
    CALLS.fetch_add(1, Ordering::Relaxed) + 1
}

pin_project_lite::pin_project! {
    /// A future that knows the line which made it.
    pub(crate) struct Here<F> {
        site: Site,
        call: u64,
        #[pin]
        future: F,
    }
}

/// Notes the caller's line for the statements of a future. Of calls within each other the outermost counts.
#[track_caller]
pub(crate) fn here<F: Future>(future: F) -> Here<F> {
    Here {
        site: Location::caller(),
        call: 0,
        future,
    }
}

impl<F: Future> Future for Here<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        if !watched() || CALL.get().is_some() {
            return this.future.poll(context);
        }
        if *this.call == 0 {
            *this.call = next_call();
        }
        CALL.set(Some((this.site, *this.call)));
        // Also when the future panics: the thread goes on with other requests.
        let _end = End;
        this.future.poll(context)
    }
}

struct End;

impl Drop for End {
    fn drop(&mut self) {
        CALL.set(None);
    }
}

/// Counts a statement for everybody who watches on this thread; `site` is the line of a call that no [`here`] is around.
pub(super) fn saw(statement: &Statement, site: Option<Site>) {
    if !watched() {
        return;
    }
    let Some((site, call)) = CALL.get().or_else(|| Some((site?, next_call()))) else {
        return;
    };
    if is_own(site) {
        return;
    }
    WATCHERS.with_borrow(|watchers| {
        for seen in watchers {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            let sql = &statement.text().sql;
            match seen.iter_mut().find(|known| known.site == site && known.sql == *sql) {
                // Batches of one call are no repetition.
                Some(known) => known.calls += usize::from(std::mem::replace(&mut known.last, call) != call),
                None => seen.push(Repeated {
                    site,
                    sql: sql.clone(),
                    calls: 1,
                    last: call,
                }),
            }
        }
    });
}

/// Whether a line is one of fjango's, whose statements no user's loop sends.
fn is_own(site: Site) -> bool {
    let root = file!()
        .trim_end_matches("db/repeats.rs")
        .trim_end_matches("db\\repeats.rs");
    site.file().starts_with(root)
}

/// Watches for N+1 while it lives; [`assert_no_n_plus_one!`](crate::assert_no_n_plus_one) uses it.
///
/// Statements are counted on the thread that awaits them, as [`QueryCount`](super::QueryCount) does.
pub struct NPlusOne(Seen);

impl NPlusOne {
    /// Starts watching.
    #[expect(clippy::new_without_default, reason = "starting to watch is not a neutral value")]
    pub fn new() -> Self {
        let this = Self::apart();
        WATCHERS.with_borrow_mut(|watchers| watchers.push(Arc::clone(&this.0)));
        this
    }

    /// Without a thread to watch yet.
    fn apart() -> Self {
        WATCHING.fetch_add(1, Ordering::Relaxed);
        Self(Seen::default())
    }

    /// What was repeated so far: five calls of one line or more.
    pub fn repeated(&self) -> Vec<Repeated> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter().filter(|one| one.calls >= TOLD_FROM).cloned().collect()
    }

    /// Fails when something was repeated.
    ///
    /// # Panics
    /// With each line, its number of calls, what to write instead and the statement.
    #[track_caller]
    pub fn expect_none(&self) {
        let repeated = self.repeated();
        if !repeated.is_empty() {
            let mut list = String::new();
            for one in &repeated {
                // Writing to a `String` cannot fail.
                let _ = write!(list, "\n{one}");
            }
            panic!("N+1:{list}");
        }
    }
}

impl Drop for NPlusOne {
    fn drop(&mut self) {
        WATCHING.fetch_sub(1, Ordering::Relaxed);
        WATCHERS.with_borrow_mut(|watchers| watchers.retain(|seen| !Arc::ptr_eq(seen, &self.0)));
    }
}

pin_project_lite::pin_project! {
    /// A future whose statements are watched, and that warns at its end.
    pub(crate) struct Watched<F> {
        scope: Option<Scope>,
        #[pin]
        future: F,
    }
}

/// Watches a future, such as that of a request, when `on`; otherwise it is as without.
pub(crate) fn watch<F: Future>(on: bool, future: F) -> Watched<F> {
    Watched {
        scope: on.then(|| Scope(NPlusOne::apart())),
        future,
    }
}

struct Scope(NPlusOne);

impl Drop for Scope {
    fn drop(&mut self) {
        for one in self.0.repeated() {
            tracing::warn!(target: "fjango::n_plus_one", calls = one.calls, "N+1: {one}");
        }
    }
}

impl<F: Future> Future for Watched<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let Some(scope) = this.scope else {
            return this.future.poll(context);
        };
        let seen = Arc::clone(&scope.0.0);
        WATCHERS.with_borrow_mut(|watchers| watchers.push(Arc::clone(&seen)));
        let _leave = Leave(seen);
        this.future.poll(context)
    }
}

struct Leave(Seen);

impl Drop for Leave {
    fn drop(&mut self) {
        WATCHERS.with_borrow_mut(|watchers| watchers.retain(|seen| !Arc::ptr_eq(seen, &self.0)));
    }
}

/// Runs an expression, which may `.await`, and fails when one line in it sent the same statement five times or more; its
/// value is the expression's. The failure names the line, and what to write in the loop's place.
///
/// # Examples
/// ```
/// # use fjango::prelude::*;
/// # use fjango::db::Statement;
/// # #[model(app = "shop")] pub struct Article { pub id: i64, pub name: String }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> fjango::orm::Result<()> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # db.execute(Statement::sql("CREATE TABLE shop_article (id integer PRIMARY KEY, name text NOT NULL)")).await?;
/// let keys = 1..=9_i64;
/// let articles = fjango::assert_no_n_plus_one!(Article::objects().in_bulk(&db, keys).await?);
/// # assert!(articles.is_empty());
/// # Ok(()) }
/// ```
#[macro_export]
macro_rules! assert_no_n_plus_one {
    ($work:expr $(,)?) => {{
        let guard = $crate::db::NPlusOne::new();
        let value = $work;
        guard.expect_none();
        value
    }};
}
#[doc(inline)]
pub use assert_no_n_plus_one;
