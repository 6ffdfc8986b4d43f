//! What was done to rows with the admin: who, when, what, and from where.

mod models;

pub use models::*;
