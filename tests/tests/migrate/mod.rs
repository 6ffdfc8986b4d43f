//! Migrations on both databases.

mod alter;
mod execution;
mod histories;
mod renames;
mod states;
mod support;
