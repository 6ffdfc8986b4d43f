//! What Linux tells about a process.

use std::fs;
use std::time::Duration;

use anyhow::Context as _;

/// The processor time that a process has used, all of its threads together.
///
/// # Errors
/// When the process is gone.
pub fn processor_time(pid: u32) -> anyhow::Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).with_context(|| format!("process {pid} is gone"))?;
    ticks(&stat)
        .map(time_of)
        .with_context(|| format!("reading /proc/{pid}/stat"))
}

/// The memory of a process that is in RAM, in bytes.
///
/// # Errors
/// When the process is gone.
pub fn resident_bytes(pid: u32) -> anyhow::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).with_context(|| format!("process {pid} is gone"))?;
    status
        .lines()
        .find_map(|line| {
            line.strip_prefix("VmRSS:")?
                .split_whitespace()
                .next()?
                .parse::<u64>()
                .ok()
        })
        .map(|kilobytes| kilobytes * 1024)
        .with_context(|| format!("reading /proc/{pid}/status"))
}

/// The process that started another.
///
/// # Errors
/// When the process is gone.
pub fn parent(pid: u32) -> anyhow::Result<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).with_context(|| format!("process {pid} is gone"))?;
    after_name(&stat)
        .and_then(|mut fields| fields.nth(1)?.parse().ok())
        .with_context(|| format!("reading /proc/{pid}/stat"))
}

/// The processor time of all living processes that `pid` started.
pub fn children_time(pid: u32) -> Duration {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Duration::ZERO;
    };
    let children = entries.flatten().filter_map(|entry| {
        let child: u32 = entry.file_name().to_str()?.parse().ok()?;
        (parent(child).ok()? == pid).then_some(child)
    });
    // One that ends meanwhile counts no more.
    children.filter_map(|child| processor_time(child).ok()).sum()
}

/// The processor time of the processes that this one started and that have ended, with all that those started.
///
/// # Errors
/// When Linux does not say.
pub fn ended_children_time() -> anyhow::Result<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").context("reading /proc/self/stat")?;
    ticks_at(&stat, 13).map(time_of).context("reading /proc/self/stat")
}

/// User and system time, in clock ticks.
fn ticks(stat: &str) -> Option<u64> {
    ticks_at(stat, 11)
}

/// The sum of a user and a system time, of which the first is this field behind the name.
fn ticks_at(stat: &str, user: usize) -> Option<u64> {
    let mut fields = after_name(stat)?;
    let user: u64 = fields.nth(user)?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

/// The fields behind the program's name, which may hold spaces and parentheses: the first is the state.
fn after_name(stat: &str) -> Option<std::str::SplitAsciiWhitespace<'_>> {
    Some(stat.rsplit_once(')')?.1.split_ascii_whitespace())
}

fn time_of(ticks: u64) -> Duration {
    let per_second = rustix::param::clock_ticks_per_second().max(1);
    Duration::from_secs_f64(ticks as f64 / per_second as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_spaces_and_parentheses_is_no_field() {
        let stat = "42 (a ) b) S 7 42 42 0 -1 4194560 1 2 3 4 150 25 0 0 20 0 4 0 100 1 2";
        assert_eq!(ticks(stat), Some(175));
        assert_eq!(after_name(stat).and_then(|mut fields| fields.nth(1)), Some("7"));
        assert_eq!(ticks_at(stat, 13), Some(0));
        assert_eq!(ticks("42 (x) S 7"), None);
    }

    #[test]
    fn this_process_has_memory_and_a_parent() {
        let pid = std::process::id();
        assert!(resident_bytes(pid).unwrap() > 100_000);
        assert_eq!(parent(pid).unwrap(), std::os::unix::process::parent_id());
        assert!(processor_time(pid).is_ok());
        assert!(processor_time(u32::MAX).unwrap_err().to_string().contains("is gone"));
    }
}
