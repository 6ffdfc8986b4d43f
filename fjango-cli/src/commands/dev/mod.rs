//! `dev`: serves, and builds and restarts when a file changes.
//!
//! One loop owns the build and the server. Others only tell it what happened: the watcher which files changed, the
//! signals that it is time to stop.

mod build;
mod changes;
mod server;

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use self::build::{Build, Built};
use self::changes::{Changes, Watcher};
use self::server::Server;
use crate::cli::Selection;
use crate::error::{Error, Result};
use crate::output::say;
use crate::project::Project;

/// Editors write a file in several steps, and git many files: a change is over when nothing happens for this long.
const QUIET: Duration = Duration::from_millis(80);

/// How often the build and the server are looked at, which have no other way to tell that they ended.
const POLL: Duration = Duration::from_millis(50);

/// What can happen.
enum Event {
    /// These files changed.
    Changed(Vec<PathBuf>),
    /// A signal says to stop.
    Stop,
}

/// Serves until a signal says to stop.
///
/// # Errors
/// When there is no project here, or its files cannot be watched. A build that fails is no error: it is shown, and the
/// next change builds again.
pub fn dev(selection: &Selection, arguments: &[OsString]) -> Result {
    let project = Project::find(selection)?;
    let (sender, events) = mpsc::channel();
    let signals = sender.clone();
    let mut stops = Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(|source| Error::Signals { source })?;
    thread::spawn(move || {
        for _ in stops.forever() {
            // Without a receiver the loop has ended, and the process with it.
            let _ = signals.send(Event::Stop);
        }
    });
    let watcher = Watcher::start(&project, move |paths| {
        let _ = sender.send(Event::Changed(paths));
    })?;
    let changes = Changes::new(&project);
    let mut dev = Dev {
        project,
        selection,
        arguments,
        watcher,
        changes,
        build: None,
        server: None,
    };
    dev.build()?;
    dev.serve(&events)
}

struct Dev<'a> {
    project: Project,
    selection: &'a Selection,
    arguments: &'a [OsString],
    watcher: Watcher,
    changes: Changes,
    build: Option<Build>,
    server: Option<Server>,
}

impl Dev<'_> {
    fn serve(&mut self, events: &Receiver<Event>) -> Result {
        let mut last_change: Option<Instant> = None;
        loop {
            match events.recv_timeout(POLL) {
                Ok(Event::Stop) | Err(RecvTimeoutError::Disconnected) => {
                    self.stop(events);
                    return Ok(());
                }
                Ok(Event::Changed(mut paths)) => {
                    self.watcher.follow(&paths);
                    // A build writes this one itself.
                    paths.retain(|path| self.build.is_none() || !path.ends_with("Cargo.lock"));
                    if self.changes.add(paths) {
                        last_change = Some(Instant::now());
                    }
                    continue;
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            if last_change.is_some_and(|change| change.elapsed() >= QUIET) {
                last_change = None;
                say(format_args!("dev: {} changed; building", self.changes.describe()));
                self.build()?;
            }
            if let Some(built) = self.build.as_mut().and_then(Build::poll) {
                self.build = None;
                self.built(built)?;
            }
            if let Some(status) = self.server.as_mut().and_then(Server::poll) {
                self.server = None;
                say(format_args!(
                    "dev: the server ended with {status}; waiting for a change"
                ));
            }
        }
    }

    /// Starts a build, in place of one that is under way.
    fn build(&mut self) -> Result {
        if let Some(build) = self.build.take() {
            build.cancel();
        }
        if self.server.is_none() && self.changes.is_empty() {
            say(format_args!("dev: building {}", self.project.package));
        }
        self.build = Some(Build::start(&self.project, self.selection)?);
        Ok(())
    }

    fn built(&mut self, built: Built) -> Result {
        let Built::Binary(binary) = built else {
            // What changed stays changed until a build succeeds.
            match self.server {
                Some(_) => say("dev: the build failed; the last good server goes on"),
                None => say("dev: the build failed; waiting for a change"),
            }
            return Ok(());
        };
        let settings_changed = self.changes.take();
        if let Some(server) = self.server.take() {
            if !settings_changed && server.runs(&binary) {
                say("dev: nothing to do: the program is the same");
                self.server = Some(server);
                return Ok(());
            }
            say("dev: restarting");
            server.stop();
        }
        let server = Server::start(&self.project, binary, self.arguments)?;
        say(format_args!(
            "dev: started {} (process {})",
            self.project.binary,
            server.id()
        ));
        self.server = Some(server);
        Ok(())
    }

    /// Lets the server finish; a second signal ends it at once.
    fn stop(&mut self, events: &Receiver<Event>) {
        if let Some(build) = self.build.take() {
            build.cancel();
        }
        let Some(mut server) = self.server.take() else {
            return;
        };
        say("dev: stopping");
        server.ask_to_stop();
        while server.poll().is_none() {
            if let Ok(Event::Stop) = events.recv_timeout(POLL) {
                server.kill();
            }
        }
    }
}
