//! A server under test: started with a fresh database, waited for, stopped.

use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use rustix::process::{Pid, Signal, kill_process};

use crate::interrupt::Registered;
use crate::{environment, interrupt, process};

/// How long a start may take, migrations and first data included.
const START_TIMEOUT: Duration = Duration::from_secs(60);
/// How long draining may take before the server is killed.
const STOP_TIMEOUT: Duration = Duration::from_secs(30);
/// How often the server's state is looked at.
const POLL: Duration = Duration::from_millis(50);

/// A running server of the workspace. Dropping it ends it.
#[derive(Debug)]
pub struct Server {
    child: Child,
    base: String,
    log: PathBuf,
    _registered: Option<Registered>,
}

impl Server {
    /// Starts `program` in `directory` on `port` with the database at `database_url`, and waits for `/readyz`.
    ///
    /// Everything it prints goes to `<directory>/log`.
    pub fn start(program: &Path, directory: &Path, port: u16, database_url: &str) -> anyhow::Result<Self> {
        let log = directory.join("log");
        let output = File::create(&log).with_context(|| format!("creating {}", log.display()))?;
        let mut command = Command::new(program);
        environment::clean(&mut command)
            .env("DATABASE_URL", database_url)
            .env("FJANGO_BIND", format!("127.0.0.1:{port}"))
            .current_dir(directory)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .process_group(0);
        let child = command
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let registered = process::group(&child).map(Registered::new);
        let mut server = Self {
            child,
            base: format!("http://127.0.0.1:{port}"),
            log,
            _registered: registered,
        };
        server
            .wait_until_ready()
            .with_context(|| format!("{} printed:\n{}", program.display(), server.printed()))?;
        Ok(server)
    }

    /// The server's address as a URL without a path.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Everything it has printed so far.
    pub fn printed(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Whether it still answers `/readyz`.
    pub fn is_ready(&self) -> bool {
        minreq::get(format!("{}/readyz", self.base))
            .with_timeout(5)
            .send()
            .is_ok_and(|response| response.status_code == 200)
    }

    /// Asks it to drain, and waits for its end.
    pub fn stop(mut self) -> anyhow::Result<ExitStatus> {
        self.signal(Signal::TERM);
        let deadline = Instant::now() + STOP_TIMEOUT;
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            anyhow::ensure!(
                Instant::now() < deadline,
                "the server did not end within {} s of SIGTERM",
                STOP_TIMEOUT.as_secs()
            );
            std::thread::sleep(POLL);
        }
    }

    fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        let deadline = Instant::now() + START_TIMEOUT;
        while !self.is_ready() {
            if let Some(status) = self.child.try_wait()? {
                anyhow::bail!("the server ended at its start with {status}");
            }
            anyhow::ensure!(
                Instant::now() < deadline,
                "`/readyz` did not answer 200 within {} s",
                START_TIMEOUT.as_secs()
            );
            anyhow::ensure!(!interrupt::wait(POLL), "interrupted while the server was starting");
        }
        Ok(())
    }

    fn signal(&self, signal: Signal) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process(pid, signal);
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            self.signal(Signal::KILL);
            let _ = self.child.wait();
        }
    }
}
