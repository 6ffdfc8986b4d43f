use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use diesel_async::{AsyncConnectionCore, AsyncPgConnection, SimpleAsyncConnection};
use futures_util::StreamExt;
use tokio::runtime::{Handle, Id};
use tokio_postgres::CancelToken;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{error, tls};
use crate::db::backend::Ran;
use crate::db::{Config, Error, Result, Sink, Statement};
use crate::value::{Cell, RawRow, Row};

/// Makes connections.
#[derive(Clone)]
pub(super) struct Connector {
    pub(super) config: tokio_postgres::Config,
    pub(super) tls: MakeRustlsConnect,
}

pub(super) struct Connection {
    conn: AsyncPgConnection,
    /// For the further connection that cancels a statement.
    tls: MakeRustlsConnect,
    /// The runtime whose task reads and writes the socket.
    pub(super) home: Id,
    pub(super) opened: Instant,
    closed: Arc<AtomicBool>,
}

impl Connector {
    pub(super) fn new(url: &str, config: &Config) -> Result<Self> {
        let (url, tls) = tls::from_url(url)?;
        // The parser's message can repeat parts of the URL, which may hold a password.
        let mut options: tokio_postgres::Config = url.parse().map_err(|_| Error::Url {
            reason: "is not a valid PostgreSQL URL".into(),
        })?;
        if options.get_application_name().is_none() {
            options.application_name("fjango");
        }
        if options.get_connect_timeout().is_none() {
            options.connect_timeout(config.acquire_timeout);
        }
        for (name, limit) in [
            ("statement_timeout", config.statement_timeout),
            ("lock_timeout", config.lock_timeout),
        ] {
            if let Some(limit) = limit {
                let given = options.get_options().unwrap_or_default();
                options.options(format!("{given} -c {name}={}", super::milliseconds(limit)).trim_start());
            }
        }
        Ok(Self { config: options, tls })
    }
}

impl Connector {
    pub(super) async fn connect(&self) -> Result<Connection> {
        let (client, driver) = self
            .config
            .connect(self.tls.clone())
            .await
            .map_err(|error| error::connect(&error))?;
        let closed = Arc::new(AtomicBool::new(false));
        let ended = Ended(Arc::clone(&closed));
        tokio::spawn(async move {
            // Also when the runtime ends before the connection does.
            let _ended = ended;
            if let Err(error) = driver.await {
                tracing::debug!(%error, "a PostgreSQL connection ended");
            }
        });
        let conn = AsyncPgConnection::try_from(client)
            .await
            .map_err(|error| Error::Connect {
                message: error.to_string(),
            })?;
        Ok(Connection {
            conn,
            tls: self.tls.clone(),
            home: Handle::current().id(),
            opened: Instant::now(),
            closed,
        })
    }
}

/// Says that a connection is closed, when it is dropped.
struct Ended(Arc<AtomicBool>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

impl Connection {
    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }
}

/// A connection while it works. Dropped before the end of its statement it cancels the statement on the server and
/// takes the connection away from its holder, out of the pool.
pub(super) struct Running<'a> {
    slot: &'a mut Option<Connection>,
    cancel: CancelToken,
    done: bool,
}

impl<'a> Running<'a> {
    pub(super) fn new(slot: &'a mut Option<Connection>) -> Option<Self> {
        let cancel = slot.as_ref()?.conn.cancel_token();
        Some(Self {
            slot,
            cancel,
            done: false,
        })
    }

    fn finish<T>(mut self, result: Result<T>) -> Result<T> {
        // A lost connection must not come back, nor a transaction be told to go on with it.
        if matches!(result, Err(Error::Disconnected { .. })) {
            self.close();
        }
        self.done = true;
        result
    }

    fn close(&mut self) {
        *self.slot = None;
    }

    pub(super) async fn batch(self, sql: &str) -> Result<()> {
        let Some(connection) = self.slot.as_mut() else {
            return Err(gone());
        };
        let result = connection.conn.batch_execute(sql).await.map_err(error::from_diesel);
        self.finish(result)
    }

    #[cfg(feature = "diesel-schema")]
    pub(super) async fn foreign(self, query: Box<dyn crate::db::foreign::Foreign>) -> Ran {
        let Some(connection) = self.slot.as_mut() else {
            return Err(gone());
        };
        let result = query.on_postgres(&mut connection.conn).await;
        self.finish(result.map(|rows| (rows, None)).map_err(error::from_diesel))
    }

    pub(super) async fn run(self, statement: Statement, sink: Option<Box<dyn Sink>>) -> Ran {
        let Some(connection) = self.slot.as_mut() else {
            return Err(gone());
        };
        let result = match sink {
            None => connection
                .conn
                .execute_returning_count(statement)
                .await
                .map(|rows| (rows, None))
                .map_err(error::from_diesel),
            Some(sink) => read(&mut connection.conn, statement, sink).await,
        };
        // A sink that refuses a row leaves the rest unread; the driver reads it away before the next statement.
        self.finish(result)
    }
}

async fn read(conn: &mut AsyncPgConnection, statement: Statement, mut sink: Box<dyn Sink>) -> Ran {
    let mut rows = AsyncConnectionCore::load(conn, statement)
        .await
        .map_err(error::from_diesel)?;
    let mut count = 0;
    while let Some(row) = rows.next().await {
        let row = row.map_err(error::from_diesel)?;
        sink.row(Row::new(&PgRow(&row)))?;
        count += 1;
    }
    sink.end();
    Ok((count, Some(sink)))
}

fn gone() -> Error {
    Error::Disconnected {
        message: "the connection was given up".into(),
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if self.done {
            return;
        }
        let tls = self.slot.as_ref().map(|connection| connection.tls.clone());
        self.close();
        if let (Ok(runtime), Some(tls)) = (tokio::runtime::Handle::try_current(), tls) {
            let cancel = self.cancel.clone();
            runtime.spawn(async move {
                if let Err(error) = cancel.cancel_query(tls).await {
                    tracing::debug!(%error, "an abandoned statement could not be cancelled");
                }
            });
        }
    }
}

struct PgRow<'a, 'b>(&'a <AsyncPgConnection as AsyncConnectionCore>::Row<'b, 'b>);

impl RawRow for PgRow<'_, '_> {
    fn with_cell(&self, column: usize, read: &mut dyn FnMut(Cell<'_>)) {
        use diesel::row::{Field, Row};
        if let Some(field) = Row::get(self.0, column) {
            read(Cell::Pg(field.value()));
        }
    }

    fn width(&self) -> usize {
        diesel::row::Row::field_count(self.0)
    }
}
