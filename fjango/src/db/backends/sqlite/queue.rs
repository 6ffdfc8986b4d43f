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

use super::worker::Job;
use crate::db::backend::Ran;

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
    pub(super) fn leave(&self) -> bool {
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
pub(super) struct Place<'a> {
    ticket: &'a Arc<Ticket>,
    queue: Option<&'a Queue>,
}

impl<'a> Place<'a> {
    /// Of work that waits in `queue`, or is sent to the thread of a session.
    pub(super) fn new(ticket: &'a Arc<Ticket>, queue: Option<&'a Queue>) -> Self {
        Self { ticket, queue }
    }

    /// The work is done.
    pub(super) fn answered(self) {
        std::mem::forget(self);
    }
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
    /// Adds work; gives whether it is more than the idle threads can begin at once.
    pub(super) fn push(&self, work: Work) -> bool {
        let mut waiting = self.lock();
        waiting.works.push_back(work);
        let wake = waiting.idle > 0;
        let busy = waiting.works.len() > waiting.idle;
        drop(waiting);
        if wake {
            self.filled.notify_one();
        }
        busy
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

    /// Ends the threads, once the work that waits is done.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
