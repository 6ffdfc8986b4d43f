//! Finding PgBouncer, or installing it.

use std::path::{Path, PathBuf};

use crate::{apt, environment};

/// Where Debian puts it, which need not be on `PATH`.
const DEBIAN: &str = "/usr/sbin";

/// Finds the program, else installs Debian's package where that needs no question.
///
/// # Errors
/// One line that says what to install.
pub fn find_or_install() -> anyhow::Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if apt::is_available() {
        apt::install(&["pgbouncer"])?;
        if let Some(found) = find() {
            return Ok(found);
        }
    }
    anyhow::bail!(
        "PgBouncer is not installed; on Debian and Ubuntu: sudo apt install pgbouncer; on macOS: brew install pgbouncer"
    )
}

fn find() -> Option<PathBuf> {
    let mut directories = environment::path_directories();
    directories.push(Path::new(DEBIAN).to_owned());
    directories
        .iter()
        .map(|directory| directory.join("pgbouncer"))
        .find(|program| program.is_file())
}
