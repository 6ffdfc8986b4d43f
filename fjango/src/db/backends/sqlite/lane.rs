//! Where statements wait for a thread.
//!
//! All threads of one role take their work from one queue, first come first served, so that a thread that is done goes on
//! with the next statement at once, before anybody has heard of the last. A session waits in the same queue, and whoever
//! reaches its turn has the thread for itself until it lets it go.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

use tokio::sync::oneshot;

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
        let place = Place {
            ticket: &ticket,
            queue: Some(&self.queue),
        };
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
        std::mem::forget(place);
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

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    /// A job.
    pub(super) statement: Option<Duration>,
    /// Waiting for the lock of another process.
    pub(super) busy: Duration,
}

/// A job on its way to a thread.
pub(super) struct Order {
    pub(super) ticket: Arc<Ticket>,
    pub(super) job: Job,
    pub(super) times: Times,
    pub(super) reply: oneshot::Sender<Ran>,
}

/// What a thread takes from the queue.
pub(super) enum Work {
    /// A job by itself.
    Order(Order),
    /// Somebody who wants a thread, and gets the end through which it takes orders.
    Session(Arc<Ticket>, oneshot::Sender<mpsc::Sender<Message>>),
}

impl Work {
    fn ticket(&self) -> &Arc<Ticket> {
        match self {
            Self::Order(order) => &order.ticket,
            Self::Session(ticket, _) => ticket,
        }
    }
}

/// What a session sends to its thread. When it ends without a word, what it left open is undone.
pub(super) enum Message {
    Order(Order),
    /// It is in no transaction.
    Released,
}

/// Whether somebody still waits for a piece of work, and whether a thread is at it.
#[derive(Default)]
pub(super) struct Ticket(AtomicU8);

const WAITING: u8 = 0;
const STARTED: u8 = 1;
const LEFT: u8 = 2;

impl Ticket {
    /// Begins the work, unless nobody waits for it any more.
    pub(super) fn start(&self) -> bool {
        self.0
            .compare_exchange(WAITING, STARTED, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }

    /// Takes work back that no thread has begun.
    fn leave(&self) -> bool {
        self.0
            .compare_exchange(WAITING, LEFT, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }

    /// Says that nobody waits any more; gives whether a thread had begun.
    fn abandon(&self) -> bool {
        self.0.swap(LEFT, Ordering::AcqRel) == STARTED
    }

    /// Whether nobody waits any more.
    pub(super) fn is_left(&self) -> bool {
        self.0.load(Ordering::Acquire) == LEFT
    }
}

/// Somebody who waits; dropped, it takes its work back or interrupts it.
struct Place<'a> {
    ticket: &'a Arc<Ticket>,
    queue: Option<&'a Queue>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if !self.ticket.abandon()
            && let Some(queue) = self.queue
        {
            queue.remove(self.ticket);
        }
    }
}

/// What waits for the threads of a lane.
#[derive(Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    filled: Condvar,
}

#[derive(Default)]
struct Waiting {
    works: VecDeque<Work>,
    /// Threads that wait for work.
    idle: usize,
    closed: bool,
}

impl Queue {
    fn push(&self, work: Work) {
        let mut waiting = self.lock();
        waiting.works.push_back(work);
        let wake = waiting.idle > 0;
        drop(waiting);
        if wake {
            self.filled.notify_one();
        }
    }

    /// The next work that somebody waits for; `None` once the lane is closed.
    pub(super) fn next(&self) -> Option<Work> {
        let mut waiting = self.lock();
        loop {
            while let Some(work) = waiting.works.pop_front() {
                if work.ticket().start() {
                    return Some(work);
                }
            }
            if waiting.closed {
                return None;
            }
            waiting.idle += 1;
            waiting = self.filled.wait(waiting).unwrap_or_else(PoisonError::into_inner);
            waiting.idle -= 1;
        }
    }

    fn remove(&self, ticket: &Arc<Ticket>) {
        self.lock().works.retain(|work| !Arc::ptr_eq(work.ticket(), ticket));
    }

    fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
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
        let place = Place {
            ticket: &ticket,
            queue: None,
        };
        // A thread that has ended drops the reply, which is seen below.
        let _ = self.orders.send(Message::Order(Order {
            ticket: Arc::clone(&ticket),
            job,
            times: self.times,
            reply,
        }));
        let answered = answer.await;
        std::mem::forget(place);
        answered.map_err(|_| gone())?
    }

    /// Gives the thread back; it must be in no transaction.
    pub(super) fn release(self) {
        let _ = self.orders.send(Message::Released);
    }
}
