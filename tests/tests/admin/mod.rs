//! The admin over HTTP, on both databases.

mod fair;
mod kept;
mod lists;
mod models;
mod pages;
mod palette;
mod paper;
mod records;
mod schema;
mod session;
mod support;
mod transfer;
