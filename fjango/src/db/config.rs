use std::time::Duration;

/// How connections are made and kept.
#[derive(Clone, Debug)]
pub struct Config {
    /// The most connections open at once. Default 16; SQLite has one writer and up to this many readers, at most 8, opened as there is work for them.
    pub pool_size: usize,
    /// How long a statement waits for a connection before [`Error::PoolTimeout`](super::Error). Default 5 s.
    pub acquire_timeout: Duration,
    /// A connection unused for this long is closed. Default 10 min.
    pub idle_timeout: Duration,
    /// A connection older than this is replaced. Default 30 min.
    pub max_lifetime: Duration,
    /// A statement that runs longer is stopped with [`Error::Timeout`](super::Error::Timeout). Default none.
    pub statement_timeout: Option<Duration>,
    /// A statement that waits longer for another transaction's lock fails with
    /// [`Error::LockTimeout`](super::Error::LockTimeout). Default none, and on SQLite, where there is one lock for all
    /// who write, the `acquire_timeout`, but at least 1 s for those of other processes.
    pub lock_timeout: Option<Duration>,
    /// Whether statements are prepared on the server and kept for the next time. Switch it off behind a PgBouncer that
    /// pools transactions; the URL's `?prepared_statements=false` does the same. Default on; no meaning on SQLite.
    pub prepared_statements: bool,
    /// A statement that takes longer is logged as a warning, with its text and time. Default 500 ms.
    pub slow_query: Option<Duration>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            pool_size: 16,
            acquire_timeout: Duration::from_secs(5),
            idle_timeout: Duration::from_secs(600),
            max_lifetime: Duration::from_secs(1_800),
            statement_timeout: None,
            lock_timeout: None,
            prepared_statements: true,
            slow_query: Some(Duration::from_millis(500)),
        }
    }
}
