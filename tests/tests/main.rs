//! Every integration test, one module per capability.

mod admin;
mod api;
mod architecture;
mod auth;
mod files;
mod fresh_databases;
mod migrate;
mod orm;
mod slow;
mod testing;
