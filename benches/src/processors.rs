//! Keeps two processes apart, each on a processor of its own.
//!
//! Two processes that answer each other a thousand times a second are quicker on one processor than on two, and the
//! scheduler changes its mind about them: the same query took 150 µs in one run and 205 µs in the next. On two fixed
//! processors a run says the same as the one before.

use anyhow::Context as _;
use rustix::thread::Pid;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// This thread on one processor and a server on another, until it is dropped.
#[derive(Debug)]
pub struct Apart {
    /// Who was moved, and where each could run before.
    before: Vec<(Option<Pid>, CpuSet)>,
}

impl Apart {
    /// Moves the current thread to one processor, and the process `server` to another. Processes and threads that they
    /// start from now on stay with them.
    ///
    /// # Errors
    /// When there are fewer than two processors to run on, or the server belongs to somebody else.
    pub fn from(server: u32) -> anyhow::Result<Self> {
        let server = i32::try_from(server).ok().and_then(Pid::from_raw);
        let server = server.context("the server is not on this machine")?;
        let here = sched_getaffinity(None).context("asking for the processors")?;
        let mut processors = (0..CpuSet::MAX_CPU).filter(|processor| here.is_set(*processor));
        let (Some(own), Some(others)) = (processors.next(), processors.next()) else {
            anyhow::bail!("there is one processor");
        };
        let mut this = Self { before: Vec::new() };
        for (who, processor) in [(Some(server), others), (None, own)] {
            let before = sched_getaffinity(who).context("asking for the processors")?;
            let mut one = CpuSet::new();
            one.set(processor);
            sched_setaffinity(who, &one).context("choosing a processor")?;
            this.before.push((who, before));
        }
        Ok(this)
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        for (who, before) in &self.before {
            // A server that is gone needs no processors.
            let _ = sched_setaffinity(*who, before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_run_apart_and_then_wherever_they_did() {
        let mut server = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let of = |id: u32| sched_getaffinity(Pid::from_raw(id as i32)).unwrap();
        let before = (sched_getaffinity(None).unwrap(), of(server.id()));
        if before.0.count() > 1 {
            let apart = Apart::from(server.id()).unwrap();
            let (own, others) = (sched_getaffinity(None).unwrap(), of(server.id()));
            assert_eq!((own.count(), others.count()), (1, 1));
            assert_ne!(own, others);
            drop(apart);
        }
        assert_eq!((sched_getaffinity(None).unwrap(), of(server.id())), before);
        server.kill().unwrap();
        server.wait().unwrap();
        assert!(Apart::from(u32::MAX).is_err());
    }
}
