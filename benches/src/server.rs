//! A server in a process of its own.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use rustix::process::{Pid, Signal, kill_process};

use crate::contender::{Contender, Programs};
use crate::{answer, process};

/// How long a start may take; the first one makes the tables and the rows.
const START_TIMEOUT: Duration = Duration::from_secs(60);
/// How long it may take to end.
const STOP_TIMEOUT: Duration = Duration::from_secs(20);
/// How often a server that starts or ends is looked at.
const POLL: Duration = Duration::from_millis(1);

/// A running server. Dropping it kills it.
#[derive(Debug)]
pub struct Server {
    /// Which one it is.
    pub contender: Contender,
    /// Where it listens.
    pub port: u16,
    /// From its start to its first answer on `/healthz`.
    pub start_time: Duration,
    child: Child,
    log: PathBuf,
}

impl Server {
    /// Starts a server on a free port and waits for its first answer. What it prints goes to a file in `directory`.
    ///
    /// # Errors
    /// When it does not start, with what it printed.
    pub fn start(
        contender: Contender,
        programs: &Programs,
        workers: usize,
        location: &str,
        directory: &Path,
    ) -> anyhow::Result<Self> {
        // Between this and the server's own start another program could take the port; then the server says so.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let log = directory.join(format!("{}-{port}.log", contender.name()));
        let output = File::create(&log).with_context(|| format!("creating {}", log.display()))?;
        let mut command = contender.command(programs, port, workers, location);
        let started = Instant::now();
        let child = command
            .current_dir(directory)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .with_context(|| format!("starting {}", command.get_program().to_string_lossy()))?;
        let mut server = Self {
            contender,
            port,
            start_time: Duration::ZERO,
            child,
            log,
        };
        server.wait(started).with_context(|| {
            let printed = fs::read_to_string(&server.log).unwrap_or_default();
            format!("{} did not start; it printed:\n{printed}", contender.name())
        })?;
        server.start_time = started.elapsed();
        Ok(server)
    }

    fn wait(&mut self, started: Instant) -> anyhow::Result<()> {
        while !answer::get(self.port, "/healthz").is_ok_and(|answer| answer.status == 200) {
            if let Some(status) = self.child.try_wait()? {
                anyhow::bail!("it ended with {status}");
            }
            anyhow::ensure!(
                started.elapsed() < START_TIMEOUT,
                "it did not answer within {START_TIMEOUT:?}"
            );
            thread::sleep(POLL);
        }
        Ok(())
    }

    /// The processor time it has used.
    ///
    /// # Errors
    /// When it has ended.
    pub fn processor_time(&self) -> anyhow::Result<Duration> {
        process::processor_time(self.child.id())
    }

    /// Its memory in RAM, in bytes.
    ///
    /// # Errors
    /// When it has ended.
    pub fn resident_bytes(&self) -> anyhow::Result<u64> {
        process::resident_bytes(self.child.id())
    }

    /// Asks it to end and waits, so that nothing of its database is left open.
    ///
    /// # Errors
    /// When it does not end.
    pub fn stop(mut self) -> anyhow::Result<()> {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            kill_process(pid, Signal::TERM)?;
        }
        let asked = Instant::now();
        while self.child.try_wait()?.is_none() {
            anyhow::ensure!(asked.elapsed() < STOP_TIMEOUT, "a server did not end on SIGTERM");
            thread::sleep(POLL);
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already cannot be killed, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
