use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::worker::{Job, Role, Worker};
use crate::db::backend::Ran;
use crate::db::options::Limits;
use crate::db::{Config, Error, Result};

/// Threads of one role, and the queue before them.
pub(super) struct Lane {
    workers: Vec<Worker>,
    permits: Arc<Semaphore>,
    free: Mutex<Vec<usize>>,
    acquire_timeout: Duration,
    /// Those of a lease that asks for no others.
    limits: Limits,
    role: Role,
}

impl Lane {
    pub(super) async fn open(path: &str, size: usize, role: Role, config: &Config) -> Result<Arc<Self>> {
        let mut workers = Vec::with_capacity(size);
        for number in 0..size {
            workers.push(Worker::start(path, number, role).await?);
        }
        Ok(Arc::new(Self {
            workers,
            permits: Arc::new(Semaphore::new(size)),
            free: Mutex::new((0..size).rev().collect()),
            acquire_timeout: config.acquire_timeout,
            limits: Limits {
                statement: config.statement_timeout,
                lock: config.lock_timeout,
            },
            role,
        }))
    }

    /// The number of threads.
    pub(super) fn size(&self) -> usize {
        self.workers.len()
    }

    /// Waits for a thread, first come first served.
    pub(super) async fn lease(self: &Arc<Self>, asked: Limits) -> Result<Lease> {
        let limits = Limits {
            statement: asked.statement.or(self.limits.statement),
            lock: asked.lock.or(self.limits.lock),
        };
        let waiting = Arc::clone(&self.permits).acquire_owned();
        // Whoever waits for the one writer waits for a lock.
        let lock = limits
            .lock
            .filter(|lock| self.role != Role::Reader && *lock < self.acquire_timeout);
        let permit = tokio::time::timeout(lock.unwrap_or(self.acquire_timeout), waiting)
            .await
            .map_err(|_| match lock {
                Some(waited) => Error::LockTimeout {
                    message: format!("another writer of this process did not end within {waited:?}"),
                },
                None => Error::PoolTimeout {
                    waited: self.acquire_timeout,
                },
            })?
            .map_err(|_| gone())?;
        let index = self
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
            .ok_or_else(gone)?;
        let seat = Seat {
            lane: Arc::clone(self),
            index,
            _permit: permit,
        };
        let lock = limits.lock.unwrap_or(self.acquire_timeout.max(Duration::from_secs(1)));
        Ok(Lease {
            seat: Some(seat),
            transaction: false,
            timeout: limits.statement,
            // SQLite cannot be interrupted while it waits.
            busy: limits.statement.map_or(lock, |statement| statement.min(lock)),
        })
    }
}

fn gone() -> Error {
    Error::Disconnected {
        message: "the SQLite thread has ended".into(),
    }
}

/// A thread taken out of the free ones, until it is dropped.
pub(super) struct Seat {
    lane: Arc<Lane>,
    index: usize,
    // Declared last: the permit is given back after `drop` has put the thread among the free ones.
    _permit: OwnedSemaphorePermit,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.lane
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(self.index);
    }
}

/// The right to use one thread.
///
/// Invariant: a lease that may have a transaction open gives its seat to the thread when it is dropped, and the
/// thread rolls back before the seat is free.
pub(super) struct Lease {
    seat: Option<Seat>,
    /// Whether a transaction may be open.
    pub(super) transaction: bool,
    /// How long a job may run.
    pub(super) timeout: Option<Duration>,
    /// How long a job waits for the lock of another process.
    pub(super) busy: Duration,
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(seat) = self.seat.take().filter(|_| self.transaction) {
            let lane = Arc::clone(&seat.lane);
            lane.workers[seat.index].roll_back(seat);
        }
    }
}

impl Lease {
    /// Runs a job on the thread. When the returned future is dropped the job is interrupted, and the thread is
    /// free again once it has stopped.
    pub(super) async fn run(self, job: Job) -> (Option<Self>, Ran) {
        let Some((lane, index)) = self.seat.as_ref().map(|seat| (Arc::clone(&seat.lane), seat.index)) else {
            return (None, Err(gone()));
        };
        let worker = &lane.workers[index];
        let (reply, answer) = oneshot::channel();
        let guard = Interrupt {
            worker,
            job: worker.send(job, self, reply),
        };
        let answer = answer.await;
        std::mem::forget(guard);
        match answer {
            Ok((lease, result)) => (Some(lease), result),
            Err(_) => (None, Err(gone())),
        }
    }
}

struct Interrupt<'a> {
    worker: &'a Worker,
    job: u64,
}

impl Drop for Interrupt<'_> {
    fn drop(&mut self) {
        self.worker.interrupt(self.job);
    }
}
