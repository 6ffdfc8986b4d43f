//! What was done to rows with the admin: who, when, what, and from where.
//!
//! A [`Revision`] is written in the transaction that makes the change, so there is no change without one and none without
//! a change. It holds the fields that changed, before and after; fields that nobody may see are never in it. Whoever
//! reads it sees of it what the policy shows of the row.

mod diff;
mod endpoints;
mod models;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub(super) use endpoints::{ENDPOINTS, may_audit};
pub use models::*;
pub(super) use read::last;
pub(super) use write::write;
