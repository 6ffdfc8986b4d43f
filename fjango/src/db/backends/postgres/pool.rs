//! The pool: a bounded number of connections, each preferred where it is driven.
//!
//! A connection's socket is read and written by a task of the runtime that opened it. A server has one runtime for
//! each worker, and a statement on a connection of another one crosses threads twice, which costs more than all the
//! rest of a short query. So a connection is handed out on its own runtime while there is one, and another is opened
//! there before one is borrowed from elsewhere.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::{Handle, Id};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::connection::Connection;
use super::connector::Connector;
use crate::db::{Config, Error, Result};

pub(super) struct Pool {
    shared: Arc<Shared>,
    acquire_timeout: Duration,
}

struct Shared {
    connector: Connector,
    /// One for each connection that may be in use.
    permits: Arc<Semaphore>,
    size: usize,
    shelf: Mutex<Shelf>,
    idle_timeout: Duration,
    max_lifetime: Duration,
}

/// Invariant: `open` counts the connections on the shelf, those in use and those being opened.
#[derive(Default)]
struct Shelf {
    /// Connections that nobody uses; the one used last is at the end.
    idle: Vec<Idle>,
    open: usize,
}

struct Idle {
    connection: Connection,
    since: Instant,
}

impl Pool {
    pub(super) fn new(connector: Connector, config: &Config) -> Self {
        let size = config.pool_size.max(1);
        Self {
            shared: Arc::new(Shared {
                connector,
                permits: Arc::new(Semaphore::new(size)),
                size,
                shelf: Mutex::default(),
                idle_timeout: config.idle_timeout,
                max_lifetime: config.max_lifetime,
            }),
            acquire_timeout: config.acquire_timeout,
        }
    }

    /// Takes a connection, first come first served, and opens one where none is free.
    pub(super) async fn checkout(&self) -> Result<(Connection, Seat)> {
        let permit = match Arc::clone(&self.shared.permits).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => Box::pin(self.wait()).await?,
        };
        let (idle, seat) = Shared::find(&self.shared, permit);
        let connection = match idle {
            Some(connection) => connection,
            // Boxed, because its state is large, rarely needed, and would be part of every statement's.
            None => Box::pin(self.shared.connector.connect()).await?,
        };
        Ok((connection, seat))
    }

    /// Takes a connection that the current runtime drives, which is `here`.
    pub(super) async fn checkout_here(&self, here: Id) -> Result<(Connection, Seat)> {
        let (connection, seat) = self.checkout().await?;
        if connection.home == here {
            return Ok((connection, seat));
        }
        drop(connection);
        Ok((self.shared.connector.connect().await?, seat))
    }

    async fn wait(&self) -> Result<OwnedSemaphorePermit> {
        let waiting = Arc::clone(&self.shared.permits).acquire_owned();
        let permit = tokio::time::timeout(self.acquire_timeout, waiting).await;
        // Nobody closes the semaphore, so only time can run out.
        permit.ok().and_then(Result::ok).ok_or(Error::PoolTimeout {
            waited: self.acquire_timeout,
        })
    }
}

impl Shared {
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An idle connection, or none where one more is to be opened.
    ///
    /// Whoever has a permit finds one or the other: all connections that are not idle belong to other permits.
    fn find(this: &Arc<Self>, permit: OwnedSemaphorePermit) -> (Option<Connection>, Seat) {
        let here = Handle::try_current().ok().map(|runtime| runtime.id());
        let now = Instant::now();
        let mut shelf = this.shelf();
        // The one that lies there the longest, which may be one that nobody would take.
        if shelf.idle.first().is_some_and(|oldest| !this.is_good(oldest, now)) {
            shelf.idle.remove(0);
            shelf.open -= 1;
        }
        let mut found = None;
        while found.is_none() {
            let own = shelf.idle.iter().rposition(|idle| Some(idle.connection.home) == here);
            let any = || shelf.idle.len().checked_sub(1).filter(|_| shelf.open >= this.size);
            let Some(position) = own.or_else(any) else {
                shelf.open += 1;
                break;
            };
            let idle = shelf.idle.remove(position);
            match this.is_good(&idle, now) {
                true => found = Some(idle.connection),
                false => shelf.open -= 1,
            }
        }
        drop(shelf);
        let seat = Seat {
            shared: Arc::clone(this),
            counted: true,
            _permit: permit,
        };
        (found, seat)
    }

    fn is_good(&self, idle: &Idle, now: Instant) -> bool {
        !idle.connection.is_closed()
            && now.duration_since(idle.since) <= self.idle_timeout
            && now.duration_since(idle.connection.opened) <= self.max_lifetime
    }
}

/// The right to hold one connection. Dropped without having given it back, it makes room for another.
pub(super) struct Seat {
    shared: Arc<Shared>,
    counted: bool,
    // Declared last: the permit is given back after `drop` has counted.
    _permit: OwnedSemaphorePermit,
}

impl Seat {
    /// Puts the connection where the next user finds it.
    pub(super) fn give_back(&mut self, connection: Connection) {
        self.counted = false;
        self.shared.shelf().idle.push(Idle {
            connection,
            since: Instant::now(),
        });
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if self.counted {
            self.shared.shelf().open -= 1;
        }
    }
}
