//! The limit on a request's time.
//!
//! A timer for each request would be set and cleared with every one of them, though next to none ever runs out. Instead
//! the requests of a worker that wait for something stand in one table, which is looked at now and then as long as there
//! is something in it.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

use pin_project_lite::pin_project;
use slab::Slab;
use tokio::time::{Instant, sleep};

/// A limit is kept to within this part of it, and to within [`LATE`].
const PART: u32 = 16;
const LATE: Duration = Duration::from_millis(100);

/// The requests of one worker that wait, each with the same limit on its time.
pub(super) struct Deadlines {
    limit: Duration,
    /// Locked by nobody but this worker.
    table: Mutex<Table>,
}

#[derive(Default)]
struct Table {
    waiting: Slab<Waiting>,
    is_watched: bool,
}

struct Waiting {
    until: Instant,
    is_overdue: bool,
    waker: Waker,
}

/// The future took longer than the limit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Overdue;

impl Deadlines {
    /// Requests that may take as long as `limit`; zero is for ever.
    pub(super) fn new(limit: Duration) -> Arc<Self> {
        Arc::new(Self {
            limit,
            table: Mutex::default(),
        })
    }

    pub(super) fn limit(&self) -> Duration {
        self.limit
    }

    /// Ends the wait for `future` when the limit is over, counted from `since`.
    pub(super) fn keep<F: Future>(self: &Arc<Self>, since: Instant, future: F) -> Within<F> {
        Within {
            since,
            place: Place {
                deadlines: Arc::clone(self),
                number: None,
            },
            future,
        }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes who took too long, and says whether somebody waits still.
    fn look(&self) -> bool {
        let (mut table, now) = (self.table(), Instant::now());
        let late = table.waiting.iter_mut().filter(|(_, waiting)| waiting.until <= now);
        for (_, late) in late {
            late.is_overdue = true;
            late.waker.wake_by_ref();
        }
        // Whoever comes next sees at once that nobody looks any more.
        table.is_watched = !table.waiting.is_empty();
        table.is_watched
    }
}

/// Who looks at the table. Its task may end at any moment, with its runtime.
struct Watcher(Arc<Deadlines>);

impl Watcher {
    async fn watch(self) {
        let step = (self.0.limit / PART).clamp(Duration::from_millis(1), LATE);
        loop {
            sleep(step).await;
            if !self.0.look() {
                break;
            }
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.0.table().is_watched = false;
    }
}

pin_project! {
    /// A future with a limit on its time.
    pub(super) struct Within<F> {
        since: Instant,
        place: Place,
        #[pin]
        future: F,
    }
}

/// A place in the table, once there is something to wait for.
struct Place {
    deadlines: Arc<Deadlines>,
    number: Option<usize>,
}

impl Place {
    /// Waits on, unless it took too long by now.
    fn wait(&mut self, since: Instant, waker: &Waker) -> Poll<Overdue> {
        let mut table = self.deadlines.table();
        match self.number.and_then(|number| table.waiting.get_mut(number)) {
            Some(own) if own.is_overdue => return Poll::Ready(Overdue),
            Some(own) if own.waker.will_wake(waker) => {}
            Some(own) => {
                // The last waker of a task takes with it what the task holds, which may have a place here too.
                let old = std::mem::replace(&mut own.waker, waker.clone());
                drop(table);
                drop(old);
            }
            None => {
                self.number = Some(table.waiting.insert(Waiting {
                    until: since + self.deadlines.limit,
                    is_overdue: false,
                    waker: waker.clone(),
                }));
                let is_watched = std::mem::replace(&mut table.is_watched, true);
                drop(table);
                if !is_watched {
                    tokio::spawn(Watcher(Arc::clone(&self.deadlines)).watch());
                }
            }
        }
        Poll::Pending
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            let left = self.deadlines.table().waiting.try_remove(number);
            // Only now that the table is free again.
            drop(left);
        }
    }
}

impl<F: Future> Future for Within<F> {
    type Output = Result<F::Output, Overdue>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        match this.future.poll(context) {
            Poll::Ready(output) => Poll::Ready(Ok(output)),
            Poll::Pending if this.place.deadlines.limit.is_zero() => Poll::Pending,
            Poll::Pending => this.place.wait(*this.since, context.waker()).map(Err),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use tokio::time::{advance, timeout};

    use super::*;

    fn at_once(test: impl Future<Output = ()>) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(test);
    }

    #[test]
    fn who_takes_too_long_is_told_about_when_the_limit_is_over() {
        at_once(async {
            let deadlines = Deadlines::new(Duration::from_secs(30));
            let began = Instant::now();
            assert_eq!(deadlines.keep(began, pending::<()>()).await, Err(Overdue));
            let took = began.elapsed();
            assert!(took >= Duration::from_secs(30), "{took:?}");
            assert!(
                took <= Duration::from_secs(30) + LATE + Duration::from_millis(2),
                "{took:?}"
            );
        });
    }

    #[test]
    fn the_limit_counts_from_where_the_request_began() {
        at_once(async {
            let deadlines = Deadlines::new(Duration::from_secs(2));
            let began = Instant::now();
            advance(Duration::from_secs(1)).await;
            assert_eq!(deadlines.keep(began, pending::<()>()).await, Err(Overdue));
            assert!(began.elapsed() < Duration::from_millis(2_200), "{:?}", began.elapsed());
        });
    }

    #[test]
    fn each_has_its_own_end() {
        at_once(async {
            let deadlines = Deadlines::new(Duration::from_secs(1));
            let began = Instant::now();
            let first = deadlines.keep(began, pending::<()>());
            let quick = deadlines.keep(began, async {
                sleep(Duration::from_millis(900)).await;
                7
            });
            let later = deadlines.keep(began + Duration::from_secs(2), async {
                sleep(Duration::from_millis(2_500)).await;
                8
            });
            assert_eq!(tokio::join!(first, quick, later), (Err(Overdue), Ok(7), Ok(8)));
        });
    }

    #[test]
    fn nobody_is_left_in_the_table_nor_looks_at_it() {
        at_once(async {
            let deadlines = Deadlines::new(Duration::from_secs(1));
            assert_eq!(deadlines.keep(Instant::now(), ready(1)).await, Ok(1));
            assert!(!deadlines.table().is_watched, "it did not wait");
            let dropped = timeout(
                Duration::from_millis(10),
                deadlines.keep(Instant::now(), pending::<()>()),
            );
            assert!(dropped.await.is_err());
            assert!(deadlines.table().waiting.is_empty());
            sleep(Duration::from_millis(100)).await;
            assert!(!deadlines.table().is_watched);
            assert_eq!(
                deadlines.keep(Instant::now(), pending::<()>()).await,
                Err(Overdue),
                "it is looked at again"
            );
        });
    }

    #[test]
    fn zero_is_for_ever() {
        at_once(async {
            let deadlines = Deadlines::new(Duration::ZERO);
            let kept = deadlines.keep(Instant::now(), async {
                sleep(Duration::from_secs(3_600)).await;
            });
            assert_eq!(kept.await, Ok(()));
            assert!(!deadlines.table().is_watched);
        });
    }
}
