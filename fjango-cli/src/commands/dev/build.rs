use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Stdio};
use std::thread::{self, JoinHandle};

use rustix::process::{Pid, Signal, kill_process_group};
use serde::Deserialize;

use crate::cli::Selection;
use crate::environment;
use crate::error::{Error, Result};
use crate::project::{Project, cargo};

/// A build under way. What the compiler says goes to the terminal.
pub struct Build {
    cargo: Child,
    executable: Option<JoinHandle<Option<PathBuf>>>,
}

/// How a build ended.
pub enum Built {
    /// Here is the binary.
    Binary(PathBuf),
    /// The compiler has said why not.
    Failed,
}

impl Build {
    /// Starts cargo.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(project: &Project, selection: &Selection) -> Result<Self> {
        let mut command = cargo::command("build");
        command
            .args(project.build_arguments(selection))
            .arg("--message-format=json-render-diagnostics")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            // A group of its own, so that cancelling reaches the compilers too.
            .process_group(0);
        let mut cargo = command.spawn().map_err(|source| Error::Start {
            program: environment::cargo().to_string_lossy().into_owned(),
            source,
        })?;
        let binary = project.binary.clone();
        let executable = cargo
            .stdout
            .take()
            .map(|output| thread::spawn(move || executable(output, &binary)));
        Ok(Self { cargo, executable })
    }

    /// How it ended, once it has.
    pub fn poll(&mut self) -> Option<Built> {
        let status = match self.cargo.try_wait() {
            Ok(None) => return None,
            Ok(Some(status)) => status,
            Err(_) => return Some(Built::Failed),
        };
        let executable = self.executable.take().and_then(|reader| reader.join().ok()).flatten();
        Some(match executable {
            Some(path) if status.success() => Built::Binary(path),
            _ => Built::Failed,
        })
    }

    /// Ends it.
    pub fn cancel(mut self) {
        if let Some(group) = i32::try_from(self.cargo.id()).ok().and_then(Pid::from_raw) {
            // It may just have ended by itself.
            let _ = kill_process_group(group, Signal::TERM);
        }
        let _ = self.cargo.wait();
    }
}

/// One of cargo's messages, as far as it matters here.
#[derive(Deserialize)]
struct Message {
    reason: String,
    executable: Option<PathBuf>,
    target: Option<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// Reads cargo's messages to their end, and finds where it put the binary.
fn executable(output: ChildStdout, binary: &str) -> Option<PathBuf> {
    let mut found = None;
    for line in BufReader::new(output).lines().map_while(std::result::Result::ok) {
        let Ok(message) = serde_json::from_str::<Message>(&line) else {
            continue;
        };
        let is_binary = message.target.is_some_and(|target| target.name == binary);
        if message.reason == "compiler-artifact" && is_binary && message.executable.is_some() {
            found = message.executable;
        }
    }
    found
}
