//! The protective edge around the application: one service that every request and every response passes.

mod body;
mod deadline;
mod edge;
mod headers;
mod hosts;
mod log;
mod normalize;
mod panic;
mod target;

pub(super) use edge::{Edge, Shared};
pub(super) use headers::SecurityHeaders;
pub(super) use hosts::AllowedHosts;
pub(super) use panic::install_hook;
