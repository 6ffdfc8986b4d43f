//! Questions at a real terminal: a project's binary in a pseudo-terminal, and somebody who types.
//!
//! This is that binary as well: told a verb it is the project, and otherwise it runs the tests.

use fjango::prelude::*;

#[cfg(unix)]
mod questions;

/// What was `name` in the only migration is `title` now.
#[model(app = "blog")]
pub struct Post {
    /// The key.
    pub id: i64,
    /// What it is called.
    pub title: String,
}

fn main() -> std::process::ExitCode {
    if std::env::args().nth(1).as_deref() == Some("makemigrations") {
        return project();
    }
    let mut arguments = libtest_mimic::Arguments::from_args();
    // One after the other: a process that is forked while other threads run may do little before it runs a program.
    arguments.test_threads = Some(1);
    #[cfg(unix)]
    let tests = questions::tests();
    #[cfg(not(unix))]
    let tests = Vec::new();
    libtest_mimic::run(&arguments, tests).exit_code()
}

fn project() -> std::process::ExitCode {
    fjango::__private::run_main(fjango::App::new().run())
}
