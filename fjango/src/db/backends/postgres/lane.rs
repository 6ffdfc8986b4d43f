//! Lanes: connections that many reads share at the same time.
//!
//! A statement on a connection of its own is written to the socket, read by the server, answered and read, and its
//! task sleeps and wakes between. In a lane the statements of many requests go out without waiting for the answers to
//! earlier ones, so that under load one write, one read and one waking serve several. Each runtime has a lane of its
//! own, which nobody else uses.
//!
//! The server answers in order, so a slow statement would hold up those behind it, and cancelling it could hit a
//! neighbour. Hence the rules:
//!
//! - Only fjango's own statements that read travel here, by themselves, never those of a transaction. Nothing is lost
//!   when such a statement runs twice.
//! - A statement earns its place by having been answered quickly on a connection of its own, and loses it when it is
//!   slow here.
//! - Who waits longer than [`PATIENCE`] gives the lane up for everybody, has it cancelled, and asks again on a connection
//!   of its own; so do its neighbours. Whoever was hit by that cancelling asks again as well.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use tokio::runtime::{Handle, Id};
use tokio_postgres::Row;

use super::connection::Connection;
use super::pool::{Pool, Seat};
use super::row::PgRow;
use super::statements::Prepared;
use crate::db::backend::Ran;
use crate::db::{Config, Error, Result, Sink, Statement};

/// How long an answer may take before the lane is given up.
const PATIENCE: Duration = Duration::from_millis(50);
/// A statement answered within this is quick.
const QUICK: Duration = Duration::from_millis(2);
/// A statement that keeps the server busy for longer than this more than now and then leaves the lane.
const SLOW: Duration = Duration::from_millis(25);
/// What a slow answer counts for; each other one takes one off.
const STRIKE: u32 = 8;
/// With so many the statement leaves.
const OUT: u32 = 3 * STRIKE - 4;
/// So many quick answers earn a place; it is looked at again at each so many further ones.
const EARNED: (u32, u32) = (3, 64);
/// How long a statement that was slow stays out.
const BARRED: Duration = Duration::from_secs(5);
/// So many statements are under way in one lane; further ones take connections of their own, which the server can
/// work for at the same time.
const MOST: usize = 32;
/// Of so many connections one may be a lane.
const SHARE: usize = 4;

impl Prepared {
    /// Takes note of an answer in a lane, and says whether there were too many slow ones.
    fn strike(&self, slow: bool) -> bool {
        let strikes = self.strikes.load(Ordering::Relaxed);
        let strikes = if slow {
            strikes + STRIKE
        } else {
            strikes.saturating_sub(1)
        };
        self.strikes.store(strikes, Ordering::Relaxed);
        strikes > OUT
    }
}

/// The lanes of a pool.
pub(super) struct Lanes {
    open: Mutex<Vec<Arc<Lane>>>,
    /// Statements that were slow, and when.
    barred: Mutex<HashMap<Box<str>, Instant>>,
    most: usize,
    max_lifetime: Duration,
}

/// One connection that many reads share.
struct Lane {
    connection: Box<Connection>,
    under_way: AtomicUsize,
    /// When the last answer came, in microseconds since the connection was opened.
    answered: AtomicU64,
    retired: AtomicBool,
    /// Its place in the pool.
    seat: Seat,
}

impl Lanes {
    pub(super) fn new(config: &Config, prepares: bool) -> Self {
        Self {
            open: Mutex::default(),
            barred: Mutex::default(),
            // What travels there is prepared.
            most: if prepares { config.pool_size / SHARE } else { 0 },
            max_lifetime: config.max_lifetime,
        }
    }

