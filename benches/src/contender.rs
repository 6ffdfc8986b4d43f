//! The servers measured.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

/// The most database connections of any server: fjango's default.
pub const POOL_SIZE: usize = 16;

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Kind {
    /// PostgreSQL over loopback.
    Postgres,
    /// An SQLite file.
    Sqlite,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Postgres => "PostgreSQL",
            Self::Sqlite => "SQLite",
        })
    }
}

/// A server measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contender {
    /// The application on fjango.
    Fjango(Kind),
    /// By hand: deadpool-postgres, a connection for each request.
    Pool,
    /// By hand: tokio-postgres, one connection for each worker that all requests share.
    Pipelined,
    /// By hand: rusqlite on blocking threads.
    Rusqlite,
}

impl Contender {
    /// The servers on one kind of database; fjango is the first.
    pub fn on(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Postgres => &[Self::Fjango(Kind::Postgres), Self::Pool, Self::Pipelined],
            Kind::Sqlite => &[Self::Fjango(Kind::Sqlite), Self::Rusqlite],
        }
    }

    /// A short name, also that of its database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fjango(_) => "fjango",
            Self::Pool => "pool",
            Self::Pipelined => "pipelined",
            Self::Rusqlite => "rusqlite",
        }
    }

    /// The command that starts it on `port` with the database at `location`.
    pub fn command(self, programs: &Programs, port: u16, workers: usize, location: &str) -> Command {
        let bind = format!("127.0.0.1:{port}");
        let way = match self {
            Self::Fjango(kind) => {
                let mut command = Command::new(&programs.fjango);
                let url = match kind {
                    Kind::Postgres => location.to_owned(),
                    Kind::Sqlite => format!("sqlite://{location}"),
                };
                command
                    .env_clear()
                    .env("FJANGO_ENV", "production")
                    .env("FJANGO_SECRET_KEY", "7Qk2vXo0m1u9a4e8Zr5tYw3cBnHsLdPj6GfKiTqUxEo")
                    .env("FJANGO_SERVER__ALLOWED_HOSTS", "127.0.0.1")
                    .env("FJANGO_SERVER__WORKERS", workers.to_string())
                    .env("FJANGO_DATABASE__POOL_SIZE", POOL_SIZE.to_string())
                    // The servers written by hand have no line for each request either.
                    .env("FJANGO_LOG__LEVEL", "warn")
                    .env("FJANGO_BIND", bind)
                    .env("DATABASE_URL", url);
                return command;
            }
            Self::Pool => "pool",
            Self::Pipelined => "pipelined",
            Self::Rusqlite => "sqlite",
        };
        let mut command = Command::new(&programs.by_hand);
        command.env_clear().arg(way).args([
            "--bind",
            &bind,
            "--workers",
            &workers.to_string(),
            "--pool-size",
            &POOL_SIZE.to_string(),
            "--database",
            location,
        ]);
        command
    }
}

/// Where the servers' programs are.
#[derive(Debug, Clone)]
pub struct Programs {
    /// The application on fjango.
    pub fjango: PathBuf,
    /// The servers written by hand.
    pub by_hand: PathBuf,
}

impl Programs {
    /// The programs built together with the one that runs.
    ///
    /// # Errors
    /// When they were not built.
    pub fn beside_this_one() -> anyhow::Result<Self> {
        let this = std::env::current_exe().context("finding this program")?;
        let directory = this.parent().unwrap_or(Path::new("."));
        let find = |name: &str| {
            let path = directory.join(name);
            anyhow::ensure!(
                path.is_file(),
                "{} is not built\nhint: run `cargo xtask bench`, which builds all it needs",
                path.display()
            );
            Ok(path)
        };
        Ok(Self {
            fjango: find("http_fjango")?,
            by_hand: find("http_by_hand")?,
        })
    }
}
