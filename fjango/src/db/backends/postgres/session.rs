//! A connection that one user holds for a transaction or for settings of its own.

use std::sync::{Arc, Mutex, PoisonError};

use super::connection::{self, Connection};
#[cfg(feature = "diesel-schema")]
use super::foreign;
use super::pool::Seat;
use super::{Held, error};
use crate::db::backend::{BoxFuture, Ran, Session, Together};
#[cfg(feature = "diesel-schema")]
use crate::db::foreign::Foreign;
use crate::db::{Error, Result, Sink, Statement};

/// Statements that are awaited together are sent without waiting for each other's answers.
///
/// Invariant: a session that is dropped instead of released closes its connection, which makes the server roll back.
pub(super) struct PgSession {
    /// Taken out by whoever abandons a statement; it closes when the last statement under way has left.
    connection: Mutex<Option<Arc<Connection>>>,
    // Declared last: there is room for another connection when this one is closed.
    seat: Seat,
}

impl PgSession {
    pub(super) fn new(mut held: Held) -> Result<Self> {
        match (held.connection.take(), held.seat.take()) {
            (Some(connection), Some(seat)) => Ok(Self {
                connection: Mutex::new(Some(Arc::new(*connection))),
                seat,
            }),
            _ => Err(connection::given_up()),
        }
    }

    fn take(&self) -> Option<Arc<Connection>> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Does something with the connection. One that is lost must not come back, nor a transaction be told to go on
    /// with it.
    async fn with<T>(&self, work: impl AsyncFnOnce(&Connection) -> Result<T>) -> Result<T> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let connection = connection.ok_or_else(connection::given_up)?;
        let mut running = Running {
            session: self,
            done: false,
        };
        let result = work(&connection).await;
        running.done = true;
        if matches!(result, Err(Error::Disconnected { .. })) {
            self.take();
            self.seat.note_loss();
        }
        result
    }

    async fn ask(&self, statement: &Statement, sink: Option<Box<dyn Sink>>) -> Ran {
        self.with(async |connection| {
            let answer = connection.ask(statement).await.map_err(error::from_driver)?;
            answer.read(sink).await
        })
        .await
    }
}

impl Session for PgSession {
    fn run(&mut self, statement: Statement, sink: Option<Box<dyn Sink>>) -> BoxFuture<'_, Ran> {
        Box::pin(async move { self.ask(&statement, sink).await })
    }

    fn together(&self) -> Option<&dyn Together> {
        Some(self)
    }

    #[cfg(feature = "diesel-schema")]
    fn foreign(&mut self, query: Box<dyn Foreign>) -> BoxFuture<'_, Ran> {
        Box::pin(async move {
            self.with(async |connection| foreign::run(connection, query).await)
                .await
        })
    }

    fn batch<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            self.with(async |connection| connection.client.batch_execute(sql).await.map_err(error::from_driver))
                .await
        })
    }

    fn release(mut self: Box<Self>) {
        // Nobody else has it: a statement under way borrows the session.
        if let Some(connection) = self.take().and_then(Arc::into_inner) {
            self.seat.give_back(Box::new(connection));
        }
    }
}

impl Together for PgSession {
    fn run(&self, statement: Statement, sink: Option<Box<dyn Sink>>) -> BoxFuture<'_, Ran> {
        Box::pin(async move { self.ask(&statement, sink).await })
    }
}

/// A statement under way. Dropped before its end it cancels what runs on the server and takes the connection away.
struct Running<'a> {
    session: &'a PgSession,
    done: bool,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if !self.done
            && let Some(connection) = self.session.take()
        {
            connection.cancel();
        }
    }
}
