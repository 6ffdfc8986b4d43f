//! The untyped door: lookups in text, as URLs, the admin and tools give them, checked against the metadata.
//!
//! One table says which lookups a value has ([`Lookup`]), and one which further values come of it (`transform`); the
//! conditions are built from these, and [`target`] tells filters and their documentation what there is.

mod condition;
mod names;
mod subject;
#[cfg(test)]
mod tests;
mod walk;

pub use names::Lookup;
pub use subject::{Subject, Taken};
pub use walk::{Target, column, parse, target};

use super::Error;

/// The refusal of a lookup.
fn wrong(lookup: &str, reason: impl Into<String>) -> Error {
    Error::Lookup {
        lookup: lookup.to_owned(),
        reason: reason.into(),
    }
}
