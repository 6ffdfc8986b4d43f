//! Running a program to its end: its output is shown as it comes and kept for counting.

use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use rustix::process::{Pid, Signal, kill_process_group};

use crate::interrupt::Registered;

/// How long to wait for the end of the output once the program has ended. Something it left behind may hold its pipes.
const LAST_OUTPUT: Duration = Duration::from_secs(5);
/// How long any program may run: a hanging test must fail, not hold CI for hours.
const LIMIT: Duration = Duration::from_secs(30 * 60);

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
/// What the command leaves running in its group is ended with it. Half an hour is the most it may take.
pub fn run(command: &mut Command) -> anyhow::Result<Finished> {
    run_within(command, LIMIT)
}

/// [`run`] with another limit. A command that takes longer is ended and is an error.
pub fn run_within(command: &mut Command, limit: Duration) -> anyhow::Result<Finished> {
    let name = command.get_program().to_string_lossy().into_owned();
    let deadline = Instant::now() + limit;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .with_context(|| format!("starting `{name}`"))?;
    let group = group(&child);
    let registered = group.map(Registered::new);
    let end_group = || group.map(|group| kill_process_group(group, Signal::KILL));
    let (sender, receiver) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        show(stdout, io::stdout(), sender.clone());
    }
    if let Some(stderr) = child.stderr.take() {
        show(stderr, io::stderr(), sender.clone());
    }
    drop(sender);

    let mut output = Vec::new();
    let mut is_late = false;
    let status = thread::scope(|scope| {
        let waiting = scope.spawn(|| child.wait());
        // Ends when both pipes have ended, or when the program has and its pipes stay silent.
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() && !is_late {
                is_late = true;
                end_group();
            }
            let patience = if is_late { LAST_OUTPUT } else { LAST_OUTPUT.min(left) };
            match receiver.recv_timeout(patience) {
                Ok(piece) => output.extend(piece),
                Err(RecvTimeoutError::Timeout) if !waiting.is_finished() => {}
                Err(_) => break,
            }
        }
        waiting
            .join()
            .map_err(|_| anyhow::anyhow!("the thread waiting for `{name}` panicked"))
    });
    end_group();
    drop(registered);
    anyhow::ensure!(!is_late, "`{name}` was ended after {} s", limit.as_secs());
    let status = status?.with_context(|| format!("waiting for `{name}`"))?;
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
    fn a_program_that_takes_too_long_is_ended_with_all_it_started() {
        let started = Instant::now();
        let mut command = Command::new("sh");
        let error = run_within(command.args(["-c", "sleep 600 & sleep 600"]), Duration::from_millis(50)).unwrap_err();
        assert!(error.to_string().contains("was ended"), "{error:#}");
        assert!(started.elapsed() < Duration::from_secs(60));
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = run(&mut Command::new("fjango-no-such-program")).unwrap_err();
        assert!(format!("{error:#}").contains("`fjango-no-such-program`"), "{error:#}");
    }
}
