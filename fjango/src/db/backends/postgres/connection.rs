use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use futures_util::TryStreamExt;
use postgres_types::Type;
use tokio::runtime::{Handle, Id};
use tokio_postgres::{Client, RowStream};

use super::cancel::Canceller;
use super::dialect::PostgresDialect;
use super::row::PgRow;
use super::statements::{Prepared, Statements, oid};
use super::{encode, error};
use crate::db::backend::Ran;
use crate::db::{Error, Result, Sink, Statement};
use crate::value::Row;

/// A connection and what its server has prepared on it.
pub(super) struct Connection {
    pub(super) client: Client,
    pub(super) statements: Statements,
    /// Whether statements are prepared for later. Without it nothing has a name on the server.
    prepares: bool,
    canceller: Arc<Canceller>,
    /// The runtime whose task reads and writes the socket.
    pub(super) home: Id,
    pub(super) opened: Instant,
    /// When it was last given back.
    pub(super) used: Instant,
}

impl Connection {
    pub(super) fn new(client: Client, canceller: Arc<Canceller>, home: Id, prepares: bool) -> Self {
        Self {
            client,
            statements: Statements::default(),
            prepares,
            canceller,
            home,
            opened: Instant::now(),
            used: Instant::now(),
        }
    }

    /// Whether the server or the network has ended it.
    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Asks the server to stop what runs here, without waiting for it.
    pub(super) fn cancel(&self) {
        if let Ok(runtime) = Handle::try_current() {
            let (canceller, token) = (Arc::clone(&self.canceller), self.client.cancel_token());
            runtime.spawn(async move { canceller.cancel(token).await });
        }
    }

    /// Whether a statement is prepared for later.
    pub(super) fn prepares(&self, statement: &Statement) -> bool {
        self.prepares && !statement.one_off
    }

    /// Sends a statement and waits until the server begins to answer.
    pub(super) async fn ask(&self, statement: &Statement) -> Result<Answer, tokio_postgres::Error> {
        if !self.prepares(statement) {
            let sql = statement.to_sql(&PostgresDialect);
            let values = statement.binds.iter().zip(encode::types(statement));
            return Ok(Answer {
                rows: self.client.query_typed_raw(&sql, values).await?,
                columns: None,
            });
        }
        let prepared = match self.statements.find(statement) {
            Some(prepared) => prepared,
            None => Box::pin(self.prepare(statement)).await?,
        };
        self.ask_prepared(&prepared, statement).await
    }

    pub(super) async fn ask_prepared(
        &self,
        prepared: &Prepared,
        statement: &Statement,
    ) -> Result<Answer, tokio_postgres::Error> {
        let rows = self.client.query_raw(&prepared.statement, &statement.binds).await;
        if rows.as_ref().is_err_and(error::is_stale) {
            self.statements.forget(statement);
        }
        Ok(Answer {
            rows: rows?,
            columns: Some(Arc::clone(&prepared.columns)),
        })
    }

    pub(super) async fn prepare(&self, statement: &Statement) -> Result<Arc<Prepared>, tokio_postgres::Error> {
        let sql = statement.to_sql(&PostgresDialect);
        let types: Vec<Type> = encode::types(statement).collect();
        let made = self.client.prepare_typed(&sql, &types).await?;
        Ok(self.statements.keep(statement, made))
    }

    /// Asks with values that are bytes already.
    #[cfg(feature = "diesel-schema")]
    pub(super) async fn ask_raw<P: postgres_types::ToSql>(
        &self,
        sql: &str,
        values: Vec<(P, Type)>,
    ) -> Result<Answer, tokio_postgres::Error> {
        Ok(Answer {
            rows: self.client.query_typed_raw(sql, values).await?,
            columns: None,
        })
    }
}

/// What the server answers to one statement.
pub(super) struct Answer {
    pub(super) rows: RowStream,
    /// The types of the columns, where they are known before the first row.
    columns: Option<Arc<[NonZeroU32]>>,
}

impl Answer {
    /// Hands each row to `take`, and gives the number of rows read or changed.
    pub(super) async fn for_each(self, mut take: impl FnMut(PgRow<'_>) -> Result<()>) -> Result<usize> {
        let mut rows = pin!(self.rows);
        let mut columns = self.columns;
        let mut count: usize = 0;
        while let Some(row) = rows.try_next().await.map_err(error::from_driver)? {
            let columns = columns.get_or_insert_with(|| row.columns().iter().map(|c| oid(c.type_())).collect());
            take(PgRow { row: &row, columns })?;
            count += 1;
        }
        let changed = rows.rows_affected().and_then(|n| usize::try_from(n).ok());
        Ok(changed.unwrap_or(count))
    }

    /// Hands the rows to the sink, or counts them.
    ///
    /// A sink that refuses a row leaves the rest unread; the driver reads it away before the next statement.
    pub(super) async fn read(self, sink: Option<Box<dyn Sink>>) -> Ran {
        let Some(mut sink) = sink else {
            return Ok((self.for_each(|_| Ok(())).await?, None));
        };
        let count = self
            .for_each(|row| {
                sink.row(Row::new(&row))?;
                Ok(())
            })
            .await?;
        sink.end();
        Ok((count, Some(sink)))
    }
}

/// Why a connection that was there is not.
pub(super) fn given_up() -> Error {
    Error::Disconnected {
        message: "an earlier statement of this transaction was abandoned".into(),
    }
}

/// A connection while it works. Dropped before the end of its statement it cancels the statement on the server and
/// takes the connection away from its holder, out of the pool.
pub(super) struct Running<'a> {
    slot: &'a mut Option<Box<Connection>>,
    done: bool,
}

impl<'a> Running<'a> {
    pub(super) fn new(slot: &'a mut Option<Box<Connection>>) -> Option<Self> {
        slot.as_ref()?;
        Some(Self { slot, done: false })
    }

    /// Does something with the connection. One that is lost must not come back, nor a transaction be told to go on
    /// with it.
    pub(super) async fn with<T>(mut self, work: impl AsyncFnOnce(&Connection) -> Result<T>) -> Result<T> {
        let Some(connection) = self.slot.as_ref() else {
            return Err(given_up());
        };
        let result = work(connection).await;
        if matches!(result, Err(Error::Disconnected { .. })) {
            *self.slot = None;
        }
        self.done = true;
        result
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if !self.done
            && let Some(connection) = self.slot.take()
        {
            connection.cancel();
        }
    }
}
