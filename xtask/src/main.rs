//! The workspace's automation, run as `cargo xtask <verb>`.
//!
//! `test` runs everything CI runs and ends with one line, `N passed, N failed`. `bench` measures. `admin-ui` builds the admin's pages. `postgres` keeps a throwaway PostgreSQL
//! in the foreground for work by hand. `fmt` and `lint` are the two checks one runs alone most often.
//!
//! Data goes to stdout, talk to stderr, like in any other program of the workspace. It runs on Unix systems.

mod admin_ui;
mod apt;
mod bench;
mod cargo;
mod cli;
mod environment;
mod interrupt;
mod pgbouncer;
mod postgres;
mod process;
mod python;
mod report;
mod schemathesis;
mod server;
mod steps;
mod test;

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser as _;

use crate::cli::{AdminUiOptions, Cli, Verb};

/// Everything asked for was done and passed.
const SUCCESS: u8 = 0;
/// A step, a test or the automation itself failed.
const FAILURE: u8 = 1;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(true) => ExitCode::from(SUCCESS),
        Ok(false) => ExitCode::from(FAILURE),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(FAILURE)
        }
    }
}

/// Runs one verb; `Ok(false)` is a failure that has already been told.
fn run(cli: Cli) -> anyhow::Result<bool> {
    interrupt::listen().context("listening for Ctrl-C")?;
    let passed = match cli.verb {
        Verb::Test(options) => test::run(&options)?,
        Verb::Bench(options) => bench::run(&options)?,
        Verb::AdminUi(AdminUiOptions { screenshots: false }) => admin_ui::write()?,
        Verb::AdminUi(AdminUiOptions { screenshots: true }) => {
            admin_ui::screenshots(&cargo::metadata()?.target_directory)?
        }
        Verb::Postgres => postgres::foreground()?,
        Verb::Fmt { check } => process::run(&mut cargo::fmt(check))?.succeeded(),
        Verb::Lint => process::run(&mut cargo::clippy())?.succeeded(),
    };
    Ok(passed)
}
