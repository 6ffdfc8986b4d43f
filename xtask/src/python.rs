//! Python tools: a virtual environment under `target/` with pinned packages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::{apt, environment, process};

/// A virtual environment that holds exactly the packages asked for.
#[derive(Debug)]
pub struct Venv(PathBuf);

impl Venv {
    /// Makes the environment in `<target>/venv/<name>`, or takes the one that is there if it was made from the same
    /// requirements.
    ///
    /// # Errors
    /// One line that says what to install, when Python or its module `venv` is missing.
    pub fn ensure(target: &Path, name: &str, requirements: &str) -> anyhow::Result<Self> {
        let directory = target.join("venv").join(name);
        let made_from = directory.join("fjango-requirements.txt");
        if fs::read_to_string(&made_from).is_ok_and(|written| written == requirements) {
            return Ok(Self(directory));
        }
        create(&directory)?;
        let list = directory.join("requirements.txt");
        fs::write(&list, requirements)?;
        let mut install = Command::new(directory.join("bin/python"));
        environment::clean(&mut install)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
                "--requirement",
            ])
            .arg(&list);
        anyhow::ensure!(
            process::run(&mut install)?.succeeded(),
            "installing Python packages from PyPI failed"
        );
        // Written last: an interrupted installation must not be taken for a whole one.
        fs::rename(list, made_from)?;
        Ok(Self(directory))
    }

    /// A program of the environment.
    pub fn program(&self, name: &str) -> PathBuf {
        self.0.join("bin").join(name)
    }
}

/// Makes an empty environment; installs Debian's package first if the module is missing and nobody need be asked.
fn create(directory: &Path) -> anyhow::Result<()> {
    const MISSING: &str =
        "Python 3 with its module `venv` is missing; on Debian and Ubuntu: sudo apt install python3-venv";

    if venv(directory)? {
        return Ok(());
    }
    anyhow::ensure!(apt::is_available(), MISSING);
    apt::install(&["python3-venv"])?;
    anyhow::ensure!(venv(directory)?, MISSING);
    Ok(())
}

/// Runs `python3 -m venv`; says whether that worked.
fn venv(directory: &Path) -> anyhow::Result<bool> {
    let mut command = Command::new("python3");
    environment::clean(&mut command)
        .args(["-m", "venv", "--clear"])
        .arg(directory);
    match command.output() {
        Ok(output) => Ok(output.status.success()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).context("starting `python3`"),
    }
}
