//! What is said to people: on standard error, so that standard output holds results alone.

use crate::error::Error;

/// One line.
#[expect(clippy::print_stderr, reason = "this is where the command line speaks")]
pub fn say(line: impl std::fmt::Display) {
    eprintln!("{line}");
}

/// One line of the result, on standard output.
#[expect(clippy::print_stdout, reason = "this is the command's result")]
pub fn print(line: impl std::fmt::Display) {
    println!("{line}");
}

/// Shows an error, its causes, and the next step.
pub fn report(error: &Error) {
    say(format_args!("error: {error}"));
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        say(format_args!("  caused by: {error}"));
        cause = error.source();
    }
    if let Some(hint) = error.hint() {
        say(format_args!("hint: {hint}"));
    }
}
