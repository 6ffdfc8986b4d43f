//! Connections: one [`Db`] over PostgreSQL or SQLite, chosen by URL at run time.
//!
//! Statements come in as owned [`Statement`]s and rows leave through a [`Sink`] that runs where the rows are, so a
//! row is never copied on its way from a database thread. Everything that differs between databases is below
//! `backends`: how statements travel, and the [`Dialect`] they are written in.
//!
//! What holds, and is tested: waiting for SQL costs no thread; statements of one handler overlap; a dropped
//! transaction is rolled back and its connection never handed on dirty; a dropped request's SQL is cancelled.

mod backend;
mod backends;
mod config;
mod connect;
mod connection;
mod dialect;
mod error;
mod executor;
#[cfg(feature = "diesel-schema")]
mod foreign;
mod function;
mod listen;
mod observe;
mod options;
mod remedy;
mod repeats;
mod sink;
mod statement;
mod stream;
#[cfg(all(test, feature = "sqlite"))]
mod tests;
mod transaction;

pub use config::Config;
pub use connect::Db;
pub use connection::Connection;
pub use dialect::{DatePart, Dialect, Explain, ExplainFormat, RowLock};
pub use error::{ConstraintKind, Error, Result};
pub use executor::Executor;
pub(crate) use executor::On;
#[cfg(feature = "diesel-schema")]
pub use foreign::{Diesel, Portable};
pub use function::{AggregateFunction, Function, WindowFunction};
pub use listen::{MAX_PAYLOAD_BYTES, Notification, Notifications};
pub use observe::{Observation, Observer, QueryCount, assert_queries};
pub use options::{Isolation, TransactionOptions};
pub use repeats::{NPlusOne, Repeated, assert_no_n_plus_one};
pub(crate) use repeats::{here, watch};
pub use sink::{Collect, Sink, first_value};
pub(crate) use statement::{Known, Template};
pub use statement::{Statement, StatementBuilder};
pub use stream::RowStream;
pub(crate) use stream::{BATCH, Batches};
pub use transaction::Tx;
