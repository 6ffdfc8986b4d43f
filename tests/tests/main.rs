//! Every integration test, one module per capability.

mod architecture;
mod fresh_databases;
mod migrate;
mod orm;
