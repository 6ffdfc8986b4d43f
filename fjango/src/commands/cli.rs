use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// The command line of an application.
#[derive(Debug, Parser)]
#[command(about = "A fjango application", version, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// Where to listen, as `address:port`.
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub(super) bind: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve requests (the default).
    Run,
    /// Apply migrations, or take them back.
    Migrate(MigrateArgs),
    /// Write migrations for what changed in the models.
    Makemigrations(MakeArgs),
    /// List migrations and whether they are applied.
    Showmigrations(ShowArgs),
    /// Print the SQL of a migration.
    Sqlmigrate {
        /// The app.
        app: String,
        /// The migration, or the beginning of its name.
        name: String,
        /// The way back.
        #[arg(long)]
        backwards: bool,
    },
    /// Say of each statement of migrations what it locks on PostgreSQL, for how long, and what to do instead.
    Lintmigrations(LintArgs),
    /// Compare the database with what its migrations made, and exit with 1 when it was changed since.
    Checkdrift(DriftArgs),
    /// Make one migration of many.
    Squashmigrations(SquashArgs),
    /// Print models for the tables of the database.
    Inspectdb(InspectArgs),
    /// Create a user who may do everything.
    Createsuperuser(SuperuserArgs),
    /// Look for mistakes in models and settings.
    Check {
        /// Also what matters only in production.
        #[arg(long)]
        deploy: bool,
    },
    /// Print all settings, where each came from, and no secret.
    Settings {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Open the database's own client.
    Dbshell {
        /// Passed on to the client.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

#[derive(Debug, Args)]
pub(super) struct MigrateArgs {
    /// Only this app.
    pub(super) app: Option<String>,
    /// Exactly this migration (or the beginning of its name), or `zero`.
    pub(super) name: Option<String>,
    /// Print what would run.
    #[arg(long)]
    pub(super) plan: bool,
    /// Only note the migrations as applied.
    #[arg(long)]
    pub(super) fake: bool,
    /// Note an app's first migration as applied without running it, where all its tables are there.
    #[arg(long, conflicts_with = "fake")]
    pub(super) fake_initial: bool,
    /// Exit with 3 when migrations are to be applied, and apply none.
    #[arg(long)]
    pub(super) check: bool,
    /// With `--plan` or `--check`: exit with 1 when a statement is `unsafe` (or also a `notice`) while others use the
    /// database.
    #[arg(long, value_name = "LEVEL")]
    pub(super) deny: Option<Deny>,
    /// Forget what the database has applied and the program no longer has. Its changes stay.
    #[arg(long, conflicts_with_all = ["app", "plan", "fake", "fake_initial", "check"])]
    pub(super) prune: bool,
    /// Compare the database with what its migrations made, change nothing, and exit with 1 when it was changed since.
    #[arg(long, conflicts_with_all = ["app", "plan", "fake", "check"])]
    pub(super) check_drift: bool,
    /// With `--check-drift`: also list tables that no migration made.
    #[arg(long, requires = "check_drift")]
    pub(super) all_tables: bool,
    /// As JSON.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct LintArgs {
    /// Only this app.
    pub(super) app: Option<String>,
    /// Only this migration (or the beginning of its name).
    pub(super) name: Option<String>,
    /// The way back.
    #[arg(long)]
    pub(super) backwards: bool,
    /// Also what is safe.
    #[arg(long)]
    pub(super) all: bool,
    /// Exit with 1 when a statement is `unsafe`, or also a `notice`.
    #[arg(long, value_name = "LEVEL")]
    pub(super) deny: Option<Deny>,
    /// As JSON.
    #[arg(long)]
    pub(super) json: bool,
}

/// What fails a check of migrations.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum Deny {
    /// What keeps others waiting for long, or breaks the program that still runs.
    Unsafe,
    /// That, and what should be looked at.
    Notice,
}

#[derive(Debug, Args)]
pub(super) struct DriftArgs {
    /// Also list tables that no migration made.
    #[arg(long)]
    pub(super) all_tables: bool,
    /// As JSON.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct SquashArgs {
    /// The app.
    pub(super) app: String,
    /// The last migration, or the first when another follows.
    #[arg(value_name = "[FROM] TO")]
    pub(super) first: String,
    /// The last migration.
    #[arg(hide = true)]
    pub(super) to: Option<String>,
    /// Put the SQL of all together as it is.
    #[arg(long)]
    pub(super) no_optimize: bool,
    /// The name after the number.
    #[arg(long)]
    pub(super) name: Option<String>,
    /// Print what would be written.
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// Only these tables.
    pub(super) tables: Vec<String>,
    /// The app of the models, if not the crate; a table `<app>_post` becomes `Post`.
    #[arg(long)]
    pub(super) app: Option<String>,
    /// Also structs for the rows of views.
    #[arg(long)]
    pub(super) views: bool,
    /// Also tables that have a model already, here or in fjango.
    #[arg(long)]
    pub(super) all: bool,
}

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// Only this app.
    pub(super) app: Option<String>,
    /// In the order in which they are applied, with what each depends on.
    #[arg(long)]
    pub(super) plan: bool,
    /// As JSON.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct MakeArgs {
    /// Only these apps.
    pub(super) apps: Vec<String>,
    /// The name after the number.
    #[arg(long)]
    pub(super) name: Option<String>,
    /// A migration without steps, to be filled by hand.
    #[arg(long, requires = "apps")]
    pub(super) empty: bool,
    /// Exit with 3 when something changed, and write nothing.
    #[arg(long)]
    pub(super) check: bool,
    /// Print what would be written, with its SQL.
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Let your migration, one of two that both come last, follow the other: `blog.0002_mine`. Writes new numbers and SQL.
    #[arg(long, value_name = "APP.MIGRATION", conflicts_with_all = ["empty", "apps"])]
    pub(super) rebase: Option<String>,
    /// Join two last migrations whose order does not matter by a third.
    #[arg(long, conflicts_with_all = ["empty", "rebase"])]
    pub(super) merge: bool,
    /// Ask nothing, also on a terminal: exit with 4 and the flags that answer what is open.
    #[arg(long)]
    pub(super) no_input: bool,
    /// Something has another name: `blog.Post=Article`, `blog.Post.name=title`, `blog.Post.status:draft=sketched`.
    #[arg(long, value_name = "OLD=NEW")]
    pub(super) renamed: Vec<String>,
    /// Something is gone: `blog.Post`, `blog.Post.name`, `blog.Post.status:draft`.
    #[arg(long, value_name = "OLD")]
    pub(super) not_renamed: Vec<String>,
    /// What rows that exist get in a column that accepts no NULL: `blog.Post.rating=3`.
    #[arg(long, value_name = "FIELD=VALUE")]
    pub(super) default: Vec<String>,
    /// There are no rows that need a value: `blog.Post.rating`.
    #[arg(long, value_name = "FIELD")]
    pub(super) no_default: Vec<String>,
    /// The project's directory, when it is not where it was built.
    #[arg(long, hide = true)]
    pub(super) root: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct SuperuserArgs {
    /// The name to log in with; else `FJANGO_SUPERUSER_USERNAME`, else `admin`.
    #[arg(long)]
    pub(super) username: Option<String>,
    /// The email address; else `FJANGO_SUPERUSER_EMAIL`.
    #[arg(long)]
    pub(super) email: Option<String>,
    /// The password; else `FJANGO_SUPERUSER_PASSWORD`, else a random one that is printed once.
    #[arg(long)]
    pub(super) password: Option<String>,
}

impl MigrateArgs {
    /// What `--check-drift` is told.
    pub(super) fn drift(&self) -> DriftArgs {
        DriftArgs {
            all_tables: self.all_tables,
            json: self.json,
        }
    }
}
