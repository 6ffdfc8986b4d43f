//! The pool: a bounded number of connections, each preferred where it is driven.
//!
//! A connection's socket is read and written by a task of the runtime that opened it. A server has one runtime for
//! each worker, and a statement on a connection of another one crosses threads twice, which costs more than all the
//! rest of a short query. So a connection is handed out on its own runtime while there is one, another is opened there
//! before one is borrowed from elsewhere, and who waits is served by a connection of its own runtime, unless somebody
//! else has waited for too long. A connection of a runtime that no longer asks for any, such as the one that started the
//! server, gives way to one where it is needed.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::{Handle, Id};
use tokio::sync::oneshot;

use super::connection::Connection;
use super::connector::Connector;
use crate::db::{Config, Error, Result};

/// Who has waited for longer is served next, whichever runtime drives the connection.
const OVERDUE: Duration = Duration::from_millis(10);

/// A runtime that has not asked for a connection for this long needs none.
const RETIRED: Duration = Duration::from_secs(1);

/// How often all idle connections are looked at, which takes time: one that ended says that others may have.
const LOOK: Duration = Duration::from_millis(1);

pub(super) struct Pool {
    shared: Arc<Shared>,
    acquire_timeout: Duration,
}

struct Shared {
    connector: Connector,
    size: usize,
    state: Mutex<State>,
    idle_timeout: Duration,
    max_lifetime: Duration,
}

#[derive(Default)]
struct State {
    /// Connections that nobody uses; the one used last is at the end.
    #[expect(
        clippy::vec_box,
        reason = "they leave in their boxes: moving them whole for each statement takes time"
    )]
    idle: Vec<Box<Connection>>,
    open: Vec<Open>,
    waiting: VecDeque<Waiting>,
    /// When all idle ones were last looked at.
    looked: Option<Instant>,
    /// When a connection was last found to have ended.
    lost: Option<Instant>,
}

/// What a runtime has of the pool.
struct Open {
    home: Option<Id>,
    /// How many connections: idle, in use, and being opened.
    count: usize,
    /// When it last asked for one.
    asked: Instant,
}

struct Waiting {
    home: Option<Id>,
    since: Instant,
    tell: oneshot::Sender<Found>,
}

/// The right to hold one connection, with the connection or without one where it is to be opened.
struct Found(Option<Box<Connection>>, Seat);

impl Pool {
    pub(super) fn new(connector: Connector, config: &Config) -> Self {
        Self {
            shared: Arc::new(Shared {
                connector,
                size: config.pool_size.max(1),
                state: Mutex::default(),
                idle_timeout: config.idle_timeout,
                max_lifetime: config.max_lifetime,
            }),
            acquire_timeout: config.acquire_timeout,
        }
    }

    /// Takes a connection, and opens one where none is free.
    pub(super) async fn checkout(&self) -> Result<(Box<Connection>, Seat)> {
        let here = Handle::try_current().ok().map(|runtime| runtime.id());
        let Found(connection, seat) = match Shared::find(&self.shared, here) {
            Ok(found) => found,
            Err(waiting) => Box::pin(self.wait(waiting)).await?,
        };
        let connection = match connection {
            Some(connection) => connection,
            // Boxed, because its state is large, rarely needed, and would be part of every statement's.
            None => Box::pin(self.shared.connector.connect()).await?,
        };
        Ok((connection, seat))
    }

    /// Takes a connection that the current runtime drives, which is `here`.
    pub(super) async fn checkout_here(&self, here: Id) -> Result<(Box<Connection>, Seat)> {
        let (connection, mut seat) = self.checkout().await?;
        if connection.home == here {
            return Ok((connection, seat));
        }
        drop(connection);
        seat.move_to(Some(here));
        Ok((self.shared.connector.connect().await?, seat))
    }

    /// Takes note that a connection has ended by itself.
    pub(super) fn note_loss(&self) {
        self.shared.note_loss();
    }

    /// Whether a connection may have ended along with another that did, `within` so much of its last use.
    pub(super) fn is_doubtful(&self, connection: &Connection, within: Duration) -> bool {
        let lost = self.shared.state().lost;
        lost.is_some_and(|lost| connection.opened <= lost && connection.used < lost + within)
    }

