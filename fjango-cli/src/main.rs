//! `cargo fjango`: makes projects and watches them; every other verb is the project's own binary's.

mod cli;
mod commands;
mod environment;
mod error;
mod output;
mod project;
mod template;

use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = cli::parse(environment::arguments());
    match commands::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::report(&error);
            ExitCode::from(error.exit_code() as u8)
        }
    }
}
