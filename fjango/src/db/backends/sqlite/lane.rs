//! The threads of one role, as those see them who have work for them.
//!
//! One thread is opened at once, so that a wrong path is known. Each other one has a connection with a page cache of its
//! own, so it is opened when there is work that those before it cannot begin.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use tokio::sync::oneshot;

use super::queue::{Message, Order, Place, Queue, Ticket, Times, Work};
use super::worker::{self, Job, Role};
use crate::db::backend::Ran;
use crate::db::options::Limits;
use crate::db::{Config, Error, Result};

/// Threads of one role, and the queue before them.
pub(super) struct Lane {
    queue: Arc<Queue>,
    path: String,
    size: usize,
    /// How many threads there are by now.
    opened: Arc<AtomicUsize>,
    acquire_timeout: Duration,
    /// Those of work that asks for no others.
    limits: Limits,
    role: Role,
}

impl Lane {
    pub(super) async fn open(path: &str, size: usize, role: Role, config: &Config) -> Result<Self> {
        let queue = Arc::new(Queue::default());
        let lane = Self {
            queue,
            path: path.to_owned(),
            size,
            opened: Arc::new(AtomicUsize::new(1)),
            acquire_timeout: config.acquire_timeout,
            limits: Limits {
                statement: config.statement_timeout,
                lock: config.lock_timeout,
            },
            role,
        };
        let (ready, opened) = oneshot::channel();
        worker::start(path, 0, role, &lane.queue, move |outcome| ready.send(outcome).is_ok())?;
        opened.await.map_err(|_| gone())??;
        Ok(lane)
    }

    /// Opens another thread, unless there are all.
    fn grow(&self) {
        let more = |opened| (opened < self.size).then_some(opened + 1);
        let Ok(number) = self.opened.fetch_update(Ordering::AcqRel, Ordering::Acquire, more) else {
            return;
        };
        let opened = Arc::clone(&self.opened);
        let is_open = move |outcome: Result<()>| match outcome {
            Ok(()) => true,
            Err(error) => {
                opened.fetch_sub(1, Ordering::AcqRel);
                tracing::warn!(target: "fjango::db", %error, "no further connection to the SQLite file");
                false
            }
        };
        if let Err(error) = worker::start(&self.path, number, self.role, &self.queue, is_open.clone()) {
            is_open(Err(error));
        }
    }

    /// The largest number of threads.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// Runs a job on the next free thread. When the returned future is dropped the job is interrupted.
    pub(super) async fn run(&self, job: Job) -> Ran {
        let limits = self.limits_of(Limits::default());
        let (reply, answer) = oneshot::channel();
        let order = Order {
            ticket: Arc::default(),
            job,
            times: self.times(limits),
            reply,
        };
        let ticket = Arc::clone(&order.ticket);
        self.turn(ticket, Work::Order(order), limits, answer).await?
    }

    /// Waits for a thread, and has it for itself.
    pub(super) async fn lease(&self, asked: Limits) -> Result<Lease> {
        let limits = self.limits_of(asked);
        let (reply, answer) = oneshot::channel();
        let ticket = Arc::<Ticket>::default();
        let work = Work::Session(Arc::clone(&ticket), reply);
        let orders = self.turn(ticket, work, limits, answer).await?;
        Ok(Lease {
            orders,
            times: self.times(limits),
        })
    }

    /// Queues work and waits for its answer; for its turn not longer than is allowed.
    async fn turn<T>(
        &self,
        ticket: Arc<Ticket>,
        work: Work,
        limits: Limits,
        mut answer: oneshot::Receiver<T>,
    ) -> Result<T> {
        // Whoever waits for the one writer waits for a lock.
        let lock = limits
            .lock
            .filter(|lock| self.role != Role::Reader && *lock < self.acquire_timeout);
        let place = Place::new(&ticket, Some(&self.queue));
        if self.queue.push(work) {
            self.grow();
        }
        let answered = match tokio::time::timeout(lock.unwrap_or(self.acquire_timeout), &mut answer).await {
            Ok(answered) => answered,
            // It waits no longer, unless it is its turn by now.
            Err(_) if ticket.leave() => {
                return Err(match lock {
                    Some(waited) => Error::LockTimeout {
                        message: format!("another writer of this process did not end within {waited:?}"),
                    },
                    None => Error::PoolTimeout {
                        waited: self.acquire_timeout,
                    },
                });
            }
            Err(_) => answer.await,
        };
        place.answered();
        answered.map_err(|_| gone())
    }

