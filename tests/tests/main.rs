//! Every integration test, one module per capability.

mod architecture;
mod fresh_databases;
mod orm;
