//! Migrations on both databases.

mod alter;
mod drift;
mod execution;
mod histories;
mod live;
mod questions;
mod renames;
mod states;
mod support;
