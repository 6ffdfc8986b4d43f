//! Rows out of the admin as files, and into it.
//!
//! An export is a list without pages: the same conditions, columns, order and policy, read in batches while the client
//! receives what came before, so that it takes no more memory for a million rows than for a thousand. Text that a
//! spreadsheet would take for a formula gets a quote before it.

mod endpoints;
mod export;
mod formula;
mod models;
mod writer;
mod xlsx;
mod zip;

pub(super) use endpoints::ENDPOINTS;
pub use models::*;
