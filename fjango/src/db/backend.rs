//! What a backend does for [`Db`](super::Db): run a statement by itself, or hold a session.

use std::pin::Pin;

use futures_util::stream::BoxStream;

use super::{Dialect, Notification, Result, Sink, Statement, TransactionOptions};

pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Rows read or changed, and the sink when one was given.
pub(crate) type Ran = Result<(usize, Option<Box<dyn Sink>>)>;

pub(super) trait Backend: Send + Sync {
    fn dialect(&self) -> &'static dyn Dialect;

    /// Runs one statement by itself. With a sink its rows are read, without one they are counted.
    fn run(&self, statement: Statement, sink: Option<Box<dyn Sink>>) -> BoxFuture<'_, Ran>;

    /// Runs a query of diesel's by itself.
    #[cfg(feature = "diesel-schema")]
    fn foreign(&self, query: Box<dyn super::foreign::Foreign>, writes: bool) -> BoxFuture<'_, Ran>;

    /// The text of a query of diesel's.
    #[cfg(feature = "diesel-schema")]
    fn foreign_text(&self, query: &dyn super::foreign::Foreign) -> Result<String>;

    /// Takes a connection out of the pool; for `writes` one that may change data.
    fn session(&self, writes: bool) -> BoxFuture<'_, Result<Box<dyn Session>>>;

    /// How it hands out the rows of one statement a few at a time.
    fn streaming(&self) -> Streaming;

    /// Listens to channels until the stream is dropped.
    fn listen(&self, channels: Vec<String>) -> BoxFuture<'_, Result<BoxStream<'static, Result<Notification>>>>;

    /// How a channel is told something.
    fn notify(&self, channel: &str, payload: &str) -> Notify;

    /// Takes a connection out of the pool and begins a transaction on it.
    fn begin(&self, options: &TransactionOptions) -> BoxFuture<'_, Result<Box<dyn Session>>>;
}

/// How a channel is told something.
#[cfg_attr(
    not(all(feature = "postgres", feature = "sqlite")),
    expect(dead_code, reason = "each database has its own way")
)]
pub(super) enum Notify {
    /// By a statement, which the database carries out at the commit.
    Statement(Statement),
    /// By this process, after the commit.
    Committed(BoxFuture<'static, ()>),
}

/// How a backend hands out the rows of one statement a few at a time.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(all(feature = "postgres", feature = "sqlite")),
    expect(dead_code, reason = "each database has its own way")
)]
pub(super) enum Streaming {
    /// By a cursor in a transaction; other statements of the transaction run between the batches.
    Cursor,
    /// The statement stands still in its sink; its connection, one of so many that read, does nothing else meanwhile.
    Pausing {
        /// The connections that read.
        connections: usize,
    },
    /// All at once: the only connection must be free for others, and the data is in memory anyway.
    Together,
}

/// A connection held by one user.
///
/// Invariant: a session that is dropped instead of released never reaches another user as it is: its running
/// statement is cancelled and its transaction undone first, or the connection is closed.
pub(super) trait Session: Send + Sync {
    /// Runs one statement, and nothing else meanwhile.
    fn run(&mut self, statement: Statement, sink: Option<Box<dyn Sink>>) -> BoxFuture<'_, Ran>;

    /// The same session, where statements that only read may be under way together.
    fn together(&self) -> Option<&dyn Together> {
        None
    }

    #[cfg(feature = "diesel-schema")]
    fn foreign(&mut self, query: Box<dyn super::foreign::Foreign>) -> BoxFuture<'_, Ran>;

    /// Runs statements without values, separated by semicolons, outside the statement cache.
    fn batch<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<()>>;

    /// Gives the connection back; it must be in no transaction.
    fn release(self: Box<Self>);
}

/// A session that takes a statement while it works on others.
pub(super) trait Together: Sync {
    /// Runs one statement that only reads, after those that were sent before it.
    fn run(&self, statement: Statement, sink: Option<Box<dyn Sink>>) -> BoxFuture<'_, Ran>;
}
