//! Fresh databases for tests.
//!
//! A test asks for a database of one [`Kind`], gets its URL, and the database goes when the value is dropped. For
//! PostgreSQL the cluster is the throwaway one that `cargo xtask test` starts; without it a test fails with one line that
//! says so, because a test that skips itself proves nothing.
//!
//! ```
//! use fjango_tests::{Kind, fresh_database};
//!
//! let database = fresh_database(Kind::Sqlite);
//! assert!(database.url().starts_with("sqlite://"));
//! ```

mod database;
mod gate;
mod pooler;
mod postgres;
mod server;

pub use crate::database::{FreshDatabase, Kind, fresh_database};
pub use crate::gate::Gate;
pub use crate::pooler::{PGBOUNCER_VARIABLE, Pooler};
pub use crate::postgres::{POSTGRES_URL_VARIABLE, postgres_url};
pub use crate::server::{PostgresServer, Stop};

/// Makes one test per kind of database from one async function that takes the fresh database.
///
/// The tests are called `<function>::sqlite` and `<function>::postgres`. The crate that uses this needs `tokio` with its
/// `macros` and `rt` features.
///
/// # Examples
/// ```
/// fjango_tests::each_database! {
///     async fn the_url_names_the_kind(database: &fjango_tests::FreshDatabase) {
///         assert!(database.url().starts_with(database.kind().scheme()));
///     }
/// }
/// ```
#[macro_export]
macro_rules! each_database {
    ($($(#[$attribute:meta])* async fn $name:ident($database:ident : $type:ty) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, reason = "the body may need nothing from around the test")]
            use super::*;

            async fn test($database: $type) $body

            $(#[$attribute])*
            #[::tokio::test]
            async fn sqlite() {
                test(&$crate::fresh_database($crate::Kind::Sqlite)).await;
            }

            $(#[$attribute])*
            #[::tokio::test]
            async fn postgres() {
                test(&$crate::fresh_database($crate::Kind::Postgres)).await;
            }
        }
    )+};
}
