//! Data steps: changes of rows that are written in Rust and run at their place between migrations.
//!
//! `#[fjango::migration(after = "0003_split_name")]` on an async function makes it one. It sees the tables as they are at that
//! place of the history ([`MigrationDb::model`]), not as today's structs have them. What it writes is noted with it, call by
//! call and batch by batch, so that a step that was interrupted goes on where it was and does nothing twice.

mod database;
mod journal;
mod model;
mod row;
mod step;

pub use database::MigrationDb;
pub use model::HistoricalModel;
pub use row::{HistoricalRow, IntoValue};
pub(super) use step::place;
pub use step::{DataStep, StepFunction};
