//! A project's binary: its verbs with their flags and exit codes, and its questions at a real terminal.
//!
//! This is that binary as well: told so by a variable it is the project, and otherwise it runs the tests.

use fjango::prelude::*;

mod project;
#[cfg(unix)]
mod questions;
mod verbs;

/// What was `name` in the only migration is `title` now.
#[model(app = "blog")]
pub struct Post {
    /// The key.
    pub id: i64,
    /// What it is called.
    pub title: String,
}

fn main() -> std::process::ExitCode {
    if project::is_meant() {
        return fjango::__private::run_main(fjango::App::new().run());
    }
    let mut arguments = libtest_mimic::Arguments::from_args();
    // One after the other: a process that is forked while other threads run may do little before it runs a program.
    arguments.test_threads = Some(1);
    let mut tests = verbs::tests();
    #[cfg(unix)]
    tests.extend(questions::tests());
    libtest_mimic::run(&arguments, tests).exit_code()
}
