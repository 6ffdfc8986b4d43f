//! Statements that run by themselves, and connections that turn out to be dead.
//!
//! A pooled connection may have ended unnoticed: its server was restarted, or something between forgot it. Whoever gets
//! it must not pay for that, and no write may be carried out twice. So:
//!
//! - A statement that only reads is sent once more on another connection when no row of it was handed on yet.
//! - `BEGIN` changes nothing and is sent once more as well. Later statements of a transaction are not.
//! - A statement that may write is sent once. Before it travels on a connection that has rested, or that may have ended
//!   with another one, the server is asked for a sign of life.
//! - A server that goes down and says so before such a statement began has not run it, so it is sent once more.

use std::time::{Duration, Instant};

use super::connection::Connection;
use super::{Held, Postgres, error};
use crate::db::backend::Ran;
use crate::db::{Error, Result, Sink, Statement};
use crate::value::Row;

/// A connection used within this time is believed to be alive: if it ended, its driver has noticed.
const RESTED: Duration = Duration::from_secs(1);
/// A connection used within this time has had no time to end, or its driver was awake then.
const JUST_NOW: Duration = Duration::from_millis(5);
/// How long a sign of life may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// How a statement went.
enum Went {
    Well(usize),
    /// The connection was lost before the first row.
    Lost(Error),
    /// The connection was lost before the statement began.
    NotBegun(Error),
    Wrong(Error),
}

impl Postgres {
    /// Takes a connection that was used within `rested` or answers now.
    pub(super) async fn hold_alive(&self, rested: Duration) -> Result<Held> {
        // Each turn takes a dead connection out of the pool, and a new one is alive.
        loop {
            let mut held = self.hold().await?;
            let alive = match &held.connection {
                Some(connection) => self.is_alive(connection, rested).await,
                None => true,
            };
            if alive {
                return Ok(held);
            }
            self.pool.note_loss();
            held.connection = None;
        }
    }

    async fn is_alive(&self, connection: &Connection, rested: Duration) -> bool {
        let idle = connection.used.elapsed();
        if idle > rested || self.pool.is_doubtful(connection, RESTED) {
            return Box::pin(answers(connection)).await;
        }
        if idle > JUST_NOW {
            // What has come in meanwhile is read by the connection's own task.
            tokio::task::yield_now().await;
        }
        !connection.is_closed()
    }

    /// Takes a connection for what must not be sent twice.
    pub(super) async fn hold_to_write(&self) -> Result<Held> {
        self.hold_alive(RESTED).await
    }

    /// Runs one statement: where others travel too, if it may, else on a connection of its own.
    pub(super) async fn run_alone(&self, statement: &Statement, mut sink: Option<Box<dyn Sink>>) -> Ran {
        let repeatable = statement.is_repeatable();
        if repeatable && let Some(answer) = self.lanes.ask(statement).await {
            return answer.read(sink);
        }
        let mut held = match repeatable {
            true => self.hold().await?,
            false => self.hold_to_write().await?,
        };
        let mut went = self.run_on(&mut held, statement, &mut sink).await;
        if went.is_lost() {
            self.pool.note_loss();
        }
        if let Some(error) = went.again(repeatable) {
            tracing::debug!(%error, "a connection was lost; asking again on another one");
            drop(held);
            let mut held = self.hold_alive(Duration::ZERO).await?;
            went = self.run_on(&mut held, statement, &mut sink).await;
        }
        went.result().map(|rows| (rows, sink))
    }

    async fn run_on(&self, held: &mut Held, statement: &Statement, sink: &mut Option<Box<dyn Sink>>) -> Went {
        let (mut not_begun, mut begun) = (false, false);
        let running = match held.running() {
            Ok(running) => running,
            Err(error) => return Went::Wrong(error),
        };
        let ran = running
            .with(async |connection| {
                let asked = statement.is_repeatable().then(Instant::now);
                let mut answer = connection.ask(statement).await;
                if answer.as_ref().is_err_and(error::is_stale) {
                    answer = connection.ask(statement).await;
                }
                not_begun = answer
                    .as_ref()
                    .is_err_and(|error| connection.prepares(statement) && error::is_termination(error));
                let answer = answer.map_err(error::from_driver)?;
                let rows = match sink.as_mut() {
                    None => answer.for_each(|_| Ok(())).await?,
                    Some(sink) => {
                        let take = |row: super::row::PgRow<'_>| {
                            begun = true;
                            Ok(sink.row(Row::new(&row))?)
                        };
                        answer.for_each(take).await?
                    }
                };
                if let Some(asked) = asked {
                    self.lanes.learn(&self.pool, connection, statement, asked);
                }
                Ok(rows)
            })
            .await;
        match ran {
            Ok(rows) => {
                if let Some(sink) = sink {
                    sink.end();
                }
                Went::Well(rows)
            }
            Err(error @ Error::Disconnected { .. }) if not_begun => Went::NotBegun(error),
            Err(error @ Error::Disconnected { .. }) if !begun => Went::Lost(error),
            Err(error) => Went::Wrong(error),
        }
    }
}

impl Went {
    fn is_lost(&self) -> bool {
        matches!(
            self,
            Self::Lost(_) | Self::NotBegun(_) | Self::Wrong(Error::Disconnected { .. })
        )
    }

    /// Why the statement is to be sent once more, if it may be.
    fn again(&self, repeatable: bool) -> Option<&Error> {
        match self {
            Self::NotBegun(error) => Some(error),
            Self::Lost(error) if repeatable => Some(error),
            _ => None,
        }
    }

    fn result(self) -> Result<usize> {
        match self {
            Self::Well(rows) => Ok(rows),
            Self::Lost(error) | Self::NotBegun(error) | Self::Wrong(error) => Err(error),
        }
    }
}

async fn answers(connection: &Connection) -> bool {
    let answer = tokio::time::timeout(PATIENCE, connection.client.check_connection()).await;
    matches!(answer, Ok(Ok(())))
}
