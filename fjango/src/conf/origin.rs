use std::fmt;

/// Where the value of a setting came from.
///
/// Displays as `default`, `fjango.toml:3:8`, `.env:4`, `environment DATABASE_URL` or
/// `command line --bind`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Origin {
    /// No source set it: the default built into fjango.
    Default,
    /// A TOML file.
    File {
        /// The file's path, as shown to the user.
        path: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
    },
    /// The `.env` file.
    DotEnv {
        /// The file's path, as shown to the user.
        path: String,
        /// Line, from 1.
        line: usize,
    },
    /// A variable of the process environment.
    Environment {
        /// The variable's name.
        name: String,
    },
    /// An option of the command line, or an override made by code.
    CommandLine {
        /// The option as the user writes it, such as `--bind`.
        flag: String,
    },
    /// A file as a whole, when it cannot be read.
    WholeFile {
        /// The file's path, as shown to the user.
        path: String,
    },
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line, column } => write!(f, "{path}:{line}:{column}"),
            Self::DotEnv { path, line } => write!(f, "{path}:{line}"),
            Self::Environment { name } => write!(f, "environment {name}"),
            Self::CommandLine { flag } => write!(f, "command line {flag}"),
            Self::WholeFile { path } => f.write_str(path),
        }
    }
}