    async fn wait(&self, waiting: oneshot::Receiver<Found>) -> Result<Found> {
        let found = tokio::time::timeout(self.acquire_timeout, waiting).await;
        // The pool is there as long as somebody waits, so only time can run out.
        found.ok().and_then(|told| told.ok()).ok_or(Error::PoolTimeout {
            waited: self.acquire_timeout,
        })
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note_loss(&self) {
        self.state().lost = Some(Instant::now());
    }

    fn is_good(&self, idle: &Connection, now: Instant) -> bool {
        !idle.is_closed()
            && now.duration_since(idle.used) <= self.idle_timeout
            && now.duration_since(idle.opened) <= self.max_lifetime
    }

    /// A connection, or the right to open one, or a place among those who wait.
    fn find(this: &Arc<Self>, here: Option<Id>) -> std::result::Result<Found, oneshot::Receiver<Found>> {
        let now = Instant::now();
        let mut state = this.state();
        if let Some(own) = state.open.iter_mut().find(|open| open.home == here) {
            own.asked = now;
        }
        if state.looked.is_none_or(|looked| now.duration_since(looked) > LOOK) {
            state.looked = Some(now);
            while let Some(closed) = state.idle.iter().position(|idle| idle.is_closed()) {
                state.take_idle(closed);
                state.lost = Some(now);
            }
        }
        // The one that lies there the longest, which may be one that nobody would take.
        if state.idle.first().is_some_and(|oldest| !this.is_good(oldest, now)) {
            state.take_idle(0);
        }
        while let Some(own) = state.idle.iter().rposition(|idle| Some(idle.home) == here) {
            let good = this.is_good(&state.idle[own], now);
            let connection = state.idle.remove(own);
            if good {
                return Ok(Found(Some(connection), Seat::new(this, here)));
            }
            if connection.is_closed() {
                state.lost = Some(now);
            }
            state.count(here, -1);
        }
        if state.total() < this.size {
            state.count(here, 1);
            return Ok(Found(None, Seat::new(this, here)));
        }
        // Those who wait come first, but they do so only where no connection is idle.
        if let Some(last) = state.idle.len().checked_sub(1) {
            let good = this.is_good(&state.idle[last], now);
            let connection = state.idle.remove(last);
            return Ok(match good {
                true => Self::lend(this, &mut state, connection, here, now),
                false => Self::replace(this, &mut state, &connection, here),
            });
        }
        let (tell, told) = oneshot::channel();
        let since = now;
        state.waiting.push_back(Waiting {
            home: here,
            since,
            tell,
        });
        Err(told)
    }

    /// A connection of another runtime, or in its place the right to open one here while this runtime has fewer than
    /// its share.
    fn lend(this: &Arc<Self>, state: &mut State, connection: Box<Connection>, here: Option<Id>, now: Instant) -> Found {
        let home = Some(connection.home);
        let is_to_stay = || state.is_asking(home, now) && state.of(here) >= this.share(state, here, now);
        if home == here || is_to_stay() {
            return Found(Some(connection), Seat::new(this, home));
        }
        Self::replace(this, state, &connection, here)
    }

    /// The right to open a connection here in the place of one that goes.
    fn replace(this: &Arc<Self>, state: &mut State, gone: &Connection, here: Option<Id>) -> Found {
        state.count(Some(gone.home), -1);
        state.count(here, 1);
        Found(None, Seat::new(this, here))
    }

    /// How many connections each runtime has when all that ask have the same.
    fn share(&self, state: &State, here: Option<Id>, now: Instant) -> usize {
        let others = state
            .open
            .iter()
            .filter(|open| open.home != here && open.is_asking(now));
        self.size / (others.count() + 1)
    }

    /// Puts a connection where the next user finds it, or hands it to somebody who waits for it.
    fn put(this: &Arc<Self>, mut connection: Box<Connection>) {
        let now = connection.used;
        let mut state = this.state();
        while !state.waiting.is_empty() && !connection.is_closed() {
            let home = Some(connection.home);
            let overdue = |waiting: &Waiting| now.duration_since(waiting.since) > OVERDUE;
            let own = || state.waiting.iter().position(|waiting| waiting.home == home);
            let next = match state.waiting.front().is_some_and(overdue) {
                true => 0,
                false => own().unwrap_or(0),
            };
            let Some(waiting) = state.waiting.remove(next) else {
                break;
            };
            let found = Self::lend(this, &mut state, connection, waiting.home, now);
            match waiting.tell.send(found) {
                Ok(()) => return,
                // It waits no more.
                Err(Found(Some(back), seat)) => {
                    seat.forget();
                    connection = back;
                }
                Err(Found(None, seat)) => {
                    let home = seat.forget();
                    state.count(home, -1);
                    return Self::make_room(this, &mut state);
                }
            }
        }
        if connection.is_closed() {
            state.lost = Some(now);
            state.count(Some(connection.home), -1);
            return Self::make_room(this, &mut state);
        }
        state.idle.push(connection);
    }

    /// Tells somebody who waits that there is room for one more connection.
    fn make_room(this: &Arc<Self>, state: &mut State) {
        while state.total() < this.size
            && let Some(waiting) = state.waiting.pop_front()
        {
            state.count(waiting.home, 1);
            if let Err(Found(_, seat)) = waiting.tell.send(Found(None, Seat::new(this, waiting.home))) {
                let home = seat.forget();
                state.count(home, -1);
            }
        }
    }
}

impl Open {
    fn is_asking(&self, now: Instant) -> bool {
        now.duration_since(self.asked) < RETIRED
    }
}

impl State {
    fn total(&self) -> usize {
        self.open.iter().map(|open| open.count).sum()
    }

