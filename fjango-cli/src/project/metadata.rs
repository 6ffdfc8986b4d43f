//! What `cargo metadata` says, as far as it matters here.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::cargo;
use crate::environment;
use crate::error::{Error, Result};

/// A workspace.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    /// Its packages.
    pub packages: Vec<Package>,
    /// Its directory.
    pub workspace_root: PathBuf,
    /// Where cargo builds.
    pub target_directory: PathBuf,
}

/// A package of the workspace.
#[derive(Debug, Deserialize)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its `Cargo.toml`.
    pub manifest_path: PathBuf,
    /// What it is built from.
    pub targets: Vec<Target>,
    /// What it needs.
    pub dependencies: Vec<Dependency>,
    /// The binary that `cargo run` takes where there are several.
    pub default_run: Option<String>,
}

/// A library, binary, test or other target.
#[derive(Debug, Deserialize)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// `bin` among others.
    pub kind: Vec<String>,
}

/// A dependency as written in `Cargo.toml`.
#[derive(Debug, Deserialize)]
pub struct Dependency {
    /// The package.
    pub name: String,
    /// `dev` or `build`; none for a normal one.
    pub kind: Option<String>,
    /// Its directory, if it is local.
    pub path: Option<PathBuf>,
}

impl Metadata {
    /// Asks cargo about the workspace that the current directory is in.
    ///
    /// # Errors
    /// [`Error::NoProject`] without a `Cargo.toml`, [`Error::Metadata`] with one that is wrong.
    pub fn read() -> Result<Self> {
        let mut command = cargo::command("metadata");
        let output = command.args(["--no-deps", "--format-version", "1"]).output();
        let output = output.map_err(|source| Error::Start {
            program: environment::cargo().to_string_lossy().into_owned(),
            source,
        })?;
        if !output.status.success() {
            let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(if message.contains("could not find `Cargo.toml`") {
                Error::NoProject {
                    directory: environment::current_directory()?,
                }
            } else {
                Error::Metadata { message }
            });
        }
        serde_json::from_slice(&output.stdout).map_err(|error| Error::Metadata {
            message: error.to_string(),
        })
    }
}

impl Package {
    /// The package's directory.
    pub fn directory(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(Path::new("."))
    }

    /// The names of its binaries.
    pub fn binaries(&self) -> Vec<&str> {
        let binaries = self
            .targets
            .iter()
            .filter(|target| target.kind.iter().any(|kind| kind == "bin"));
        binaries.map(|target| target.name.as_str()).collect()
    }

    /// Whether it is a fjango project: it needs `fjango` to run, and has a binary.
    pub fn is_project(&self) -> bool {
        let is_fjango = |dependency: &Dependency| dependency.name == "fjango" && dependency.kind.is_none();
        self.dependencies.iter().any(is_fjango) && !self.binaries().is_empty()
    }
}
