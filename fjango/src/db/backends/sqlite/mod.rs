//! SQLite: one writer and several readers, each a dedicated thread that owns its connection.
//!
//! A statement travels to the thread and its rows are decoded there. A [`Lease`] is the right to have a thread for oneself.

mod bind;
mod dialect;
mod each;
mod error;
mod functions;
mod handle;
mod lane;
mod listen;
mod queue;
mod worker;

use std::path::PathBuf;
use std::sync::Arc;

use futures_util::stream::BoxStream;

use self::lane::{Lane, Lease};
use self::worker::Job;
use crate::db::backend::{Backend, BoxFuture, Notify, Ran, Session, Streaming};
#[cfg(feature = "diesel-schema")]
use crate::db::foreign::Foreign;
use crate::db::options::Limits;
use crate::db::{Config, Dialect, Error, Notification, Result, Sink, Statement, TransactionOptions};

/// More readers than this only wait for each other in the page cache.
const MAX_READERS: usize = 8;

pub(super) enum Location {
    Memory,
    File(PathBuf),
}

/// Where the URL points, or `None` when it is not SQLite's.
pub(super) fn location(url: &str) -> Option<Location> {
    let rest = url.strip_prefix("sqlite:")?;
    let path = rest.strip_prefix("//").unwrap_or(rest);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    Some(if path == ":memory:" || path.is_empty() {
        Location::Memory
    } else {
        Location::File(path.into())
    })
}

pub(super) struct Sqlite {
    writer: Arc<Lane>,
    readers: Arc<Lane>,
    channels: listen::Channels,
}

impl Sqlite {
    pub(super) async fn open(location: Location, config: &Config) -> Result<Self> {
        match location {
            // One connection is one memory database, so everything goes through it.
            Location::Memory => {
                let lane = Arc::new(Lane::open(":memory:", 1, worker::Role::Memory, config).await?);
                Ok(Self {
                    writer: Arc::clone(&lane),
                    readers: lane,
                    channels: listen::Channels::default(),
                })
            }
            Location::File(path) => {
                if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                    std::fs::create_dir_all(folder).map_err(|error| Error::Connect {
                        message: format!("{}: {error}", folder.display()),
                    })?;
                }
                let path = path.to_string_lossy();
                let writer = Lane::open(&path, 1, worker::Role::Writer, config).await?;
                let readers = config.pool_size.clamp(1, MAX_READERS);
                let readers = Lane::open(&path, readers, worker::Role::Reader, config).await?;
                Ok(Self {
                    writer: Arc::new(writer),
                    readers: Arc::new(readers),
                    channels: listen::Channels::default(),
                })
            }
        }
    }

    /// Takes a thread for a session.
    async fn hold(&self, writes: bool, limits: Limits) -> Result<Held> {
        let lease = self.lane(writes).lease(limits).await?;
        Ok(Held { lease: Some(lease) })
    }

    fn lane(&self, writes: bool) -> &Arc<Lane> {
        if writes { &self.writer } else { &self.readers }
    }
}

impl Backend for Sqlite {
    fn dialect(&self) -> &'static dyn Dialect {
        &dialect::SqliteDialect
    }

    fn run(&self, statement: Statement, sink: Option<Box<dyn Sink>>) -> BoxFuture<'_, Ran> {
        let lane = self.lane(statement.writes());
        Box::pin(lane.run(Job::Statement(statement, sink)))
    }

    #[cfg(feature = "diesel-schema")]
    fn foreign(&self, query: Box<dyn Foreign>, writes: bool) -> BoxFuture<'_, Ran> {
        Box::pin(self.lane(writes).run(Job::Foreign(query)))
    }

    #[cfg(feature = "diesel-schema")]
    fn foreign_text(&self, query: &dyn Foreign) -> Result<String> {
        query.sqlite_text().map_err(error::from_diesel)
    }

    fn session(&self, writes: bool) -> BoxFuture<'_, Result<Box<dyn Session>>> {
        Box::pin(async move { Ok(Box::new(self.hold(writes, Limits::default()).await?) as Box<dyn Session>) })
    }

    fn begin(&self, options: &TransactionOptions) -> BoxFuture<'_, Result<Box<dyn Session>>> {
        let (read_only, limits) = (options.read_only, options.limits());
        Box::pin(async move {
            let mut held = self.hold(!read_only, limits).await?;
            // Reading transactions take their snapshot at the first statement; writing ones take the lock now.
            let sql = if read_only { "BEGIN" } else { "BEGIN IMMEDIATE" };
            held.batch(sql).await?;
            Ok(Box::new(held) as Box<dyn Session>)
        })
    }

    fn streaming(&self) -> Streaming {
        match Arc::ptr_eq(&self.writer, &self.readers) {
            true => Streaming::Together,
            false => Streaming::Pausing {
                connections: self.readers.size(),
            },
        }
    }

    fn listen(&self, channels: Vec<String>) -> BoxFuture<'_, Result<BoxStream<'static, Result<Notification>>>> {
        Box::pin(std::future::ready(Ok(self.channels.listen(channels))))
    }

    fn notify(&self, channel: &str, payload: &str) -> Notify {
        Notify::Committed(self.channels.tell(Notification::new(channel, payload)))
    }
}

/// A thread held for a transaction.
struct Held {
    /// Away while a statement runs; a caller who leaves then leaves the lease with the statement.
    lease: Option<Lease>,
}

impl Held {
    async fn send(&mut self, job: Job) -> Ran {
        let lease = self.lease.take().ok_or_else(|| Error::Disconnected {
            message: "an earlier statement of this transaction was abandoned".into(),
        })?;
        let result = lease.run(job).await;
        self.lease = Some(lease);
        result
    }
}

impl Session for Held {
    fn run(&mut self, statement: Statement, sink: Option<Box<dyn Sink>>) -> BoxFuture<'_, Ran> {
        Box::pin(self.send(Job::Statement(statement, sink)))
    }

    #[cfg(feature = "diesel-schema")]
    fn foreign(&mut self, query: Box<dyn Foreign>) -> BoxFuture<'_, Ran> {
        Box::pin(self.send(Job::Foreign(query)))
    }

    fn batch<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move { self.send(Job::Batch(sql.to_owned())).await.map(drop) })
    }

    fn release(mut self: Box<Self>) {
        if let Some(lease) = self.lease.take() {
            lease.release();
        }
    }
}
