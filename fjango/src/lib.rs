//! Django for Rust: annotate a struct and get a table, a typed query manager, migrations and a validated API.

// Generated code names `::fjango`, also inside this crate.
#[allow(unused_extern_crates, reason = "without tests, a build may hold no generated code")]
extern crate self as fjango;

pub mod admin;
pub mod api;
pub mod auth;
pub mod commands;
pub mod conf;
pub mod db;
pub mod http;
pub mod log;
pub mod migrate;
pub mod orm;
pub mod prelude;
pub mod schema;
pub mod storage;
pub mod testing;
pub mod value;

/// diesel as fjango uses it. A crate with `#[model(diesel)]` needs `diesel` in its own Cargo.toml as well, since diesel's
/// `table!` names it.
#[cfg(feature = "diesel-schema")]
pub use diesel;

pub use commands::{App, Error, Result};
pub use fjango_macros::{
    Choices, DbValue, FromRow, admin, api, embed_migrations, main, manager, migration, model, test,
};

#[doc(hidden)]
pub mod __private;
