use super::Origin;
use std::fmt;

/// The result of reading settings.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why settings could not be used.
///
/// Its message is written to be shown as it is: one line for each mistake, with the file, line
/// and column, the key, and what is allowed there. It contains no secret value.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// One or more keys or values are wrong. Mend each and start again.
    #[error("{}", listing(.problems))]
    Invalid {
        /// Every mistake found, in the order of the sources.
        problems: Vec<Problem>,
    },
    /// The `[app]` table does not fit the type asked for with [`Settings::app`](super::Settings::app).
    #[error("settings do not fit `{type_name}`\n  {problem}")]
    App {
        /// The type that was asked for.
        type_name: &'static str,
        /// What does not fit, and where.
        problem: Problem,
    },
}

impl Error {
    /// The mistakes, whichever variant this is.
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Invalid { problems } => problems,
            Self::App { problem, .. } => std::slice::from_ref(problem),
        }
    }
}

/// One mistake in the settings: where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// Where the mistake is; [`Origin::Default`] when something that must be set is not.
    pub origin: Origin,
    /// The setting it is about, such as `database.pool_size`, if it is about one.
    pub key: Option<String>,
    /// The fact and the fix.
    pub message: String,
}

impl Problem {
    pub(super) fn new(origin: Origin, message: impl Into<String>) -> Self {
        Self {
            origin,
            key: None,
            message: message.into(),
        }
    }

    pub(super) fn about(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Origin::Default => f.write_str(&self.message),
            origin => write!(f, "{origin}: {}", self.message),
        }
    }
}

fn listing(problems: &[Problem]) -> String {
    let mut text = match problems.len() {
        1 => "the settings have 1 mistake".to_owned(),
        count => format!("the settings have {count} mistakes"),
    };
    for problem in problems {
        text.push_str("\n  ");
        text.push_str(&problem.to_string());
    }
    text
}
