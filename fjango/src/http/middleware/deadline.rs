//! The limit on a request's time.
//!
//! A timer for each request would be set and cleared with every one of them, though next to none ever runs out. Instead
//! the requests of a worker that wait for something stand in one table, which is looked at now and then as long as there
//! is something in it.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    rc::Rc,
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
    waiting: RefCell<Slab<Waiting>>,
    is_watched: Cell<bool>,
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
    pub(super) fn new(limit: Duration) -> Rc<Self> {
        Rc::new(Self {
            limit,
            waiting: RefCell::default(),
            is_watched: Cell::new(false),
        })
    }

    pub(super) fn limit(&self) -> Duration {
        self.limit
    }

    /// Ends the wait for `future` when the limit is over, counted from `since`.
    pub(super) fn keep<F: Future>(self: &Rc<Self>, since: Instant, future: F) -> Within<F> {
        Within {
            since,
            place: Place {
                deadlines: Rc::clone(self),
                number: None,
            },
            future,
        }
    }

    /// Looks at the table until it is empty.
    fn watch(self: &Rc<Self>) {
        if self.is_watched.replace(true) {
            return;
        }
        let watcher = Watcher(Rc::clone(self));
        actix_web::rt::spawn(async move {
            let step = (watcher.0.limit / PART).clamp(Duration::from_millis(1), LATE);
            loop {
                sleep(step).await;
                let mut waiting = watcher.0.waiting.borrow_mut();
                if waiting.is_empty() {
                    break;
                }
                let now = Instant::now();
                for (_, late) in waiting.iter_mut().filter(|(_, waiting)| waiting.until <= now) {
                    late.is_overdue = true;
                    late.waker.wake_by_ref();
                }
            }
        });
    }
}

/// Who looks at the table. Its task may end at any moment, with its runtime.
struct Watcher(Rc<Deadlines>);

impl Drop for Watcher {
    fn drop(&mut self) {
        self.0.is_watched.set(false);
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
    deadlines: Rc<Deadlines>,
    number: Option<usize>,
}

impl Place {
    /// Waits on, unless it took too long by now.
    fn wait(&mut self, since: Instant, waker: &Waker) -> Poll<Overdue> {
        let mut waiting = self.deadlines.waiting.borrow_mut();
        match self.number.and_then(|number| waiting.get_mut(number)) {
            Some(own) if own.is_overdue => return Poll::Ready(Overdue),
            Some(own) if own.waker.will_wake(waker) => {}
            Some(own) => {
                // The last waker of a task takes with it what the task holds, which may have a place here too.
                let old = std::mem::replace(&mut own.waker, waker.clone());
                drop(waiting);
                drop(old);
            }
            None => {
                self.number = Some(waiting.insert(Waiting {
                    until: since + self.deadlines.limit,
                    is_overdue: false,
                    waker: waker.clone(),
                }));
                drop(waiting);
                self.deadlines.watch();
            }
        }
        Poll::Pending
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            let left = self.deadlines.waiting.borrow_mut().try_remove(number);
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

    use tokio::task::LocalSet;
    use tokio::time::{advance, timeout};

    use super::*;

    fn locally(test: impl Future<Output = ()>) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(LocalSet::new().run_until(test));
    }

    #[test]
    fn who_takes_too_long_is_told_about_when_the_limit_is_over() {
        locally(async {
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
        locally(async {
            let deadlines = Deadlines::new(Duration::from_secs(2));
            let began = Instant::now();
            advance(Duration::from_secs(1)).await;
            assert_eq!(deadlines.keep(began, pending::<()>()).await, Err(Overdue));
            assert!(began.elapsed() < Duration::from_millis(2_200), "{:?}", began.elapsed());
        });
    }

    #[test]
    fn each_has_its_own_end() {
        locally(async {
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
        locally(async {
            let deadlines = Deadlines::new(Duration::from_secs(1));
            assert_eq!(deadlines.keep(Instant::now(), ready(1)).await, Ok(1));
            assert!(!deadlines.is_watched.get(), "it did not wait");
            let dropped = timeout(
                Duration::from_millis(10),
                deadlines.keep(Instant::now(), pending::<()>()),
            );
            assert!(dropped.await.is_err());
            assert!(deadlines.waiting.borrow().is_empty());
            sleep(Duration::from_millis(100)).await;
            assert!(!deadlines.is_watched.get());
            assert_eq!(
                deadlines.keep(Instant::now(), pending::<()>()).await,
                Err(Overdue),
                "it is looked at again"
            );
        });
    }

    #[test]
    fn zero_is_for_ever() {
        locally(async {
            let deadlines = Deadlines::new(Duration::ZERO);
            let kept = deadlines.keep(Instant::now(), async {
                sleep(Duration::from_secs(3_600)).await;
            });
            assert_eq!(kept.await, Ok(()));
            assert!(!deadlines.is_watched.get());
        });
    }
}
