//! Projects that are built and run. Each takes minutes, so `cargo xtask test` runs them in a step of their own.

mod dev;
mod http;
mod new_project;
mod running;
mod tutorial;
mod workspace;
