//! Rows taken away as files, and brought in from files.

mod models;

pub use models::*;
