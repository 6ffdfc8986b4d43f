//! One row: read, created, changed and deleted, with its inlines, and never over what somebody else wrote meanwhile.

mod delete;
mod endpoints;
mod failure;
mod inlines;
pub(crate) mod journal;
mod prepare;
mod read;
mod version;
mod write;

pub(super) use endpoints::{ENDPOINTS, if_match, tagged};

pub(crate) use delete::{delete_row, restore_rows};
pub(crate) use failure::{Writing, explain};
pub(crate) use prepare::{check_targets, prepare};
pub(crate) use read::{FoundRecord, found, record};
pub(crate) use version::hash;
pub(crate) use write::{change, change_as, held, insert, settled, update};
