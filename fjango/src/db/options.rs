use std::time::Duration;

/// How a transaction runs; see [`Db::transaction_with`](super::Db::transaction_with).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TransactionOptions {
    /// What it sees of others.
    pub isolation: Isolation,
    /// Refuses every write. On SQLite the transaction then runs beside writers instead of keeping them out.
    pub read_only: bool,
    /// How often the whole transaction is run again after a conflict with another one, a lock that did not become free
    /// among them. Default 0.
    pub retries: u32,
    /// How long each statement may run before [`Error::Timeout`](super::Error::Timeout). Default: what [`Config`] says.
    ///
    /// [`Config`]: super::Config::statement_timeout
    pub statement_timeout: Option<Duration>,
    /// How long a statement waits for a lock before [`Error::LockTimeout`](super::Error::LockTimeout). Default: what
    /// [`Config`] says. SQLite has one lock, which a writing transaction takes when it begins.
    ///
    /// [`Config`]: super::Config::lock_timeout
    pub lock_timeout: Option<Duration>,
}

/// What a transaction sees of others that run at the same time.
///
/// SQLite has one writer at a time, so every transaction there is serializable whatever is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Isolation {
    /// What the server is set to; PostgreSQL's default is read committed.
    #[default]
    Default,
    /// Each statement sees what was committed before it.
    ReadCommitted,
    /// All statements see what was committed before the first.
    RepeatableRead,
    /// As if transactions ran one after the other; conflicts are errors, so allow retries.
    Serializable,
}

/// How long statements may run and wait for locks; nothing is what the pool says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Limits {
    pub(super) statement: Option<Duration>,
    pub(super) lock: Option<Duration>,
}

impl TransactionOptions {
    pub(super) fn limits(&self) -> Limits {
        Limits {
            statement: self.statement_timeout,
            lock: self.lock_timeout,
        }
    }

    /// Serializable, and run again up to five times after a conflict.
    pub fn serializable() -> Self {
        Self {
            isolation: Isolation::Serializable,
            retries: 5,
            ..Self::default()
        }
    }

    /// One state of the database for many reads.
    pub fn snapshot() -> Self {
        Self {
            isolation: Isolation::RepeatableRead,
            read_only: true,
            ..Self::default()
        }
    }

    /// The pause before the next try: doubled each time from 10 ms up to a second, and a random part of it, so that
    /// those in conflict do not meet again ("Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
    pub(super) fn pause(tried: u32) -> Duration {
        let longest = Duration::from_millis(10 << tried.min(7)).min(Duration::from_secs(1));
        longest.mul_f64(rand::random::<f64>().max(0.1))
    }
}
