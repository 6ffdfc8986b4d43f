//! A test that starts itself once more, as another process.

use std::process::{Command, Stdio};

/// The variable by which a test knows that it is the other process, and what for.
const CHILD: &str = "FJANGO_TEST_CHILD";

/// What the other process was told, when this is one.
#[expect(clippy::disallowed_methods, reason = "tests have no settings")]
pub fn told() -> Option<String> {
    std::env::var(CHILD).ok()
}

/// The command that runs the test called `name` in another process and tells it `what`.
pub fn again(name: &str, what: &str) -> Command {
    let program = std::env::current_exe().expect("a test knows its program");
    let mut command = Command::new(program);
    command
        .args(["--exact", name, "--ignored", "--nocapture"])
        .env(CHILD, what);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit());
    command
}

/// The number after `label=` in what a process printed.
pub fn number(printed: &str, label: &str) -> i64 {
    let found = printed
        .split_whitespace()
        .find_map(|word| word.strip_prefix(label)?.strip_prefix('=')?.parse().ok());
    found.unwrap_or_else(|| panic!("no `{label}=` in {printed}"))
}
