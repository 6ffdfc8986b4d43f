//! Rows taken away as files, and brought in from files.
//!
//! An export has the rows, the order and the columns of the list, under the same policy, and is sent while it is read: a
//! thousand rows at a time are in memory, however many there are. What a spreadsheet would take for a formula has an
//! apostrophe before it, which an import takes away again.
//!
//! An import is two requests: the file, which is kept for a day and answered with what it seems to hold; then which column is
//! which field, first without keeping anything, then for good. Each row goes the way of a form, in one transaction.

mod cell;
mod endpoints;
mod export;
mod failed;
mod file;
mod import;
mod mapping;
mod models;
mod run;
#[cfg(test)]
mod tests;
mod workbook;
mod writer;

pub(super) use endpoints::ENDPOINTS;
pub use models::*;
