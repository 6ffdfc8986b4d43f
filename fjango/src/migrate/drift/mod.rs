//! Where the database is not what its migrations say: [`drift`] compares the live schema with the state of the applied
//! migrations.
//!
//! Both sides are read from the database: the expected tables are made in the session's temporary schema (PostgreSQL) or
//! in memory (SQLite), read and forgotten. So conditions and defaults are compared in the database's own words, and what
//! the SQL of a migration makes is expected without a second description of it.

mod compare;
mod difference;
mod expected;

pub use difference::{Change, Difference, Object};
pub use expected::{DriftOptions, drift};
