//! A database of a test's own.

use std::fmt;

use tempfile::TempDir;

use crate::postgres::{self, PostgresDatabase};

/// A kind of database that fjango speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A file of its own.
    Sqlite,
    /// A database of its own in the throwaway cluster.
    Postgres,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// What URLs of this kind begin with.
    pub fn scheme(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite://",
            Self::Postgres => "postgres://",
        }
    }
}

/// `sqlite` or `postgres`.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.scheme().trim_end_matches("://"))
    }
}

/// An empty database that nothing else uses. Dropping it removes the database, even from under open connections.
#[derive(Debug)]
pub struct FreshDatabase {
    url: String,
    place: Place,
}

/// Holds what removes the database when dropped.
#[derive(Debug)]
enum Place {
    Sqlite(#[expect(dead_code, reason = "held for its drop")] TempDir),
    Postgres(#[expect(dead_code, reason = "held for its drop")] PostgresDatabase),
}

impl FreshDatabase {
    /// The URL to connect to it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it is.
    pub fn kind(&self) -> Kind {
        match self.place {
            Place::Sqlite(_) => Kind::Sqlite,
            Place::Postgres(_) => Kind::Postgres,
        }
    }
}

/// Makes an empty database; callable inside and outside of an async runtime.
///
/// # Panics
/// With one line, if the tests do not run through `cargo xtask test` and a PostgreSQL database is asked for, or if the
/// cluster refuses.
pub fn fresh_database(kind: Kind) -> FreshDatabase {
    match kind {
        Kind::Sqlite => {
            let directory = tempfile::Builder::new().prefix("fjango-").tempdir();
            let directory = directory.unwrap_or_else(|error| panic!("no directory for an SQLite database: {error}"));
            let url = format!("sqlite://{}", directory.path().join("test.sqlite3").display());
            FreshDatabase {
                url,
                place: Place::Sqlite(directory),
            }
        }
        Kind::Postgres => {
            let cluster = postgres::postgres_url().unwrap_or_else(|| panic!("{}", postgres::MISSING));
            let database = PostgresDatabase::create(&cluster).unwrap_or_else(|error| panic!("{error}"));
            FreshDatabase {
                url: database.url().to_owned(),
                place: Place::Postgres(database),
            }
        }
    }
}
