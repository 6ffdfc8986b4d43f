//! Ctrl-C and SIGTERM.
//!
//! The signal is passed on to the running step and remembered. The main thread then sees its step end, runs no further
//! one, and leaves by the ordinary way, on which the cluster and the servers stop and remove their files.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// How long a step may take to end after the signal before it is killed.
const GRACE: Duration = Duration::from_secs(10);

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static RUNNING: Mutex<Vec<Pid>> = Mutex::new(Vec::new());
static WOKEN: Condvar = Condvar::new();

/// Starts to listen; call once, before anything that must be cleaned up exists.
pub fn listen() -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        for _ in signals.forever() {
            if INTERRUPTED.swap(true, Ordering::SeqCst) {
                // The second Ctrl-C: whoever asks twice does not want to wait.
                end_running(Signal::KILL);
                continue;
            }
            eprintln!("\nstopping, and removing what was started");
            end_running(Signal::TERM);
            thread::spawn(|| {
                thread::sleep(GRACE);
                end_running(Signal::KILL);
            });
        }
    })?;
    Ok(())
}

/// Whether a signal has asked to stop.
pub fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Waits until a signal asks to stop, or until `timeout` has passed; says whether one did.
pub fn wait(timeout: Duration) -> bool {
    let guard = running();
    let result = WOKEN.wait_timeout_while(guard, timeout, |_| !is_interrupted());
    drop(result.unwrap_or_else(PoisonError::into_inner));
    is_interrupted()
}

/// Keeps a process group on the list of those to end at a signal, until it is dropped.
#[derive(Debug)]
pub struct Registered(Pid);

impl Registered {
    /// Registers the group led by `pid`.
    pub fn new(pid: Pid) -> Self {
        running().push(pid);
        if is_interrupted() {
            // The signal came between the start of the process and its registration.
            let _ = kill_process_group(pid, Signal::TERM);
        }
        Self(pid)
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        running().retain(|pid| *pid != self.0);
    }
}

fn end_running(signal: Signal) {
    for pid in running().iter() {
        // A group that has just ended needs no signal.
        let _ = kill_process_group(*pid, signal);
    }
    WOKEN.notify_all();
}

fn running() -> MutexGuard<'static, Vec<Pid>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}
