//! The cargo commands the steps are made of.
//!
//! Every one names the whole workspace and selects targets, never packages: with `-p` cargo would resolve another set of
//! features and build the dependencies a second time.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use serde_json::Value;

use crate::environment;

/// The workspace's root directory.
pub fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// A cargo command at the workspace's root, free of foreign settings.
pub fn command(verb: &str) -> Command {
    let mut command = Command::new(environment::cargo());
    environment::clean(&mut command).arg(verb).current_dir(root());
    if environment::is_ci() {
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// `cargo <verb> --workspace`, which in CI refuses to change the lock file.
pub fn workspace(verb: &str) -> Command {
    let mut command = command(verb);
    command.arg("--workspace");
    if environment::is_ci() {
        command.arg("--locked");
    }
    command
}

/// Builds the example and says where it is. As a part of the workspace: so the library is not built with other features.
pub fn blog(target: &Path) -> anyhow::Result<PathBuf> {
    let mut build = workspace("build");
    let built = crate::process::run(build.args(["--bin", "blog"]))?.succeeded();
    anyhow::ensure!(built, "the blog does not compile");
    Ok(target.join("debug/blog"))
}

/// Formats, or checks the format of, the whole workspace.
pub fn fmt(check: bool) -> Command {
    let mut command = command("fmt");
    command.arg("--all");
    if check {
        command.arg("--check");
    }
    command
}

/// Clippy over every target, with warnings denied.
pub fn clippy() -> Command {
    let mut command = workspace("clippy");
    command.args(["--all-targets", "--", "-D", "warnings"]);
    command
}

/// The integration tests of one package.
#[derive(Debug, PartialEq, Eq)]
pub struct TestTarget {
    /// The package.
    pub package: String,
    /// The test's name, as `--test` takes it.
    pub name: String,
}

/// What `cargo metadata` says about the workspace.
#[derive(Debug)]
pub struct Metadata {
    /// Where cargo builds.
    pub target_directory: PathBuf,
    /// Every integration test of the workspace.
    pub tests: Vec<TestTarget>,
}

/// Asks cargo about the workspace.
pub fn metadata() -> anyhow::Result<Metadata> {
    let output = command("metadata")
        .args(["--format-version", "1", "--no-deps"])
        .output()
        .context("starting `cargo metadata`")?;
    anyhow::ensure!(
        output.status.success(),
        "`cargo metadata` failed: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    parse_metadata(&output.stdout)
}

fn parse_metadata(json: &[u8]) -> anyhow::Result<Metadata> {
    let metadata: Value = serde_json::from_slice(json).context("reading what `cargo metadata` printed")?;
    let target_directory = metadata["target_directory"]
        .as_str()
        .context("`cargo metadata` names no target directory")?;
    let mut tests = Vec::new();
    for package in metadata["packages"]
        .as_array()
        .context("`cargo metadata` lists no packages")?
    {
        for target in package["targets"].as_array().into_iter().flatten() {
            let is_test = target["kind"]
                .as_array()
                .is_some_and(|kinds| kinds.iter().any(|kind| kind == "test"));
            if let (true, Some(package), Some(name)) = (is_test, package["name"].as_str(), target["name"].as_str()) {
                tests.push(TestTarget {
                    package: package.to_owned(),
                    name: name.to_owned(),
                });
            }
        }
    }
    Ok(Metadata {
        target_directory: target_directory.into(),
        tests,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integration_tests_are_found_by_package() {
        let json = br#"{"target_directory": "/t", "packages": [
            {"name": "fjango", "targets": [{"kind": ["lib"], "name": "fjango"}]},
            {"name": "book", "targets": [{"kind": ["lib"], "name": "book"}, {"kind": ["test"], "name": "chapters"}]}
        ]}"#;
        let metadata = parse_metadata(json).unwrap();
        assert_eq!(metadata.target_directory, Path::new("/t"));
        assert_eq!(
            metadata.tests,
            [TestTarget {
                package: "book".into(),
                name: "chapters".into()
            }]
        );
    }

    #[test]
    fn the_root_holds_the_lock_file() {
        assert!(root().join("Cargo.lock").is_file());
    }
}
