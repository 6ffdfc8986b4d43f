//! The program, run in a directory.

use std::path::Path;
use std::process::{Command, Output};

/// The program that these tests are about.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_cargo-fjango");

/// `cargo fjango <arguments>` in `directory`, as cargo would start it.
pub fn cargo_fjango(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.arg("fjango").args(arguments).current_dir(directory);
    command
}

/// Runs it and gives its output.
pub fn run(directory: &Path, arguments: &[&str]) -> Output {
    cargo_fjango(directory, arguments)
        .output()
        .unwrap_or_else(|error| panic!("{PROGRAM} does not start: {error}"))
}

/// What it said.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What it printed.
pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Runs it and demands that it succeeds.
#[track_caller]
pub fn succeed(directory: &Path, arguments: &[&str]) -> Output {
    let output = run(directory, arguments);
    let (said, printed) = (stderr(&output), stdout(&output));
    assert!(
        output.status.success(),
        "cargo fjango {arguments:?} ended with {}\n{said}\n{printed}",
        output.status
    );
    output
}
