use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::metadata::{Metadata, Package};
use crate::cli::Selection;
use crate::environment;
use crate::error::{Error, Result};

/// The binary of one package, and where its files are.
#[derive(Debug, PartialEq, Eq)]
pub struct Project {
    /// The package.
    pub package: String,
    /// Its binary.
    pub binary: String,
    /// The package's directory.
    pub directory: PathBuf,
    /// The workspace's directory, often the same.
    pub workspace: PathBuf,
    /// The directories of the workspace's packages that it is built from, its own first.
    pub sources: Vec<PathBuf>,
    /// Where cargo builds.
    pub target: PathBuf,
}

impl Project {
    /// The project that the current directory is in, or the one selected.
    ///
    /// # Errors
    /// That there is none, or which there are to choose from.
    pub fn find(selection: &Selection) -> Result<Self> {
        let metadata = Metadata::read()?;
        let current = environment::current_directory()?;
        Self::choose(&metadata, &current, selection)
    }

    /// The package asked for, else the one that `current` is in, else the only one; then its binary likewise.
    pub(super) fn choose(metadata: &Metadata, current: &Path, selection: &Selection) -> Result<Self> {
        let projects: Vec<&Package> = metadata.packages.iter().filter(|one| one.is_project()).collect();
        let root = metadata.workspace_root.clone();
        let known = || projects.iter().map(|package| package.name.clone()).collect();
        let around = projects
            .iter()
            .filter(|package| current.starts_with(package.directory()))
            .max_by_key(|package| package.directory().components().count());
        let package = match (&selection.package, around, projects.as_slice()) {
            (_, _, []) => return Err(Error::NotFjango { root }),
            (Some(name), _, _) => match projects.iter().find(|package| package.name == *name) {
                Some(package) => package,
                None => {
                    let (name, known) = (name.clone(), known());
                    return Err(Error::UnknownPackage { name, root, known });
                }
            },
            (None, Some(package), _) => package,
            (None, None, [package]) => package,
            (None, None, _) => return Err(Error::SeveralPackages { root, known: known() }),
        };
        Ok(Self {
            package: package.name.clone(),
            binary: binary(package, selection.bin.as_deref())?,
            directory: package.directory().to_owned(),
            workspace: root,
            sources: sources(metadata, package),
            target: metadata.target_directory.clone(),
        })
    }

    /// What tells `cargo build` and `cargo run` to build this binary; silently, unless there is a first build to wait
    /// for, whose progress is worth seeing.
    pub fn build_arguments(&self, selection: &Selection) -> Vec<String> {
        let profile = if selection.release { "release" } else { "debug" };
        let is_built = self.target.join(profile).join(&self.binary).is_file();
        let mut arguments: Vec<String> = Vec::new();
        if is_built {
            arguments.push("--quiet".to_owned());
        }
        if selection.release {
            arguments.push("--release".to_owned());
        }
        if let Some(features) = &selection.features {
            arguments.extend(["--features".to_owned(), features.clone()]);
        }
        arguments.extend(["--package", &self.package, "--bin", &self.binary].map(str::to_owned));
        arguments
    }
}

fn binary(package: &Package, wanted: Option<&str>) -> Result<String> {
    let binaries = package.binaries();
    let known = || binaries.iter().map(|&name| name.to_owned()).collect();
    match (wanted, package.default_run.as_deref(), binaries.as_slice()) {
        (Some(name), _, _) if binaries.contains(&name) => Ok(name.to_owned()),
        (Some(name), _, _) => Err(Error::UnknownBinary {
            package: package.name.clone(),
            name: name.to_owned(),
            known: known(),
        }),
        (None, Some(name), _) => Ok(name.to_owned()),
        (None, None, [name]) => Ok((*name).to_owned()),
        (None, None, _) => Err(Error::SeveralBinaries {
            package: package.name.clone(),
            known: known(),
        }),
    }
}

/// The directories of `package` and of the workspace's packages below it.
fn sources(metadata: &Metadata, package: &Package) -> Vec<PathBuf> {
    let mut found = vec![package.directory().to_owned()];
    let mut seen: BTreeSet<PathBuf> = found.iter().cloned().collect();
    let mut waiting = vec![package];
    while let Some(package) = waiting.pop() {
        for path in package.dependencies.iter().filter_map(|one| one.path.as_ref()) {
            let member = metadata.packages.iter().find(|one| one.directory() == path);
            if let Some(member) = member.filter(|_| seen.insert(path.clone())) {
                found.push(path.clone());
                waiting.push(member);
            }
        }
    }
    found
}