    fn limits_of(&self, asked: Limits) -> Limits {
        Limits {
            statement: asked.statement.or(self.limits.statement),
            lock: asked.lock.or(self.limits.lock),
        }
    }

    fn times(&self, limits: Limits) -> Times {
        let lock = limits.lock.unwrap_or(self.acquire_timeout.max(Duration::from_secs(1)));
        Times {
            statement: limits.statement,
            // SQLite cannot be interrupted while it waits.
            busy: limits.statement.map_or(lock, |statement| statement.min(lock)),
        }
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.queue.close();
    }
}

fn gone() -> Error {
    Error::Disconnected {
        message: "the SQLite thread has ended".into(),
    }
}

/// The right to use one thread.
///
/// Invariant: a lease that is dropped instead of released, also with a job under way, leaves the thread to the next only
/// after what it left open is undone.
pub(super) struct Lease {
    orders: mpsc::Sender<Message>,
    times: Times,
}

impl Lease {
    /// Runs a job on the thread. When the returned future is dropped the job is interrupted.
    pub(super) async fn run(&self, job: Job) -> Ran {
        let (reply, answer) = oneshot::channel();
        let ticket = Arc::<Ticket>::default();
        let place = Place::new(&ticket, None);
        // A thread that has ended drops the reply, which is seen below.
        let _ = self.orders.send(Message::Order(Order {
            ticket: Arc::clone(&ticket),
            job,
            times: self.times,
            reply,
        }));
        let answered = answer.await;
        place.answered();
        answered.map_err(|_| gone())?
    }

    /// Gives the thread back; it must be in no transaction.
    pub(super) fn release(self) {
        let _ = self.orders.send(Message::Released);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn lane(directory: &tempfile::TempDir, role: Role) -> Lane {
        let config = Config {
            acquire_timeout: Duration::from_millis(200),
            ..Config::default()
        };
        let path = directory.path().join("lane.sqlite3");
        Lane::open(&path.to_string_lossy(), 3, role, &config).await.unwrap()
    }

    #[tokio::test]
    async fn threads_are_opened_as_there_is_work_for_them() {
        let directory = tempfile::tempdir().unwrap();
        let _writer = lane(&directory, Role::Writer).await;
        let readers = lane(&directory, Role::Reader).await;
        let opened = || readers.opened.load(Ordering::Acquire);
        assert_eq!(opened(), 1);
        let mut held = Vec::new();
        for _ in 0..3 {
            held.push(readers.lease(Limits::default()).await.unwrap());
        }
        assert_eq!(opened(), 3);
        let refused = readers.lease(Limits::default()).await.err();
        assert!(matches!(refused, Some(Error::PoolTimeout { .. })), "{refused:?}");
        assert_eq!(opened(), 3);
    }

    #[tokio::test]
    async fn a_file_that_is_gone_is_not_made_anew() {
        let directory = tempfile::tempdir().unwrap();
        let _writer = lane(&directory, Role::Writer).await;
        let readers = lane(&directory, Role::Reader).await;
        let file = directory.path().join("lane.sqlite3");
        std::fs::remove_file(&file).unwrap();
        let held = readers.lease(Limits::default()).await.unwrap();
        let refused = readers.lease(Limits::default()).await.err();
        assert!(matches!(refused, Some(Error::PoolTimeout { .. })), "{refused:?}");
        assert!(!file.exists());
        held.release();
        readers.lease(Limits::default()).await.unwrap().release();
    }
}
