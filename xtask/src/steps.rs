//! What CI runs, step by step.

use std::cell::OnceCell;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use clap::ValueEnum;

use crate::cargo::Metadata;
use crate::cli::TestOptions;
use crate::environment::{self, TEST_DJANGO_PYTHON, TEST_PGBOUNCER, TEST_POSTGRES_URL, TEST_SQUAWK};
use crate::postgres::Cluster;
use crate::python::Venv;
use crate::report::Counts;
use crate::{admin_ui, cargo, pgbouncer, process, schemathesis};

/// The package whose integration tests are the macros' messages.
const UI_PACKAGE: &str = "fjango-ui-tests";
/// The package whose integration tests are the book's chapters.
const BOOK_PACKAGE: &str = "fjango-book";
/// The package whose integration tests make projects and build them.
const CLI_PACKAGE: &str = "fjango-cli";
/// The package with the tests of the whole.
const TESTS_PACKAGE: &str = "fjango-tests";
/// The integration test of everything else.
const SUITE_TEST: &str = "suite";
/// The integration test that asks Django too.
const DJANGO_TEST: &str = "django";
/// Django and all it needs, pinned.
const DJANGO_REQUIREMENTS: &str = include_str!("../django-requirements.txt");

/// squawk, pinned.
const SQUAWK_REQUIREMENTS: &str = include_str!("../squawk-requirements.txt");
/// The test that asks it.
const SQUAWK_TEST: &str = "migrate::squawk";

/// A step, in the order of running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StepName {
    /// Every file is formatted.
    Format,
    /// Clippy has nothing to say about any target.
    Clippy,
    /// Unit and integration tests, on SQLite and PostgreSQL.
    Tests,
    /// What the macros say to wrong input.
    Ui,
    /// The book's chapters, executed.
    Book,
    /// The examples in the library's docs and in the book.
    Doctests,
    /// Tests marked `#[ignore]` because they take minutes: new projects, built and served; a million rows; processes that
    /// share a file.
    SlowTests,
    /// Queries in Django's spelling and in fjango's, whose answers must be the same.
    Django,
    /// The SQL of migrations, read by squawk, which must say what the lint says.
    Squawk,
    /// Schemathesis against the running blog, on both databases.
    Schemathesis,
    /// The admin's pages: built anew and compared with what is embedded, their types, unit tests, budget, and the journeys in
    /// a browser.
    AdminUi,
}

impl StepName {
    /// The name as the command line takes it.
    pub fn name(self) -> String {
        self.to_possible_value()
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default()
    }

    /// Whether `--quick` runs it.
    fn is_quick(self) -> bool {
        !matches!(
            self,
            Self::Clippy | Self::SlowTests | Self::Django | Self::Squawk | Self::Schemathesis | Self::AdminUi
        )
    }

    /// Whether it runs tests that have names.
    fn has_tests(self) -> bool {
        matches!(
            self,
            Self::Tests | Self::Ui | Self::Book | Self::Doctests | Self::SlowTests
        )
    }
}

/// The steps that the options ask for, in order.
pub fn selected(options: &TestOptions) -> Vec<StepName> {
    let wanted = |step: &StepName| {
        let named = options.steps.is_empty() || options.steps.contains(step);
        let quick = !options.quick || step.is_quick();
        let filter = options.filter.is_none() || step.has_tests();
        named && quick && filter
    };
    StepName::value_variants().iter().copied().filter(wanted).collect()
}

/// What the steps share.
pub struct Context {
    metadata: Metadata,
    filter: Option<String>,
    cluster: OnceCell<Cluster>,
}

impl Context {
    /// A context in which nothing has been started yet.
    pub fn new(metadata: Metadata, filter: Option<String>) -> Self {
        Self {
            metadata,
            filter,
            cluster: OnceCell::new(),
        }
    }

    /// Where cargo builds, and where everything a step makes belongs.
    pub fn target_directory(&self) -> &Path {
        &self.metadata.target_directory
    }

    /// The throwaway cluster, started at the first need and stopped with the context.
    pub fn cluster(&self) -> anyhow::Result<&Cluster> {
        if let Some(cluster) = self.cluster.get() {
            return Ok(cluster);
        }
        let cluster = Cluster::start(self.target_directory())?;
        Ok(self.cluster.get_or_init(|| cluster))
    }

    /// `--test` arguments for the integration tests of the packages that `wanted` accepts, but the one that asks Django.
    fn test_targets(&self, wanted: impl Fn(&str) -> bool) -> Vec<&str> {
        let apart = |target: &&cargo::TestTarget| target.name != DJANGO_TEST && wanted(&target.package);
        let targets = self.metadata.tests.iter().filter(apart);
        targets.flat_map(|target| ["--test", target.name.as_str()]).collect()
    }
}

