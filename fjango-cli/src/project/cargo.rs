//! Commands of cargo.

use std::process::Command;

use crate::environment;

/// `cargo <verb>`.
pub fn command(verb: &str) -> Command {
    let mut command = Command::new(environment::cargo());
    command.arg(verb);
    command
}
