use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::error::{Error, Result};
use crate::output::say;
use crate::project::Project;

/// How long requests in flight may hold a restart up.
const DRAIN: Duration = Duration::from_secs(10);

/// How often a server that is stopping is looked at.
const POLL: Duration = Duration::from_millis(20);

/// The running server. Dropping it ends it at once.
pub struct Server {
    child: Child,
    binary: PathBuf,
    stamp: Option<Stamp>,
}

/// What tells one build of a file from the next.
type Stamp = (u64, u64, i64, i64);

impl Server {
    /// Starts the binary as `cargo run` would, with `arguments` for its verb `run`.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(project: &Project, binary: PathBuf, arguments: &[OsString]) -> Result<Self> {
        let mut command = Command::new(&binary);
        command
            .arg("run")
            .args(arguments)
            // By this the settings find their files, wherever the current directory is.
            .env("CARGO_MANIFEST_DIR", &project.directory)
            .stdin(Stdio::null());
        let child = command.spawn().map_err(|source| Error::Start {
            program: binary.display().to_string(),
            source,
        })?;
        Ok(Self {
            child,
            stamp: stamp(&binary),
            binary,
        })
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it was started from this very build.
    pub fn runs(&self, binary: &Path) -> bool {
        self.binary == binary && self.stamp.is_some() && self.stamp == stamp(binary)
    }

    /// How it ended, once it has.
    pub fn poll(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Tells it to finish the requests in flight and end.
    pub fn ask_to_stop(&self) {
        if let Some(process) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // It was not waited for yet, so the id is still its own, even if it has ended.
            let _ = kill_process(process, Signal::TERM);
        }
    }

    /// Ends it without waiting for requests.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
    }

    /// Stops it and waits until it has ended, so that its address is free.
    pub fn stop(mut self) {
        self.ask_to_stop();
        let deadline = Instant::now() + DRAIN;
        while self.poll().is_none() {
            if Instant::now() > deadline {
                let seconds = DRAIN.as_secs();
                say(format_args!(
                    "dev: requests still ran after {seconds} s; ending the server"
                ));
                self.kill();
                let _ = self.child.wait();
                return;
            }
            thread::sleep(POLL);
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.poll().is_none() {
            self.kill();
            let _ = self.child.wait();
        }
    }
}

fn stamp(binary: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(binary).ok()?;
    Some((metadata.ino(), metadata.len(), metadata.mtime(), metadata.mtime_nsec()))
}
