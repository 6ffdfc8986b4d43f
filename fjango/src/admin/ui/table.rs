// Written by `cargo xtask admin-ui`. Do not edit.

use super::asset::Asset;

/// The document, in which each place says what it is.
pub(super) const INDEX: &str = include_str!("assets/index.html");

/// The assets, ordered by path.
pub(super) static ASSETS: &[Asset] = &[];
