use crate::{auth, conf, db, http, migrate, orm};

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Settings are wrong; the message lists every mistake.
    #[error(transparent)]
    Settings(#[from] conf::Error),
    /// The database did not do its part.
    #[error(transparent)]
    Database(Box<db::Error>),
    /// An account could not be made.
    #[error(transparent)]
    Auth(Box<auth::Error>),
    /// A query or a write failed.
    #[error(transparent)]
    Orm(Box<orm::Error>),
    /// Migrations could not be made or applied.
    #[error(transparent)]
    Migrate(Box<migrate::Error>),
    /// The server could not start.
    #[error(transparent)]
    Http(#[from] http::Error),
    /// What `#[api(…)]` says of models and endpoints cannot be served.
    #[error("the API is described wrongly in {} place(s):\n  {}", mistakes.len(), mistakes.join("\n  "))]
    Api {
        /// A sentence for each mistake.
        mistakes: Vec<String>,
    },
    /// Models or settings contradict themselves.
    #[error("{count} problem(s) found")]
    Check {
        /// How many.
        count: usize,
    },
    /// `--check` found something to do.
    #[error("{what}")]
    Pending {
        /// What is to be done.
        what: String,
    },
    /// The database is not what its migrations made.
    #[error("the database differs from what its migrations made in {count} place(s)")]
    Drift {
        /// How many.
        count: usize,
    },
    /// A program that the command needs did not run.
    #[error("cannot run `{program}`: {message}")]
    Program {
        /// The program.
        program: String,
        /// What the system said, and what to do.
        message: String,
    },
    /// The application's own code failed.
    #[error("{0}")]
    App(String),
}

/// The result of a command.
pub type Result<T = (), E = Error> = std::result::Result<T, E>;

/// What the process exits with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// Done.
    Success = 0,
    /// It failed; the message says why.
    Failure = 1,
    /// The command line is wrong (clap's own code).
    Usage = 2,
    /// `--check` found something to do.
    Pending = 3,
    /// Questions are open, and there is no terminal to ask on; the message has the flags that answer them.
    Unanswered = 4,
}

impl Error {
    /// The code for this error.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Pending { .. } => ExitCode::Pending,
            Self::Migrate(error) if matches!(**error, migrate::Error::Unanswered { .. }) => ExitCode::Unanswered,
            _ => ExitCode::Failure,
        }
    }
}

/// The errors of capabilities are boxed, so that a `Result` of a command stays small.
macro_rules! boxed {
    ($($variant:ident($error:ty);)*) => {$(
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::$variant(Box::new(error))
            }
        }
    )*};
}

boxed! {
    Database(db::Error);
    Auth(auth::Error);
    Orm(orm::Error);
    Migrate(migrate::Error);
}
