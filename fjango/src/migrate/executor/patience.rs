use std::time::{Duration, Instant};

use super::Options;

/// How long a migration goes on trying to get its locks.
pub(in crate::migrate) struct Patience {
    /// How long one try waits, while others queue behind it.
    limit: Duration,
    /// How long all tries last together.
    whole: Duration,
    started: Instant,
    pub(super) tries: u32,
}

impl Patience {
    const LONGEST_PAUSE: Duration = Duration::from_secs(10);

    pub(in crate::migrate) fn new(options: &Options) -> Self {
        Self {
            limit: options.lock_timeout,
            whole: options.lock_patience,
            started: Instant::now(),
            tries: 0,
        }
    }

    /// How long a statement may wait that runs in a transaction since `begun`: its locks are held together, and so others
    /// wait for all of it.
    pub(super) fn left_since(&self, begun: Instant) -> Duration {
        const LEAST: Duration = Duration::from_millis(50);
        self.limit.saturating_sub(begun.elapsed()).max(LEAST.min(self.limit))
    }

    /// How long a statement may wait for which nobody waits.
    pub(super) fn left(&self) -> Duration {
        self.whole.saturating_sub(self.started.elapsed()).max(self.limit)
    }

    pub(super) fn waited(&self) -> Duration {
        self.started.elapsed()
    }

    /// Counts a try that got no lock and says how long to leave the others alone before the next, if there is one.
    pub(in crate::migrate) fn pause(&mut self) -> Option<Duration> {
        let pause = self
            .limit
            .saturating_mul(1 << self.tries.min(10))
            .min(Self::LONGEST_PAUSE);
        self.tries += 1;
        (self.started.elapsed() + pause < self.whole).then_some(pause)
    }
}
