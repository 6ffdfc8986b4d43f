use crate::{
    db,
    http::{Problem, ProblemType, ToProblem},
    orm,
};
use std::time::Duration;

use super::PasswordIssue;

/// Why somebody is not let in, or an account was not made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Wrong password, unknown or inactive user: which of them is not said.
    #[error("no active account has this username and password")]
    InvalidCredentials,
    /// The request says nothing of who asks, and must.
    #[error("authentication is required; send `Authorization: Bearer <access token>`")]
    NotAuthenticated,
    /// A token is forged, expired, used up, or not of the kind asked for.
    #[error("the token is not valid: {reason}")]
    InvalidToken {
        /// What is wrong with it, fit for the client.
        reason: &'static str,
    },
    /// The user is known and may not do this.
    #[error("the user lacks what this needs: {needed}")]
    PermissionDenied {
        /// What the user would need: `staff`, or a permission such as `blog.change_post`.
        needed: String,
    },
    /// A new password breaks rules.
    #[error("{}", join(issues))]
    WeakPassword {
        /// Each broken rule.
        issues: Vec<PasswordIssue>,
    },
    /// A username is empty, too long or has characters that it may not have.
    #[error("the username {reason}")]
    InvalidUsername {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// There is a user of this name.
    #[error("the username is taken; choose another")]
    UsernameTaken,
    /// A stored hash cannot be read, or the hasher's cost is not possible.
    #[error("a password could not be hashed or checked: {message}")]
    PasswordHash {
        /// What is wrong, without the hash.
        message: String,
    },
    /// A token could not be signed.
    #[error("a token could not be signed: {message}")]
    Signing {
        /// What the library said.
        message: String,
    },
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
    /// The tables of accounts are not as they should be.
    #[error(transparent)]
    Orm(Box<orm::Error>),
}

/// The result of authentication and of managing accounts.
pub type Result<T, E = Error> = std::result::Result<T, E>;

fn join(issues: &[PasswordIssue]) -> String {
    let sentences: Vec<String> = issues.iter().map(ToString::to_string).collect();
    sentences.join("; ")
}

/// How long a client is told to wait while the database is busy or away.
const RETRY_AFTER: Duration = Duration::from_secs(1);

impl ToProblem for Error {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotAuthenticated => Problem::unauthorized(r#"Bearer realm="api""#)
                .with_detail("Authentication is required. Send `Authorization: Bearer <access token>`."),
            Self::InvalidCredentials => Problem::unauthorized(r#"Bearer realm="api""#)
                .with_detail("No active account has this username and password."),
            Self::InvalidToken { reason } => {
                let challenge =
                    format!(r#"Bearer realm="api", error="invalid_token", error_description="the token {reason}""#);
                Problem::unauthorized(&challenge).with_detail(format!("The token {reason}."))
            }
            Self::PermissionDenied { needed } => {
                Problem::forbidden().with_detail(format!("You may not do this; it needs: {needed}."))
            }
            Self::WeakPassword { issues } => issues.iter().fold(Problem::validation(Vec::new()), |problem, issue| {
                problem.with_field_error("/password", "weak_password", issue.to_string())
            }),
            Self::InvalidUsername { reason } => {
                Problem::validation(Vec::new()).with_field_error("/username", "invalid", *reason)
            }
            Self::UsernameTaken => Problem::conflict().with_field_error("/username", "unique", "is taken"),
            Self::Database(error) if error.is_unavailable() => {
                Problem::service_unavailable(RETRY_AFTER).with_cause(error)
            }
            Self::Database(_) | Self::Orm(_) | Self::PasswordHash { .. } | Self::Signing { .. } => {
                Problem::internal(self)
            }
        }
    }

    fn problem_types() -> &'static [ProblemType] {
        &[
            ProblemType::Unauthorized,
            ProblemType::Forbidden,
            ProblemType::Conflict,
            ProblemType::Validation,
        ]
    }
}

impl From<orm::Error> for Error {
    fn from(error: orm::Error) -> Self {
        match error {
            orm::Error::Database(error) => Self::Database(error),
            orm::Error::Integrity {
                kind: db::ConstraintKind::Unique,
                ref fields,
                ..
            } if fields.iter().any(|field| field == "username") => Self::UsernameTaken,
            error => Self::Orm(Box::new(error)),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        error.to_problem()
    }
}
