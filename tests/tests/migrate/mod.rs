//! Migrations on both databases.

mod alter;
mod data;
mod drift;
mod execution;
mod histories;
mod live;
mod questions;
mod renames;
mod states;
mod support;
