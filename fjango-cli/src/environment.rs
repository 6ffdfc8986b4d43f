//! What the process was started with: read here alone.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use crate::error::{Error, Result};

/// The command line. `cargo fjango new` reaches this program as `cargo-fjango fjango new`; the second word is taken out.
pub fn arguments() -> Vec<OsString> {
    let mut arguments: Vec<OsString> = std::env::args_os().collect();
    if arguments.get(1).is_some_and(|first| first == OsStr::new("fjango")) {
        arguments.remove(1);
    }
    arguments
}

/// The cargo that started this program, so that nested runs use the same toolchain; else the one in `PATH`.
#[expect(
    clippy::disallowed_methods,
    reason = "the command line stands outside the library and has no settings"
)]
pub fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The current directory.
///
/// # Errors
/// When it is gone or unreadable.
pub fn current_directory() -> Result<PathBuf> {
    std::env::current_dir().map_err(|source| Error::CurrentDirectory { source })
}
