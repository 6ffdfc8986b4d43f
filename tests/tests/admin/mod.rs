//! The admin over HTTP, on both databases.

mod session;
mod support;
