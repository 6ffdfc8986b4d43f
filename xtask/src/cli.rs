//! The command line's types.

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::steps::StepName;

/// The workspace's automation.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// One thing the automation can do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Run everything CI runs, against SQLite and a throwaway PostgreSQL.
    Test(TestOptions),
    /// Measure fjango beside servers written by hand: a release build, a throwaway PostgreSQL, some minutes of load.
    Bench(BenchOptions),
    /// Build the admin's pages with npm, and write them to where the library embeds them.
    AdminUi(AdminUiOptions),
    /// Keep a throwaway PostgreSQL in the foreground, print its URL, remove it on Ctrl-C.
    Postgres,
    /// Format the whole workspace.
    Fmt {
        /// Write nothing; fail if a file is not formatted.
        #[arg(long)]
        check: bool,
    },
    /// Run clippy over the whole workspace with warnings denied.
    Lint,
}

/// What of the admin's pages to make.
#[derive(Debug, Default, Args)]
pub struct AdminUiOptions {
    /// Build nothing; take the pictures of the blog's admin anew that the book and the README show.
    #[arg(long)]
    pub screenshots: bool,
}

/// What to measure.
#[derive(Debug, Default, Args)]
pub struct BenchOptions {
    /// What is measured; goes before the options of the program.
    #[arg(long, value_enum, default_value_t)]
    pub suite: Suite,
    /// Options of the program that measures, such as `--quick`; `cargo xtask bench -- --help` lists them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub options: Vec<String>,
}

/// What can be measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Suite {
    /// Servers under load.
    #[default]
    Http,
    /// Queries within one process.
    Orm,
    /// Making and loading the migrations of a large project.
    Migrations,
}

/// What part of the tests to run.
#[derive(Debug, Default, Args)]
pub struct TestOptions {
    /// The inner loop: no clippy, no slow tests, no Django, no schemathesis.
    #[arg(long)]
    pub quick: bool,
    /// Run only this step; may be given several times.
    #[arg(long = "step", value_name = "STEP")]
    pub steps: Vec<StepName>,
    /// Run only the tests whose name contains this, and only the steps that run tests.
    pub filter: Option<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn bench_hands_its_options_on() {
        let cli = Cli::parse_from(["xtask", "bench", "--quick", "--database", "sqlite"]);
        let Verb::Bench(bench) = cli.verb else {
            panic!("not the verb `bench`: {:?}", cli.verb)
        };
        assert_eq!(
            (bench.suite, bench.options),
            (
                Suite::Http,
                ["--quick", "--database", "sqlite"].map(str::to_owned).to_vec()
            )
        );
        let cli = Cli::parse_from(["xtask", "bench", "--suite", "orm", "--quick"]);
        let Verb::Bench(bench) = cli.verb else {
            panic!("not the verb `bench`: {:?}", cli.verb)
        };
        assert_eq!((bench.suite, bench.options), (Suite::Orm, vec!["--quick".to_owned()]));
        let cli = Cli::parse_from(["xtask", "bench", "--suite", "migrations", "--tables", "50"]);
        let Verb::Bench(bench) = cli.verb else {
            panic!("not the verb `bench`: {:?}", cli.verb)
        };
        assert_eq!((bench.suite, bench.options.len()), (Suite::Migrations, 2));
    }

    #[test]
    fn test_takes_a_filter_and_steps() {
        let cli = Cli::parse_from(["xtask", "test", "--quick", "--step", "doctests", "orm::"]);
        let Verb::Test(options) = cli.verb else {
            panic!("not the verb `test`: {:?}", cli.verb)
        };
        assert!(options.quick);
        assert_eq!(options.steps, [StepName::Doctests]);
        assert_eq!(options.filter.as_deref(), Some("orm::"));
    }
}
