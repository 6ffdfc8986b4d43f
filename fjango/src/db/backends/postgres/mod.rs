//! PostgreSQL: diesel-async connections in a deadpool.
//!
//! A connection comes back to the pool only when its last statement was read to the end and no transaction is open.
//! Otherwise the statement is cancelled on the server and the connection closed: opening another costs a few
//! milliseconds, handing on a dirty one costs somebody's data.

mod bind;
mod connection;
mod dialect;
mod error;

use std::time::Duration;

use deadpool::managed::{Object, Pool, PoolError, Timeouts};

use self::connection::{Manager, Running};
use crate::db::backend::{Backend, BoxFuture, Ran, Session, Streaming};
#[cfg(feature = "diesel-schema")]
use crate::db::foreign::Foreign;
use crate::db::{Config, Dialect, Error, Result, Sink, Statement};

pub(super) struct Postgres {
    pool: Pool<Manager>,
    acquire_timeout: Duration,
}

impl Postgres {
    pub(super) async fn open(url: &str, config: &Config) -> Result<Self> {
        let manager = Manager::new(url, config)?;
        let pool = Pool::builder(manager)
            .max_size(config.pool_size.max(1))
            .runtime(deadpool::Runtime::Tokio1)
            .timeouts(Timeouts {
                wait: Some(config.acquire_timeout),
                ..Timeouts::default()
            })
            .build()
            .map_err(|error| Error::Connect {
                message: error.to_string(),
            })?;
        let postgres = Self {
            pool,
            acquire_timeout: config.acquire_timeout,
        };
        // A wrong password or host shows at start, not at the first request.
        drop(postgres.checkout().await?);
        Ok(postgres)
    }

    async fn checkout(&self) -> Result<Object<Manager>> {
        self.pool.get().await.map_err(|error| match error {
            PoolError::Backend(error) => error,
            PoolError::Timeout(_) => Error::PoolTimeout {
                waited: self.acquire_timeout,
            },
            other => Error::Connect {
                message: other.to_string(),
            },
        })
    }
}

impl Backend for Postgres {
    fn dialect(&self) -> &'static dyn Dialect {
        &dialect::PostgresDialect
    }

    fn run(&self, statement: Statement, sink: Option<Box<dyn Sink>>) -> BoxFuture<'_, Ran> {
        Box::pin(async move {
            let mut held = Held {
                connection: Some(self.checkout().await?),
                transaction: false,
            };
            held.run(statement, sink).await
        })
    }

    #[cfg(feature = "diesel-schema")]
    fn foreign(&self, query: Box<dyn Foreign>, _writes: bool) -> BoxFuture<'_, Ran> {
        Box::pin(async move {
            let mut held = Held {
                connection: Some(self.checkout().await?),
                transaction: false,
            };
            held.foreign(query).await
        })
    }

    #[cfg(feature = "diesel-schema")]
    fn foreign_text(&self, query: &dyn Foreign) -> Result<String> {
        query.postgres_text().map_err(error::from_diesel)
    }

    fn session(&self, _writes: bool) -> BoxFuture<'_, Result<Box<dyn Session>>> {
        Box::pin(async move {
            let connection = Some(self.checkout().await?);
            Ok(Box::new(Held {
                connection,
                transaction: true,
            }) as Box<dyn Session>)
        })
    }

    fn streaming(&self) -> Streaming {
        Streaming::Cursor
    }

    fn begin_sql(&self) -> &'static str {
        "BEGIN"
    }
}

struct Held {
    connection: Option<Object<Manager>>,
    /// Whether a transaction may be open.
    transaction: bool,
}

impl Held {
    fn running(&mut self) -> Result<Running<'_>> {
        Running::new(&mut self.connection).ok_or_else(|| Error::Disconnected {
            message: "an earlier statement of this transaction was abandoned".into(),
        })
    }
}

impl Session for Held {
    fn run(&mut self, statement: Statement, sink: Option<Box<dyn Sink>>) -> BoxFuture<'_, Ran> {
        Box::pin(async move { self.running()?.run(statement, sink).await })
    }

    #[cfg(feature = "diesel-schema")]
    fn foreign(&mut self, query: Box<dyn Foreign>) -> BoxFuture<'_, Ran> {
        Box::pin(async move { self.running()?.foreign(query).await })
    }

    fn batch<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move { self.running()?.batch(sql).await })
    }

    fn release(mut self: Box<Self>) {
        self.transaction = false;
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.transaction
            && let Some(connection) = self.connection.take()
        {
            // Closing the connection makes the server roll back.
            drop(Object::take(connection));
        }
    }
}
