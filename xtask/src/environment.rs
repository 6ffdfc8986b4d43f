//! The environment: read here alone, and kept away from the programs the automation starts.

#![expect(
    clippy::disallowed_methods,
    reason = "the automation stands outside the library and has no settings of its own"
)]

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::Command;

/// Names what carries the throwaway cluster's URL to the tests.
pub const TEST_POSTGRES_URL: &str = "FJANGO_TEST_POSTGRES_URL";

/// Names the PgBouncer, to the test that puts it before the cluster.
pub const TEST_PGBOUNCER: &str = "FJANGO_TEST_PGBOUNCER";

/// Names the Python that has Django, to the tests that ask it.
pub const TEST_DJANGO_PYTHON: &str = "FJANGO_TEST_DJANGO_PYTHON";

/// Names the squawk that reads the SQL of migrations.
pub const TEST_SQUAWK: &str = "FJANGO_TEST_SQUAWK";

/// Repeats a run of random tests; with [`FUZZ_SECONDS`] what tests get from outside.
pub const TEST_SEED: &str = "FJANGO_TEST_SEED";

/// How many seconds fuzz targets run.
pub const FUZZ_SECONDS: &str = "FJANGO_FUZZ_SECONDS";

/// What was asked of random tests: their seed, and how long they run.
pub fn of_random_tests() -> Vec<(&'static str, OsString)> {
    let all = [TEST_SEED, FUZZ_SECONDS].into_iter();
    all.filter_map(|name| Some((name, env::var_os(name)?))).collect()
}

/// Whether this is a CI run: the lock file must be complete, and incremental builds only cost time.
pub fn is_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// The cargo that runs this program, so that nested runs use the same toolchain.
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The directories of `PATH`.
pub fn path_directories() -> Vec<PathBuf> {
    env::var_os("PATH")
        .map(|path| env::split_paths(&path).collect())
        .unwrap_or_default()
}

/// Removes from a command's environment whatever would point it at somebody's database or settings, and what
/// `cargo run` set for this program alone.
///
/// The tests must see only the cluster that was started for them: a developer's `DATABASE_URL` names data that matters.
pub fn clean(command: &mut Command) -> &mut Command {
    for (name, _) in env::vars_os() {
        if is_foreign(&name) {
            command.env_remove(&name);
        }
    }
    command
}

fn is_foreign(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else { return false };
    // libpq's variables have no separator after `PG`: PGHOST, PGPASSWORD, PGSERVICEFILE, ...
    let settings = name == "DATABASE_URL" || name.starts_with("PG") || name.starts_with("FJANGO_");
    let of_cargo_run = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"]
        .iter()
        .any(|prefix| name.starts_with(prefix));
    settings || of_cargo_run || name == "CARGO_CRATE_NAME" || name == "CARGO_PRIMARY_PACKAGE"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn databases_and_settings_are_foreign() {
        for name in [
            "DATABASE_URL",
            "PGHOST",
            "PGPASSWORD",
            "FJANGO_BIND",
            "FJANGO_TEST_POSTGRES_URL",
            "CARGO_PKG_NAME",
        ] {
            assert!(is_foreign(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn the_toolchain_is_kept() {
        for name in [
            "PATH",
            "HOME",
            "CARGO",
            "CARGO_HOME",
            "CARGO_TARGET_DIR",
            "RUSTUP_TOOLCHAIN",
            "RUSTFLAGS",
            "CI",
        ] {
            assert!(!is_foreign(OsStr::new(name)), "{name}");
        }
    }
}
