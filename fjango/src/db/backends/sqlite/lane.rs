//! The threads of one role, as those see them who have work for them.

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
    size: usize,
    acquire_timeout: Duration,
    /// Those of work that asks for no others.
    limits: Limits,
    role: Role,
}

impl Lane {
    pub(super) async fn open(path: &str, size: usize, role: Role, config: &Config) -> Result<Self> {
        let queue = Arc::new(Queue::default());
        let lane = Self {
            queue: Arc::clone(&queue),
            size,
            acquire_timeout: config.acquire_timeout,
            limits: Limits {
                statement: config.statement_timeout,
                lock: config.lock_timeout,
            },
            role,
        };
        for number in 0..size {
            worker::start(path, number, role, &queue).await?;
        }
        Ok(lane)
    }

    /// The number of threads.
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
        self.queue.push(work);
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
