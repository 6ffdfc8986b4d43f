use std::io;
use std::path::PathBuf;

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The current directory cannot be read.
    #[error("the current directory cannot be read")]
    CurrentDirectory {
        #[source]
        source: io::Error,
    },
    /// A project cannot have this name.
    #[error("`{name}` cannot be the name of a project: {reason}")]
    Name { name: String, reason: String },
    /// `new` would write among files that are there.
    #[error("{} exists and is not empty", path.display())]
    NotEmpty { path: PathBuf },
    /// `init` would replace a file.
    #[error("{} exists already", path.display())]
    Exists { path: PathBuf },
    /// A file of the project could not be written. Nothing is left half done.
    #[error("cannot write {}", path.display())]
    Write {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// There is no package here.
    #[error("there is no cargo project in {} or above it", directory.display())]
    NoProject { directory: PathBuf },
    /// There are packages, but none is a fjango project.
    #[error("no package of {} is a fjango project: none depends on `fjango` and has a binary", root.display())]
    NotFjango { root: PathBuf },
    /// `--package` names none of the packages.
    #[error("there is no fjango project `{name}` in {}; there is {}", root.display(), list(known))]
    UnknownPackage {
        name: String,
        root: PathBuf,
        known: Vec<String>,
    },
    /// Several packages could be meant.
    #[error("{} holds several fjango projects: {}", root.display(), list(known))]
    SeveralPackages { root: PathBuf, known: Vec<String> },
    /// `--bin` names none of the package's binaries.
    #[error("package `{package}` has no binary `{name}`; it has {}", list(known))]
    UnknownBinary {
        package: String,
        name: String,
        known: Vec<String>,
    },
    /// Several binaries could be meant.
    #[error("package `{package}` has several binaries: {}", list(known))]
    SeveralBinaries { package: String, known: Vec<String> },
    /// Cargo did not say what the project is.
    #[error("cargo cannot read the project:\n{message}")]
    Metadata { message: String },
    /// A program could not be started.
    #[error("cannot start `{program}`")]
    Start {
        program: String,
        #[source]
        source: io::Error,
    },
    /// Files cannot be watched.
    #[error("cannot watch {}", path.display())]
    Watch {
        path: PathBuf,
        #[source]
        source: notify::Error,
    },
    /// Signals cannot be received.
    #[error("cannot wait for signals")]
    Signals {
        #[source]
        source: io::Error,
    },
}

/// The result of a command.
pub type Result<T = (), E = Error> = std::result::Result<T, E>;

/// What this program exits with when it does not run the project's binary, whose code it hands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// It failed; the message says why. (0 is success, 2 a wrong command line, which is clap's own code.)
    Failure = 1,
    /// There is no fjango project here, or it is not clear which is meant.
    NoProject = 4,
}

impl Error {
    /// The code for this error.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::NoProject { .. }
            | Self::NotFjango { .. }
            | Self::UnknownPackage { .. }
            | Self::SeveralPackages { .. }
            | Self::UnknownBinary { .. }
            | Self::SeveralBinaries { .. } => ExitCode::NoProject,
            _ => ExitCode::Failure,
        }
    }

    /// The next step, where there is one to tell.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Name { .. } => "give another name, such as `my_site`; `--path` says where it goes",
            Self::NotEmpty { .. } => "give another name or `--path`, or use `cargo fjango init` inside of it",
            Self::Exists { .. } => {
                "a project is made where there is none; use an empty directory, or `cargo fjango new`"
            }
            Self::NoProject { .. } | Self::NotFjango { .. } => {
                "`cargo fjango new <name>` makes a project; run the other verbs inside of it"
            }
            Self::UnknownPackage { .. } | Self::SeveralPackages { .. } => {
                "choose one before the verb: `cargo fjango --package <name> migrate`"
            }
            Self::UnknownBinary { .. } | Self::SeveralBinaries { .. } => {
                "choose one before the verb, `cargo fjango --bin <name> migrate`, or set `default-run` in Cargo.toml"
            }
            Self::Start { .. } => "install Rust from https://rustup.rs, or put it into PATH",
            _ => return None,
        })
    }
}

/// `` `a`, `b` ``.
fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
