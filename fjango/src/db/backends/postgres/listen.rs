//! `LISTEN` on a connection of its own, which is made again when it is lost.
//!
//! The stream itself drives the connection: a reader who does not read leaves notifications on the server, which keeps
//! them, and dropping the stream closes the connection.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::time::Duration;

use futures_util::future::{Either, select};
use futures_util::stream::{self, BoxStream, StreamExt};
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{AsyncMessage, Client, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::connector::Connector;
use super::dialect::PostgresDialect;
use super::error;
use crate::db::{Error, Notification, Result, Statement, StatementBuilder};
use crate::value::Value;

/// A server that vanished without a word is noticed after about a minute and a half.
const KEEPALIVE: (Duration, Duration, u32) = (Duration::from_secs(45), Duration::from_secs(15), 3);

/// The first pause before another try to connect, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(5));

type Driver = tokio_postgres::Connection<Socket, <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream>;

/// What tells `channel` something at the commit.
pub(super) fn statement(channel: &str, payload: &str) -> Statement {
    let mut sql = StatementBuilder::new(&PostgresDialect);
    sql.push("SELECT pg_notify(").bind(Value::Text(channel.to_owned()));
    sql.push(", ").bind(Value::Text(payload.to_owned())).push(")::text");
    sql.finish()
}

/// Listens to `channels`; the stream begins when the server has said that it will tell.
pub(super) async fn listen(
    connector: Connector,
    channels: Vec<String>,
) -> Result<BoxStream<'static, Result<Notification>>> {
    let mut sql = StatementBuilder::new(&PostgresDialect);
    for channel in &channels {
        sql.push("LISTEN ").name(channel).push(";");
    }
    let sql = sql.finish().to_sql(&PostgresDialect);
    let line = Line::open(&connector, &sql).await?;
    let ear = Ear {
        connector,
        sql,
        line: Some(line),
    };
    Ok(stream::unfold(ear, async |mut ear| Some((ear.next().await, ear))).boxed())
}

/// Who listens.
struct Ear {
    connector: Connector,
    sql: String,
    /// Away while it is lost.
    line: Option<Line>,
}

impl Ear {
    async fn next(&mut self) -> Result<Notification> {
        if let Some(line) = &mut self.line {
            match line.next().await {
                Ok(notification) => return Ok(notification),
                Err(lost) => tracing::warn!(error = %lost, "the connection that listens was lost; connecting again"),
            }
            self.line = None;
        }
        let mut pause = PAUSES.0;
        loop {
            match Line::open(&self.connector, &self.sql).await {
                Ok(line) => {
                    self.line = Some(line);
                    // Told only now: whoever reads again what the notifications are about misses nothing after it.
                    return Err(Error::Disconnected {
                        message: "notifications may have been missed; listening again".into(),
                    });
                }
                Err(error) => tracing::debug!(%error, "the connection that listens cannot be made yet"),
            }
            // A random part keeps the listeners of many processes from coming back together.
            tokio::time::sleep(pause.mul_f64(rand::random::<f64>().max(0.1))).await;
            pause = (pause * 2).min(PAUSES.1);
        }
    }
}

/// A connection that listens.
struct Line {
    driver: Driver,
    /// The connection ends when its client is dropped.
    _client: Client,
    /// Heard while another message was waited for.
    heard: VecDeque<Notification>,
}

impl Line {
    async fn open(connector: &Connector, sql: &str) -> Result<Self> {
        let opened = connector.config.connect(connector.tls.clone()).await;
        let (client, mut driver) = opened.map_err(|error| error::connect(&error))?;
        let mut heard = VecDeque::new();
        {
            let mut listening = Box::pin(client.batch_execute(sql));
            loop {
                let message = match select(listening, Box::pin(message(&mut driver))).await {
                    Either::Left((listens, _)) => {
                        listens.map_err(|error| error::connect(&error))?;
                        break;
                    }
                    Either::Right((message, rest)) => {
                        listening = rest;
                        message?
                    }
                };
                heard.extend(message);
            }
        }
        Ok(Self {
            driver,
            _client: client,
            heard,
        })
    }

    async fn next(&mut self) -> Result<Notification> {
        loop {
            if let Some(notification) = self.heard.pop_front() {
                return Ok(notification);
            }
            self.heard.extend(message(&mut self.driver).await?);
        }
    }
}

/// The next message of the server that nobody asked for, when it is a notification.
async fn message(driver: &mut Driver) -> Result<Option<Notification>> {
    match poll_fn(|context| driver.poll_message(context)).await {
        Some(Ok(AsyncMessage::Notification(said))) => Ok(Some(Notification::new(said.channel(), said.payload()))),
        Some(Ok(_)) => Ok(None),
        Some(Err(error)) => Err(error::connect(&error)),
        None => Err(Error::Disconnected {
            message: "the server closed the connection".into(),
        }),
    }
}

impl Connector {
    /// The same for a connection that waits for the server to speak.
    pub(super) fn listening(&self) -> Self {
        let mut listening = self.clone();
        let (idle, interval, retries) = KEEPALIVE;
        listening
            .config
            .keepalives_idle(idle)
            .keepalives_interval(interval)
            .keepalives_retries(retries);
        listening
    }
}
