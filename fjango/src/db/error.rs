use std::time::Duration;

use crate::value::DecodeError;

/// Why the database did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The URL names no database that this binary can open.
    #[error("the database URL {reason}; use `sqlite://path`, `sqlite::memory:` or `postgres://user@host/name`")]
    Url {
        /// What is wrong with it. Never holds the URL, which may hold a password.
        reason: String,
    },
    /// No connection could be made.
    #[error("cannot connect to the database: {message}")]
    Connect {
        /// What the driver said.
        message: String,
    },
    /// Every connection stayed busy. Answer 503 and try later; a pool that is too small shows here first.
    #[error("no database connection became free within {waited:?}")]
    PoolTimeout {
        /// How long was waited: the `acquire_timeout`.
        waited: Duration,
    },
    /// A constraint refused the write. Fix the data and retry.
    #[error("{kind} constraint `{constraint}` on table `{table}` refused the write")]
    Integrity {
        /// Which kind of constraint.
        kind: ConstraintKind,
        /// The table, where the database tells.
        table: String,
        /// The constraint's name, where the database tells.
        constraint: String,
        /// The columns, where the database tells.
        columns: Vec<String>,
    },
    /// Another transaction got in the way. Running the whole transaction again can succeed.
    #[error("the transaction conflicts with another one: {message}")]
    Serialization {
        /// What the database said.
        message: String,
    },
    /// A write in a transaction that was begun for reading only.
    #[error("the transaction is read only, and the statement writes")]
    ReadOnly,
    /// A statement ran longer than its statement timeout and was stopped. It did nothing.
    #[error("the statement ran longer than its timeout and was stopped")]
    Timeout,
    /// A lock did not become free within the lock timeout, or at once where no waiting was asked for. Running the whole
    /// transaction again can succeed.
    #[error("what the statement needs is locked by another transaction: {message}")]
    LockTimeout {
        /// What the database said.
        message: String,
    },
    /// The statement was cancelled from outside, or its request went away.
    #[error("the statement was cancelled: {message}")]
    Cancelled {
        /// What the database said.
        message: String,
    },
    /// The connection broke. The next statement gets another one.
    #[error("the database connection was lost: {message}")]
    Disconnected {
        /// What the driver said.
        message: String,
    },
    /// A value cannot be stored by this database, such as text with a NUL character.
    #[error("the database cannot hold a value: {message}")]
    Value {
        /// What does not fit.
        message: String,
    },
    /// A row does not hold what the model says.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The database refused the statement for another reason.
    #[error("the database refused the statement: {message}")]
    Backend {
        /// What the database said.
        message: String,
        /// PostgreSQL's hint or detail, where there is one.
        detail: Option<String>,
    },
}

/// What [`Error::Integrity`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConstraintKind {
    /// Two rows would hold the same value.
    Unique,
    /// A key points at no row, or a row that is pointed at would go.
    ForeignKey,
    /// A condition does not hold.
    Check,
    /// A value is missing.
    NotNull,
    /// Two rows would clash, as an `exclude(…)` of the model forbids.
    Exclusion,
}

impl std::fmt::Display for ConstraintKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unique => "unique",
            Self::ForeignKey => "foreign key",
            Self::Check => "check",
            Self::NotNull => "not null",
            Self::Exclusion => "exclusion",
        })
    }
}

/// The result of talking to a database.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Whether a unique constraint refused the write.
    pub fn is_unique_violation(&self) -> bool {
        matches!(
            self,
            Self::Integrity {
                kind: ConstraintKind::Unique,
                ..
            }
        )
    }

    /// Whether running the whole transaction again can succeed.
    pub fn is_retryable(&self) -> bool {
        self.is_conflict() || matches!(self, Self::Disconnected { .. })
    }

    /// Whether another transaction was in the way.
    pub(super) fn is_conflict(&self) -> bool {
        matches!(self, Self::Serialization { .. } | Self::LockTimeout { .. })
    }

    /// Whether the database has said no, so that what was asked is not done. It is not known of a connection that broke.
    pub(super) fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::Integrity { .. } | Self::Serialization { .. } | Self::LockTimeout { .. }
        )
    }

    /// Whether the service, not the request, is at fault: no connection, or it broke.
    pub fn is_unavailable(&self) -> bool {
        matches!(
            self,
            Self::Connect { .. } | Self::PoolTimeout { .. } | Self::Disconnected { .. }
        )
    }
}
