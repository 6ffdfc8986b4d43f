//! Debian's package manager: installs what a step needs when that is allowed without asking anyone.

use std::process::{Command, Stdio};

use anyhow::Context as _;

use crate::environment;

/// Whether packages can be installed here: as root, where `apt-get` exists.
pub fn is_available() -> bool {
    rustix::process::geteuid().is_root()
        && environment::path_directories()
            .iter()
            .any(|directory| directory.join("apt-get").is_file())
}

/// Installs packages without questions; call only where [`is_available`].
pub fn install(packages: &[&str]) -> anyhow::Result<()> {
    eprintln!("installing {} with apt-get", packages.join(", "));
    run(&["update", "-qq"])?;
    run(&[&["install", "-y", "-qq", "--no-install-recommends"], packages].concat())
}

fn run(arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = Command::new("apt-get");
    // A configuration file that is already there is somebody's decision: keep it rather than ask.
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .env("UCF_FORCE_CONFFOLD", "1")
        .args(arguments);
    // Its pages of progress are of interest only when it fails.
    let output = command.stdin(Stdio::null()).output().context("starting `apt-get`")?;
    let said = String::from_utf8_lossy(&output.stderr);
    anyhow::ensure!(
        output.status.success(),
        "`apt-get {}` failed: {}",
        arguments.join(" "),
        said.trim()
    );
    Ok(())
}
