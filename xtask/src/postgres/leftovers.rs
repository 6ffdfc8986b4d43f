//! What a killed run has left behind.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

/// How long a leftover server may take to stop; after that its files stay for the next run to remove.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// Stops the servers and removes the files of runs that ended without doing it themselves (by SIGKILL, say).
pub fn sweep(directory: &Path, prefix: &str) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let starter = name.to_str().and_then(|name| {
            let rest = name.strip_prefix(prefix)?;
            rest.split_once('.').map_or(rest, |(starter, _)| starter).parse().ok()
        });
        if let Some(starter) = starter.and_then(Pid::from_raw)
            && test_kill_process(starter).is_err()
            && stop_server(&entry.path())
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Stops the server of a cluster's directory, if it runs; says whether none runs any more.
fn stop_server(files: &Path) -> bool {
    let data = files.join("data");
    let written = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
    let Some(pid) = written
        .lines()
        .next()
        .and_then(|line| Pid::from_raw(line.trim().parse().ok()?))
    else {
        return true;
    };
    // The number may belong to another program by now; only one that names this directory is the server.
    let is_ours = || {
        let arguments = fs::read(format!("/proc/{}/cmdline", pid.as_raw_nonzero())).unwrap_or_default();
        String::from_utf8_lossy(&arguments).contains(&*data.to_string_lossy())
    };
    let deadline = Instant::now() + STOP_TIMEOUT;
    while is_ours() {
        if Instant::now() > deadline || kill_process(pid, Signal::INT).is_err() {
            return false;
        }
        thread::sleep(Duration::from_millis(50));
    }
    true
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn only_directories_of_dead_runs_are_removed() {
        let target = TempDir::new().unwrap();
        let ended = std::process::Command::new("true").spawn().and_then(|mut child| {
            let pid = child.id();
            child.wait().map(|_| pid)
        });
        let dead = target.path().join(format!("postgres-{}.1", ended.unwrap()));
        let alive = target.path().join(format!("postgres-{}.0", std::process::id()));
        let other = target.path().join("debug");
        for directory in [&dead, &alive, &other] {
            fs::create_dir(directory).unwrap();
        }
        sweep(target.path(), "postgres-");
        assert!(!dead.exists());
        assert!(alive.exists());
        assert!(other.exists());
    }
}
