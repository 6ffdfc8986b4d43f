//! Running a program to its end: its output is shown as it comes and kept for counting.

use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use rustix::process::{Pid, Signal, kill_process_group};

use crate::interrupt::Registered;

/// How long to wait for the end of the output once the program has ended. Something it left behind may hold its pipes.
const LAST_OUTPUT: Duration = Duration::from_secs(5);

/// A program that has run to its end.
#[derive(Debug)]
pub struct Finished {
    /// How it ended.
    pub status: ExitStatus,
    /// What it wrote to stdout and stderr, in the order of arrival.
    pub output: String,
}

impl Finished {
    /// Whether it ended with exit code 0.
    pub fn succeeded(&self) -> bool {
        self.status.success()
    }
}

/// Runs a command to its end in its own process group, shows its output and keeps it.
///
/// What the command leaves running in its group is ended with it.
pub fn run(command: &mut Command) -> anyhow::Result<Finished> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .with_context(|| format!("starting `{name}`"))?;
    let group = group(&child);
    let registered = group.map(Registered::new);
    let (sender, receiver) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        show(stdout, io::stdout(), sender.clone());
    }
    if let Some(stderr) = child.stderr.take() {
        show(stderr, io::stderr(), sender.clone());
    }
    drop(sender);

    let status = thread::scope(|scope| {
        let waiting = scope.spawn(|| child.wait());
        let mut output = Vec::new();
        // Ends when both pipes have ended, or when the program has and its pipes stay silent.
        loop {
            match receiver.recv_timeout(LAST_OUTPUT) {
                Ok(chunk) => output.extend(chunk),
                Err(mpsc::RecvTimeoutError::Timeout) if !waiting.is_finished() => {}
                Err(_) => break,
            }
        }
        let status = waiting
            .join()
            .map_err(|_| anyhow::anyhow!("the thread waiting for `{name}` panicked"))?;
        anyhow::Ok((status?, output))
    });
    if let Some(group) = group {
        let _ = kill_process_group(group, Signal::KILL);
    }
    drop(registered);
    let (status, output) = status.with_context(|| format!("waiting for `{name}`"))?;
    Ok(Finished {
        status,
        output: String::from_utf8_lossy(&output).into_owned(),
    })
}

/// The process group of a child started with `process_group(0)`.
pub fn group(child: &Child) -> Option<Pid> {
    Pid::from_raw(i32::try_from(child.id()).ok()?)
}

/// Copies `from` to `to` as it comes, and hands each piece to `keep`.
fn show(mut from: impl Read + Send + 'static, mut to: impl Write + Send + 'static, keep: Sender<Vec<u8>>) {
    thread::spawn(move || {
        let mut buffer = [0; 8192];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            let piece = &buffer[..length];
            // A closed terminal must not lose the count, so showing may fail and keeping goes on.
            let _ = to.write_all(piece).and_then(|()| to.flush());
            if keep.send(piece.to_vec()).is_err() {
                return;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_of_both_streams_is_kept_with_the_status() {
        let finished = run(Command::new("sh").args(["-c", "echo out; echo err >&2; exit 3"])).unwrap();
        assert!(finished.output.contains("out\n"), "{finished:?}");
        assert!(finished.output.contains("err\n"), "{finished:?}");
        assert_eq!(finished.status.code(), Some(3));
        assert!(!finished.succeeded());
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = run(&mut Command::new("fjango-no-such-program")).unwrap_err();
        assert!(format!("{error:#}").contains("`fjango-no-such-program`"), "{error:#}");
    }
}