    fn known(&self, home: Option<Id>) -> Option<&Open> {
        self.open.iter().find(|open| open.home == home)
    }

    fn of(&self, home: Option<Id>) -> usize {
        self.known(home).map_or(0, |open| open.count)
    }

    fn is_asking(&self, home: Option<Id>, now: Instant) -> bool {
        self.known(home).is_some_and(|open| open.is_asking(now))
    }

    fn count(&mut self, home: Option<Id>, change: isize) {
        match self.open.iter().position(|open| open.home == home) {
            Some(known) => {
                let count = &mut self.open[known].count;
                *count = count.saturating_add_signed(change);
                if *count == 0 {
                    self.open.swap_remove(known);
                }
            }
            None => self.open.push(Open {
                home,
                count: usize::try_from(change).unwrap_or(0),
                asked: Instant::now(),
            }),
        }
    }

    /// Takes an idle connection out of the pool for good.
    fn take_idle(&mut self, position: usize) -> Box<Connection> {
        let connection = self.idle.remove(position);
        self.count(Some(connection.home), -1);
        connection
    }
}

/// The right to hold one connection. Dropped without having given it back, it makes room for another.
pub(super) struct Seat {
    shared: Arc<Shared>,
    /// The runtime for which the connection is counted.
    home: Option<Id>,
    counted: bool,
}

impl Seat {
    fn new(shared: &Arc<Shared>, home: Option<Id>) -> Self {
        Self {
            shared: Arc::clone(shared),
            home,
            counted: true,
        }
    }

    /// Leaves the counting to the caller.
    fn forget(mut self) -> Option<Id> {
        self.counted = false;
        self.home
    }

    fn move_to(&mut self, home: Option<Id>) {
        let mut state = self.shared.state();
        state.count(self.home, -1);
        state.count(home, 1);
        drop(state);
        self.home = home;
    }

    /// Takes note that the connection has ended by itself.
    pub(super) fn note_loss(&self) {
        self.shared.note_loss();
    }

    /// Puts the connection where the next user finds it.
    pub(super) fn give_back(&mut self, mut connection: Box<Connection>) {
        self.counted = false;
        connection.used = Instant::now();
        Shared::put(&self.shared, connection);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if self.counted {
            let mut state = self.shared.state();
            state.count(self.home, -1);
            Shared::make_room(&self.shared, &mut state);
        }
    }
}
