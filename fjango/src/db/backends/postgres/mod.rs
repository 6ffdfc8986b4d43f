//! PostgreSQL: connections in a pool, and lanes that many reads share.
//!
//! A connection comes back to the pool only when its last statement was read to the end and no transaction is open.
//! Otherwise the statement is cancelled on the server and the connection closed: opening another costs a few
//! milliseconds, handing on a dirty one costs somebody's data.

mod alone;
mod cancel;
mod connection;
mod connector;
mod dialect;
mod encode;
mod error;
#[cfg(feature = "diesel-schema")]
mod foreign;
mod lane;
mod listen;
mod pool;
mod row;
mod session;
mod statements;
mod tls;

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::BoxStream;

use self::connection::{Connection, Running};
use self::connector::Connector;
use self::lane::Lanes;
use self::pool::{Pool, Seat};
use self::session::PgSession;
use crate::db::backend::{Backend, BoxFuture, Notify, Ran, Session, Streaming};
#[cfg(feature = "diesel-schema")]
use crate::db::foreign::Foreign;
use crate::db::{Config, Dialect, Error, Isolation, Notification, Result, Sink, Statement, TransactionOptions};
#[cfg(feature = "diesel-schema")]
pub(in crate::db) use foreign::{Bound, DieselRow, TypeNames};

pub(super) struct Postgres {
    pool: Arc<Pool>,
    lanes: Arc<Lanes>,
    /// For connections outside the pool.
    connector: Connector,
}

impl Postgres {
    pub(super) async fn open(url: &str, config: &Config) -> Result<Self> {
        let connector = Connector::new(url, config)?;
        let postgres = Self {
            pool: Arc::new(Pool::new(connector.clone(), config)),
            lanes: Arc::new(Lanes::new(config, connector.prepares)),
            connector,
        };
        // A wrong password or host shows at start, not at the first request.
        drop(postgres.hold().await?);
        Ok(postgres)
    }

    /// Takes a connection out of the pool.
    async fn hold(&self) -> Result<Held> {
        let (connection, seat) = self.pool.checkout().await?;
        Ok(Held {
            connection: Some(connection),
            seat: Some(seat),
        })
    }
}

impl Backend for Postgres {
    fn dialect(&self) -> &'static dyn Dialect {
        &dialect::PostgresDialect
    }

    fn run(&self, statement: Statement, sink: Option<Box<dyn Sink>>) -> BoxFuture<'_, Ran> {
        Box::pin(async move { self.run_alone(&statement, sink).await })
    }

    #[cfg(feature = "diesel-schema")]
    fn foreign(&self, query: Box<dyn Foreign>, _writes: bool) -> BoxFuture<'_, Ran> {
        Box::pin(async move {
            let mut held = self.hold_to_write().await?;
            held.running()?
                .with(async |connection| foreign::run(connection, query).await)
                .await
        })
    }

    #[cfg(feature = "diesel-schema")]
    fn foreign_text(&self, query: &dyn Foreign) -> Result<String> {
        query.postgres_text().map_err(foreign::refused)
    }

    fn session(&self, _writes: bool) -> BoxFuture<'_, Result<Box<dyn Session>>> {
        Box::pin(async move {
            let session = PgSession::new(self.hold_to_write().await?)?;
            Ok(Box::new(session) as Box<dyn Session>)
        })
    }

    fn begin(&self, options: &TransactionOptions) -> BoxFuture<'_, Result<Box<dyn Session>>> {
        let sql = begin_sql(options);
        Box::pin(async move {
            let mut session = PgSession::new(self.hold().await?)?;
            let mut begun = session.batch(&sql).await;
            if let Err(Error::Disconnected { .. }) = begun {
                drop(session);
                session = PgSession::new(self.hold_alive(Duration::ZERO).await?)?;
                begun = session.batch(&sql).await;
            }
            begun?;
            Ok(Box::new(session) as Box<dyn Session>)
        })
    }

    fn streaming(&self) -> Streaming {
        Streaming::Cursor
    }

    fn listen(&self, channels: Vec<String>) -> BoxFuture<'_, Result<BoxStream<'static, Result<Notification>>>> {
        Box::pin(listen::listen(self.connector.listening(), channels))
    }

    fn notify(&self, channel: &str, payload: &str) -> Notify {
        Notify::Statement(listen::statement(channel, payload))
    }
}

/// The statements that begin a transaction.
fn begin_sql(options: &TransactionOptions) -> String {
    let isolation = match options.isolation {
        Isolation::Default => "",
        Isolation::ReadCommitted => " ISOLATION LEVEL READ COMMITTED",
        Isolation::RepeatableRead => " ISOLATION LEVEL REPEATABLE READ",
        Isolation::Serializable => " ISOLATION LEVEL SERIALIZABLE",
    };
    let access = if options.read_only { " READ ONLY" } else { "" };
    let mut sql = format!("BEGIN{isolation}{access}");
    // These end with the transaction, also behind a pooler.
    for (name, limit) in [
        ("statement_timeout", options.statement_timeout),
        ("lock_timeout", options.lock_timeout),
    ] {
        if let Some(limit) = limit {
            sql.push_str(&format!("; SET LOCAL {name} = {}", milliseconds(limit)));
        }
    }
    sql
}

/// A limit as PostgreSQL has it, for which 0 would be none.
fn milliseconds(limit: Duration) -> u128 {
    limit.as_millis().clamp(1, i32::MAX as u128)
}

/// A connection for one statement.
///
/// Invariant: the connection is gone as soon as nobody else may use it.
struct Held {
    connection: Option<Box<Connection>>,
    // Declared last: there is room for another connection when this one is closed.
    seat: Option<Seat>,
}

impl Held {
    fn running(&mut self) -> Result<Running<'_>> {
        Running::new(&mut self.connection).ok_or_else(connection::given_up)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let (Some(connection), Some(seat)) = (self.connection.take(), &mut self.seat) {
            seat.give_back(connection);
        }
    }
}
