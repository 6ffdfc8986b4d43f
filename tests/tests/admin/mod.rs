//! The admin over HTTP, on both databases.

mod lists;
mod models;
mod paper;
mod records;
mod schema;
mod session;
mod support;