/// Runs one step. An error is a step that could not run.
pub fn run(step: StepName, context: &Context) -> anyhow::Result<Counts> {
    match step {
        StepName::Format => plain(&mut cargo::fmt(true)),
        StepName::Clippy => plain(&mut cargo::clippy()),
        StepName::Tests => {
            let targets = context.test_targets(|package| package != UI_PACKAGE && package != BOOK_PACKAGE);
            tests(context, &[&["--lib", "--bins"], targets.as_slice()].concat(), &[], &[])
        }
        StepName::Ui => package_tests(context, UI_PACKAGE, &[]),
        StepName::Book => package_tests(context, BOOK_PACKAGE, &[]),
        StepName::Doctests => tests(context, &["--doc"], &[], &[]),
        StepName::SlowTests => {
            let targets = context.test_targets(|package| package == CLI_PACKAGE || package == TESTS_PACKAGE);
            let django = Venv::ensure(context.target_directory(), "django", DJANGO_REQUIREMENTS)?;
            let variables = [
                (TEST_PGBOUNCER, pgbouncer::find_or_install()?.into_os_string()),
                (TEST_DJANGO_PYTHON, django.program("python").into_os_string()),
            ];
            tests(context, &targets, &["--ignored", "--skip", SQUAWK_TEST], &variables)
        }
        StepName::Django => django(context),
        StepName::Squawk => {
            let venv = Venv::ensure(context.target_directory(), "squawk", SQUAWK_REQUIREMENTS)?;
            let variables = [(TEST_SQUAWK, venv.program("squawk").into_os_string())];
            let harness = ["--include-ignored", "--nocapture", SQUAWK_TEST];
            tests(context, &["--test", SUITE_TEST], &harness, &variables)
        }
        StepName::Schemathesis => schemathesis::run(context),
        StepName::AdminUi => admin_ui::check(context),
    }
}

/// Runs a command that is one check.
fn plain(command: &mut Command) -> anyhow::Result<Counts> {
    let finished = process::run(command)?;
    Ok(Counts::of_run(&finished.output, finished.succeeded()))
}

/// Runs the integration tests of one package.
fn package_tests(context: &Context, package: &str, harness: &[&str]) -> anyhow::Result<Counts> {
    let targets = context.test_targets(|name| name == package);
    anyhow::ensure!(
        !targets.is_empty(),
        "package `{package}` has no integration test; add one or take its step out"
    );
    tests(context, &targets, harness, &[])
}

/// Asks Django and fjango the same, in an environment with Django that is made at the first need.
fn django(context: &Context) -> anyhow::Result<Counts> {
    let venv = Venv::ensure(context.target_directory(), "django", DJANGO_REQUIREMENTS)?;
    let variables = [(TEST_DJANGO_PYTHON, venv.program("python").into_os_string())];
    // What it printed names the seed, so that a run can be repeated.
    tests(context, &["--test", DJANGO_TEST], &["--nocapture"], &variables)
}

/// Runs tests through libtest, with the cluster's URL and further variables in their environment.
fn tests(
    context: &Context,
    targets: &[&str],
    harness: &[&str],
    variables: &[(&str, OsString)],
) -> anyhow::Result<Counts> {
    let mut command = cargo::workspace("test");
    command
        .arg("--no-fail-fast")
        .args(targets)
        .env(TEST_POSTGRES_URL, context.cluster()?.url())
        .envs(environment::of_random_tests())
        .envs(variables.iter().map(|(name, value)| (name, value)));
    command.args(context.filter.as_deref()).arg("--").args(harness);
    let finished = process::run(&mut command)?;
    let counts = Counts::of_run(&finished.output, finished.succeeded());
    // Without a filter a step that runs no test has lost them, which must not look like a pass.
    let lost = counts.total() == 0 && context.filter.is_none();
    anyhow::ensure!(!lost, "no test ran; the targets were {}", targets.join(" "));
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(options: &TestOptions) -> Vec<String> {
        selected(options).into_iter().map(StepName::name).collect()
    }

    #[test]
    fn everything_runs_by_default() {
        let all = [
            "format",
            "clippy",
            "tests",
            "ui",
            "book",
            "doctests",
            "slow-tests",
            "django",
            "squawk",
            "schemathesis",
            "admin-ui",
        ];
        assert_eq!(names(&TestOptions::default()), all);
    }

    #[test]
    fn quick_leaves_out_what_takes_minutes() {
        let options = TestOptions {
            quick: true,
            ..TestOptions::default()
        };
        assert_eq!(names(&options), ["format", "tests", "ui", "book", "doctests"]);
    }

    #[test]
    fn a_filter_runs_only_what_has_names() {
        let options = TestOptions {
            filter: Some("orm".into()),
            ..TestOptions::default()
        };
        assert_eq!(names(&options), ["tests", "ui", "book", "doctests", "slow-tests"]);
    }

    #[test]
    fn steps_can_be_picked() {
        let options = TestOptions {
            steps: vec![StepName::Book, StepName::Format],
            ..TestOptions::default()
        };
        assert_eq!(names(&options), ["format", "book"]);
    }

    #[test]
    fn everything_django_needs_is_pinned() {
        assert!(DJANGO_REQUIREMENTS.contains("Django==5.2."));
        assert!(DJANGO_REQUIREMENTS.lines().all(|line| line.contains("==")));
    }

    #[test]
    fn squawk_is_pinned() {
        assert!(SQUAWK_REQUIREMENTS.starts_with("squawk-cli=="));
    }

    #[test]
    fn targets_are_picked_by_package() {
        let test = |package: &str, name: &str| cargo::TestTarget {
            package: package.into(),
            name: name.into(),
        };
        let tests = vec![
            test("fjango-tests", "suite"),
            test("fjango-tests", DJANGO_TEST),
            test(UI_PACKAGE, "messages"),
        ];
        let context = Context::new(
            Metadata {
                target_directory: "/t".into(),
                tests,
            },
            None,
        );
        assert_eq!(
            context.test_targets(|package| package == UI_PACKAGE),
            ["--test", "messages"]
        );
        assert_eq!(
            context.test_targets(|package| package != UI_PACKAGE),
            ["--test", "suite"]
        );
    }
}