    fn open(&self) -> MutexGuard<'_, Vec<Arc<Lane>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn barred(&self) -> MutexGuard<'_, HashMap<Box<str>, Instant>> {
        self.barred.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn may_travel(&self, statement: &Statement) -> bool {
        self.most > 0 && statement.is_repeatable() && !statement.one_off
    }

    /// The lane of a runtime.
    fn of(&self, runtime: Id) -> Option<Arc<Lane>> {
        let open = self.open();
        open.iter().find(|lane| lane.connection.home == runtime).cloned()
    }

    /// The rows of a statement that has a place in the lane of this runtime; nothing when it must go another way.
    pub(super) async fn ask(self: &Arc<Self>, statement: &Statement) -> Option<Answered> {
        if !self.may_travel(statement) {
            return None;
        }
        let lane = self.of(Handle::try_current().ok()?.id())?;
        let prepared = lane.connection.statements.find(statement)?;
        let place = Place::take(self, &lane)?;
        let sent = Instant::now();
        let answer = tokio::time::timeout(PATIENCE, lane.fetch(&prepared, statement)).await;
        place.leave();
        match answer {
            Ok(Ok(rows)) => {
                if prepared.strike(lane.service_time(sent) > SLOW) {
                    self.bar(&lane, statement);
                }
                if sent.duration_since(lane.connection.opened) > self.max_lifetime {
                    self.retire(&lane);
                }
                Some(Answered { rows, prepared })
            }
            Ok(Err(error @ (Error::Cancelled { .. } | Error::Disconnected { .. }))) => {
                if matches!(error, Error::Disconnected { .. }) {
                    lane.seat.note_loss();
                }
                self.retire(&lane);
                None
            }
            // Whatever else is wrong is the statement's own fault, or comes again where it can be mended.
            Ok(Err(_)) => None,
            Err(_) => {
                self.bar(&lane, statement);
                self.give_up(&lane);
                None
            }
        }
    }

    /// Takes note of how fast a statement, asked then and answered now, was on a connection of its own.
    pub(super) fn learn(
        self: &Arc<Self>,
        pool: &Arc<Pool>,
        connection: &Connection,
        statement: &Statement,
        asked: Instant,
    ) {
        if !self.may_travel(statement) || asked.elapsed() > QUICK {
            return;
        }
        let Some(prepared) = connection.statements.find(statement) else {
            return;
        };
        let (first, again) = EARNED;
        if prepared.was_quick() % again != first || self.is_barred(statement) {
            return;
        }
        let Ok(runtime) = Handle::try_current() else { return };
        let (lanes, pool, shape) = (Arc::clone(self), Arc::clone(pool), statement.without_values());
        runtime.spawn(async move { lanes.admit(&pool, &shape).await });
    }

    /// Gives a statement its place, and opens the lane for the first one.
    async fn admit(&self, pool: &Pool, statement: &Statement) {
        let here = Handle::current().id();
        let lane = match self.of(here) {
            Some(lane) => lane,
            None => match self.open_lane(pool, here).await {
                Some(lane) => lane,
                None => return,
            },
        };
        if lane.connection.statements.find(statement).is_none()
            && let Err(error) = lane.connection.prepare(statement).await
        {
            tracing::debug!(%error, "a statement could not be prepared for the shared connection");
        }
    }

    /// Makes a connection of this runtime its lane, if there are not enough lanes yet.
    async fn open_lane(&self, pool: &Pool, here: Id) -> Option<Arc<Lane>> {
        if self.open().len() >= self.most {
            return None;
        }
        let (connection, mut seat) = pool.checkout_here(here).await.ok()?;
        let mut open = self.open();
        let known = open.iter().find(|lane| lane.connection.home == here).cloned();
        if known.is_some() || open.len() >= self.most {
            seat.give_back(connection);
            return known;
        }
        let lane = Arc::new(Lane {
            connection,
            under_way: AtomicUsize::new(0),
            answered: AtomicU64::new(0),
            retired: AtomicBool::new(false),
            seat,
        });
        open.push(Arc::clone(&lane));
        Some(lane)
    }

    fn is_barred(&self, statement: &Statement) -> bool {
        let mut barred = self.barred();
        barred.retain(|_, since| since.elapsed() < BARRED);
        barred.contains_key(&*statement.text.sql)
    }

    fn bar(&self, lane: &Lane, statement: &Statement) {
        lane.connection.statements.forget(statement);
        let text = statement.text.sql.as_str().into();
        self.barred().insert(text, Instant::now());
    }

    /// Lets nobody enter any more. The connection closes when the last one has left.
    fn retire(&self, lane: &Arc<Lane>) {
        lane.retired.store(true, Ordering::Release);
        self.open().retain(|open| !Arc::ptr_eq(open, lane));
    }

    /// Retires a lane that is stuck and stops what it does.
    fn give_up(&self, lane: &Arc<Lane>) {
        if !lane.retired.load(Ordering::Acquire) {
            self.retire(lane);
            lane.connection.cancel();
        }
    }
}

impl Lane {
    /// The rows, all of them: after one was handed on it would be too late to ask again.
    async fn fetch(&self, prepared: &Prepared, statement: &Statement) -> Result<Vec<Row>> {
        let answer = self.connection.ask_prepared(prepared, statement).await;
        match answer {
            Ok(answer) => answer.rows.try_collect().await,
            Err(error) => Err(error),
        }
        .map_err(super::error::from_driver)
    }

    /// How long the server was busy with a statement that was sent at `sent` and is answered now: not before it had
    /// answered the one before.
    fn service_time(&self, sent: Instant) -> Duration {
        let now = Instant::now();
        let micros = |time: Instant| {
            let since = time.saturating_duration_since(self.connection.opened);
            u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
        };
        let before = self.answered.swap(micros(now), Ordering::AcqRel);
        Duration::from_micros(micros(now).saturating_sub(before.max(micros(sent))))
    }
}

/// The rows of a statement.
pub(super) struct Answered {
    rows: Vec<Row>,
    prepared: Arc<Prepared>,
}

impl Answered {
    /// Hands the rows to the sink, or counts them.
    pub(super) fn read(self, sink: Option<Box<dyn Sink>>) -> Ran {
        let count = self.rows.len();
        let Some(mut sink) = sink else {
            return Ok((count, None));
        };
        for row in &self.rows {
            let columns = &self.prepared.columns;
            sink.row(crate::value::Row::new(&PgRow { row, columns }))?;
        }
        sink.end();
        Ok((count, Some(sink)))
    }
}

/// One statement under way. Dropped before its end, because its request is gone, it has the lane watched.
struct Place<'a> {
    lanes: &'a Arc<Lanes>,
    lane: &'a Arc<Lane>,
    left: bool,
}

impl<'a> Place<'a> {
    fn take(lanes: &'a Arc<Lanes>, lane: &'a Arc<Lane>) -> Option<Self> {
        let before = lane.under_way.fetch_add(1, Ordering::AcqRel);
        let mut place = Self {
            lanes,
            lane,
            left: false,
        };
        if before >= MOST || lane.retired.load(Ordering::Acquire) {
            place.left = true;
            return None;
        }
        Some(place)
    }

    fn leave(mut self) {
        self.left = true;
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.lane.under_way.fetch_sub(1, Ordering::AcqRel);
        if self.left {
            return;
        }
        let (lanes, lane) = (Arc::clone(self.lanes), Arc::clone(self.lane));
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                // It is answered behind all that is under way.
                let end = lane.connection.client.check_connection();
                if !matches!(tokio::time::timeout(PATIENCE, end).await, Ok(Ok(()))) {
                    lanes.give_up(&lane);
                }
            });
        }
    }
}
