//! A command that goes on until it is told to stop, and the lines it prints meanwhile.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// A build on a busy machine is what takes longest.
const PATIENCE: Duration = Duration::from_secs(300);

/// A running command. Dropping it ends it.
pub struct Running {
    child: Child,
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Running {
    /// Starts it.
    pub fn start(mut command: Command) -> Self {
        let command = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let (sender, lines) = mpsc::channel();
        forward(child.stdout.take().unwrap(), sender.clone());
        forward(child.stderr.take().unwrap(), sender);
        Self {
            child,
            lines,
            seen: Vec::new(),
        }
    }

    /// Waits for the next line that holds `text`, and gives it.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> String {
        self.wait_for_either(text, text)
    }

    /// Waits for the next line that holds one of the texts, and gives it.
    #[track_caller]
    fn wait_for_either(&mut self, text: &str, other: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        while let Ok(line) = self
            .lines
            .recv_timeout(deadline.saturating_duration_since(Instant::now()))
        {
            self.seen.push(line.clone());
            if line.contains(text) || line.contains(other) {
                return line;
            }
        }
        let (command, seen) = (self.child.id(), self.seen.join("\n"));
        panic!("process {command} did not say `{text}`; it said:\n{seen}");
    }

    /// Waits until it serves, and gives its address, such as `http://127.0.0.1:8000`.
    #[track_caller]
    pub fn wait_until_served(&mut self) -> String {
        let line = self.wait_for_either("listening on http://", "dev: the build failed");
        let url = line.split_whitespace().find(|word| word.starts_with("http://"));
        url.unwrap_or_else(|| panic!("it does not serve; it said:\n{}", self.seen.join("\n")))
            .to_owned()
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        let process = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).unwrap();
        kill_process(process, signal).unwrap();
    }

    /// Waits for its end.
    #[track_caller]
    pub fn wait(mut self) -> ExitStatus {
        // The lines end when nothing holds the other side any more, the command's own children included.
        let deadline = Instant::now() + PATIENCE;
        while let Ok(line) = self
            .lines
            .recv_timeout(deadline.saturating_duration_since(Instant::now()))
        {
            self.seen.push(line);
        }
        match self.child.try_wait().unwrap() {
            Some(status) => status,
            None if Instant::now() < deadline => self.child.wait().unwrap(),
            None => panic!("it does not end; it said:\n{}", self.seen.join("\n")),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            // Politely first, as `dev` has a server to end.
            self.signal(Signal::TERM);
            let deadline = Instant::now() + Duration::from_secs(5);
            while let (Ok(None), true) = (self.child.try_wait(), Instant::now() < deadline) {
                thread::sleep(Duration::from_millis(20));
            }
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn forward(output: impl Read + Send + 'static, sender: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
}
