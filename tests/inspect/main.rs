//! `inspectdb`: what it writes compiles, and describes the tables that it was written from.
//!
//! The models in `*/…_models.rs` are what it writes, compiled here as they are. A test compares them with what it writes
//! now, makes migrations from the compiled models, notes these as applied, and looks for drift.

mod diesel;
mod django;
mod odd;
mod support;
