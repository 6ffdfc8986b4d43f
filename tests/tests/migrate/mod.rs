//! Migrations on both databases.

mod alter;
mod autodetector;
mod computed;
mod data;
mod disk;
mod drift;
mod execution;
mod heads;
mod histories;
mod live;
mod operations;
mod questions;
mod rebuilds;
mod renames;
mod size;
mod squash;
mod squawk;
mod states;
pub mod support;
mod through;
