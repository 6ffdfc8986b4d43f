//! What the application's own binary does for each verb: `run`, `migrate`, `makemigrations`, `check`, ….
//!
//! [`App`] is the door: `App::new().run()` reads the command line, the settings and does what was asked. Results go
//! to standard output, talk to standard error; exit codes are those of [`ExitCode`].

mod app;
mod authorize;
mod cli;
mod database;
mod drift;
mod error;
mod inspect;
mod inspectdb;
mod lint;
mod makemigrations;
mod migrations;
mod problem;
mod serve;
mod squash;

pub use app::{App, run_main};
pub use error::{Error, ExitCode, Result};
