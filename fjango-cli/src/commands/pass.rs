//! Verbs of the project's own binary.

use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use crate::cli::Selection;
use crate::environment;
use crate::error::{Error, Result};
use crate::project::{Project, cargo};

/// Builds the project and becomes its binary: exit code, signals and the terminal are its own.
///
/// # Errors
/// When there is no project here, or cargo does not start.
pub fn pass(selection: &Selection, verb: &str, arguments: &[OsString]) -> Result {
    let project = Project::find(selection)?;
    let mut command = run(&project, selection);
    command.arg("--").arg(verb).args(arguments);
    // Cargo in turn is replaced by the binary, so one process is left, with this one's id.
    let source = command.exec();
    Err(Error::Start {
        program: environment::cargo().to_string_lossy().into_owned(),
        source,
    })
}

/// `cargo run` of the project's binary, without its talk unless there is a first build to wait for.
fn run(project: &Project, selection: &Selection) -> Command {
    let mut command = cargo::command("run");
    command.args(project.build_arguments(selection));
    command
}
