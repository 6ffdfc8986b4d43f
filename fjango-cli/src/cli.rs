//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Reads the command line, or ends the program with what is wrong with it.
pub fn parse(arguments: Vec<OsString>) -> Cli {
    Cli::parse_from(arguments)
}

/// Django for Rust: makes a project, runs it, and looks after its database.
#[derive(Debug, Parser)]
#[command(
    name = "cargo fjango",
    bin_name = "cargo fjango",
    version,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = "Verbs other than `new`, `init` and `dev` build the project and run its own binary; \
                  `cargo fjango <verb> --help` is its help.\n\
                  Begin with: cargo fjango new my_site"
)]
pub struct Cli {
    /// Which binary the verbs are for.
    #[command(flatten)]
    pub selection: Selection,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// Which binary, and how it is built.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Which project (before the verb)")]
pub struct Selection {
    /// The package, where a workspace has several fjango projects.
    #[arg(short, long, value_name = "NAME")]
    pub package: Option<String>,
    /// The binary, where the package has several.
    #[arg(long, value_name = "NAME")]
    pub bin: Option<String>,
    /// Build with optimizations.
    #[arg(short, long)]
    pub release: bool,
    /// Cargo features to build with, separated by commas.
    #[arg(short = 'F', long, value_name = "FEATURES")]
    pub features: Option<String>,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Make a project in a new directory.
    ///
    /// It has settings, one model with its migration, an API with login and documentation, and a test.
    New(NewArgs),
    /// Make a project in the current directory.
    ///
    /// A README.md and a .gitignore that are there stay as they are.
    Init(InitArgs),
    /// Serve, and build and restart when a file changes.
    ///
    /// While the code does not compile, the last good server goes on. Arguments are those of `run`.
    Dev(Passed),
    /// Serve requests.
    #[command(disable_help_flag = true)]
    Run(Passed),
    /// Apply migrations, or take them back.
    #[command(disable_help_flag = true)]
    Migrate(Passed),
    /// Write migrations for what changed in the models.
    #[command(disable_help_flag = true)]
    Makemigrations(Passed),
    /// List migrations and whether they are applied.
    #[command(disable_help_flag = true)]
    Showmigrations(Passed),
    /// Print the SQL of a migration.
    #[command(disable_help_flag = true)]
    Sqlmigrate(Passed),
    /// Say what the statements of migrations lock on PostgreSQL.
    #[command(disable_help_flag = true)]
    Lintmigrations(Passed),
    /// Compare the database with what its migrations made.
    #[command(disable_help_flag = true)]
    Checkdrift(Passed),
    /// Make one migration of many.
    #[command(disable_help_flag = true)]
    Squashmigrations(Passed),
    /// Print models for the tables of the database.
    #[command(disable_help_flag = true)]
    Inspectdb(Passed),
    /// Create a user who may do everything.
    #[command(disable_help_flag = true)]
    Createsuperuser(Passed),
    /// Look for mistakes in models and settings.
    #[command(disable_help_flag = true)]
    Check(Passed),
    /// Print all settings, where each came from, and no secret.
    #[command(disable_help_flag = true)]
    Settings(Passed),
    /// Open the database's own client.
    #[command(disable_help_flag = true)]
    Dbshell(Passed),
}

/// What `new` is told.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The name of the package, and of the app its tables belong to.
    pub name: String,
    /// Where the project goes, if not to a directory of its name.
    #[arg(long, value_name = "DIRECTORY")]
    pub path: Option<PathBuf>,
    #[command(flatten)]
    pub kind: Kind,
}

/// What `init` is told.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The name of the package, if not that of the directory.
    #[arg(long)]
    pub name: Option<String>,
    #[command(flatten)]
    pub kind: Kind,
}

/// What kind of project to make.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct Kind {
    /// An API alone: models are not described for the admin site.
    #[arg(long)]
    pub api: bool,
    /// Print the files that would be written, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// Arguments that are the project's to read.
#[derive(Debug, Args)]
pub struct Passed {
    /// Passed on to the project's binary.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
    pub arguments: Vec<OsString>,
}

impl Verb {
    /// For a verb of the project's own binary, its name and arguments.
    pub fn passed(&self) -> Option<(&'static str, &[OsString])> {
        let (verb, passed) = match self {
            Self::New(_) | Self::Init(_) | Self::Dev(_) => return None,
            Self::Run(passed) => ("run", passed),
            Self::Migrate(passed) => ("migrate", passed),
            Self::Makemigrations(passed) => ("makemigrations", passed),
            Self::Showmigrations(passed) => ("showmigrations", passed),
            Self::Sqlmigrate(passed) => ("sqlmigrate", passed),
            Self::Lintmigrations(passed) => ("lintmigrations", passed),
            Self::Checkdrift(passed) => ("checkdrift", passed),
            Self::Squashmigrations(passed) => ("squashmigrations", passed),
            Self::Inspectdb(passed) => ("inspectdb", passed),
            Self::Createsuperuser(passed) => ("createsuperuser", passed),
            Self::Check(passed) => ("check", passed),
            Self::Settings(passed) => ("settings", passed),
            Self::Dbshell(passed) => ("dbshell", passed),
        };
        Some((verb, &passed.arguments))
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_verb_passes_what_follows_it() {
        for command in Cli::command().get_subcommands() {
            let name = command.get_name();
            if ["new", "init", "dev"].contains(&name) {
                continue;
            }
            let cli = Cli::try_parse_from([
                "cargo fjango",
                "--bin",
                "site",
                name,
                "--help",
                "-x",
                "--",
                "--bin",
                "b",
            ]);
            let cli = cli.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(cli.selection.bin.as_deref(), Some("site"));
            let (verb, arguments) = cli.verb.passed().unwrap_or_else(|| panic!("{name} is not passed on"));
            assert_eq!(verb, name);
            assert_eq!(arguments[0], "--help", "{name}");
            assert_eq!(arguments[1], "-x", "{name}");
            assert_eq!(arguments[arguments.len() - 2..], ["--bin", "b"], "{name}");
        }
    }

    #[test]
    fn a_wrong_verb_is_answered_with_the_one_meant() {
        let error = Cli::try_parse_from(["cargo fjango", "migrat"]).expect_err("there is no such verb");
        assert!(error.to_string().contains("'migrate'"), "{error}");
    }
}
