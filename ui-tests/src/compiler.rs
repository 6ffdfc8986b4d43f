#![expect(
    clippy::disallowed_methods,
    reason = "this crate stands outside of the library and reads what cargo tells its tests"
)]

use std::env;
use std::ffi::OsString;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use crate::diagnostic::{self, Diagnostic};

/// `rustc` with the fjango that this test was linked with.
#[derive(Debug)]
pub struct Compiler {
    rustc: OsString,
    dependencies: PathBuf,
    fjango: PathBuf,
}

impl Compiler {
    /// Finds fjango beside the running test.
    ///
    /// # Errors
    /// No built fjango lies there: the caller does not depend on it, or cargo has changed where it builds.
    pub fn of_this_test() -> Result<Self> {
        let executable = env::current_exe()?;
        let dependencies = executable.parent().unwrap_or(Path::new(".")).to_owned();
        // Cargo keeps one library for each set of features. It has just made sure that the one this test is linked with
        // is up to date, so one that is newer still was built from the same source: the newest is always right.
        let mut newest: Option<(SystemTime, PathBuf)> = None;
        for entry in dependencies.read_dir()? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with("libfjango-") && name.ends_with(".rlib") {
                let built = entry.metadata()?.modified()?;
                if newest.as_ref().is_none_or(|(other, _)| *other < built) {
                    newest = Some((built, entry.path()));
                }
            }
        }
        let Some((_, fjango)) = newest else {
            let place = dependencies.display();
            return Err(Error::other(format!("no `libfjango-*.rlib` in {place}")));
        };
        Ok(Self {
            rustc: env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()),
            dependencies,
            fjango,
        })
    }

    /// Checks the types of the program `source`, a path below `root`, and returns what the compiler says.
    ///
    /// # Errors
    /// The compiler could not be started.
    pub fn check(&self, root: &Path, source: &Path) -> Result<Vec<Diagnostic>> {
        let mut dependency = OsString::from("fjango=");
        dependency.push(&self.fjango);
        let mut search = OsString::from("dependency=");
        search.push(&self.dependencies);
        let output = Command::new(&self.rustc)
            .args(["--edition", "2024", "--crate-name", "case", "--crate-type", "bin"])
            .args(["--error-format", "json", "--diagnostic-width", "140"])
            // To standard output and so nowhere: only the messages are wanted.
            .args(["--emit", "metadata=-"])
            .arg("-L")
            .arg(search)
            .arg("--extern")
            .arg(dependency)
            .arg(source)
            .current_dir(root)
            .env("CARGO_PKG_NAME", "case")
            .env("CARGO_MANIFEST_DIR", root)
            .stdout(Stdio::null())
            .output()?;
        diagnostic::parse(&String::from_utf8_lossy(&output.stderr))
    }
}
