//! Migrations on both databases.

mod alter;
mod execution;
mod histories;
mod states;
mod support;
