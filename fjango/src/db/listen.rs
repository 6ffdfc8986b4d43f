use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::Stream;
use futures_util::stream::BoxStream;

use super::backend::Notify;
use super::statement::NUL;
use super::{Db, Error, Executor, Result, Tx};

/// The longest payload of a notification, in bytes.
pub const MAX_PAYLOAD_BYTES: usize = 7_999;

/// The longest name of a channel, in bytes.
const MAX_CHANNEL_BYTES: usize = 63;

/// What somebody told a channel by [`Db::notify`] or [`Tx::notify`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notification {
    /// The channel.
    pub channel: String,
    /// What was told; may be empty.
    pub payload: String,
}

impl Notification {
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    pub(super) fn new(channel: impl Into<String>, payload: impl Into<String>) -> Self {
        Self {
            channel: channel.into(),
            payload: payload.into(),
        }
    }
}

/// Notifications as they come; made by [`Db::listen`]. Dropping it ends the listening. It never ends by itself.
pub struct Notifications(pub(super) BoxStream<'static, Result<Notification>>);

impl Stream for Notifications {
    type Item = Result<Notification>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl std::fmt::Debug for Notifications {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Notifications")
    }
}

impl Db {
    /// Listens to channels: what is told to them after this has returned comes out of the stream, in order.
    ///
    /// On PostgreSQL this is `LISTEN`, on a connection of its own outside the pool. When that connection is lost, another
    /// is made, at first at once and then with longer and longer pauses, up to five seconds. As soon as it listens again
    /// the stream gives one [`Error::Disconnected`] and goes on: **something may have been missed**, so read again
    /// whatever the notifications are about. Through a PgBouncer that pools transactions nothing can be heard; give
    /// the listener a `Db` of its own that is connected directly.
    ///
    /// On SQLite it hears what is told through the same `Db` and its clones, so within one process. A reader who is more
    /// than 1,024 notifications behind gets the same error.
    ///
    /// # Errors
    /// [`Error::Value`] for a name of a channel that is empty, has a NUL character or more than 63 bytes;
    /// [`Error::Connect`] when no connection can be made.
    ///
    /// # Examples
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> fjango::db::Result<()> {
    /// use fjango::db::Db;
    /// use fjango::prelude::TryStreamExt;
    ///
    /// let db = Db::connect("sqlite::memory:").await?;
    /// let mut news = db.listen(["orders"]).await?;
    /// db.transaction(async |tx| tx.notify("orders", "17").await).await?;
    /// let heard = news.try_next().await?;
    /// assert_eq!(heard.map(|heard| heard.payload).as_deref(), Some("17"));
    /// # Ok(()) }
    /// ```
    pub async fn listen(&self, channels: impl IntoIterator<Item = impl Into<String>>) -> Result<Notifications> {
        let channels: Vec<String> = channels.into_iter().map(Into::into).collect();
        channels.iter().try_for_each(|channel| check_channel(channel))?;
        Ok(Notifications(self.backend().listen(channels).await?))
    }

    /// Tells everybody who listens to the channel.
    ///
    /// # Errors
    /// [`Error::Value`] for a payload of more than [`MAX_PAYLOAD_BYTES`], and for a channel as in [`listen`](Self::listen).
    pub async fn notify(&self, channel: &str, payload: &str) -> Result<()> {
        check(channel, payload)?;
        match self.backend().notify(channel, payload) {
            Notify::Statement(statement) => self.fetch(statement, |_| Ok(())).await.map(drop),
            Notify::Committed(tell) => {
                tell.await;
                Ok(())
            }
        }
    }
}

impl Tx {
    /// Tells everybody who listens to the channel, when this transaction has been committed; nobody when it, or the
    /// savepoint around, is undone. What is told twice in the same words may be heard once.
    ///
    /// # Errors
    /// As [`Db::notify`].
    pub async fn notify(&self, channel: &str, payload: &str) -> Result<()> {
        check(channel, payload)?;
        match self.db().backend().notify(channel, payload) {
            Notify::Statement(statement) => self.fetch(statement, |_| Ok(())).await.map(drop),
            Notify::Committed(tell) => {
                self.on_commit(tell);
                Ok(())
            }
        }
    }
}

fn refuse(message: String) -> Result<()> {
    Err(Error::Value { message })
}

fn check(channel: &str, payload: &str) -> Result<()> {
    check_channel(channel)?;
    match payload.len() {
        _ if payload.contains('\0') => refuse(NUL.to_owned()),
        0..=MAX_PAYLOAD_BYTES => Ok(()),
        length => refuse(format!(
            "a notification of {length} bytes is longer than {MAX_PAYLOAD_BYTES}; keep what it is about in a table and send its key"
        )),
    }
}

fn check_channel(channel: &str) -> Result<()> {
    match channel.len() {
        _ if channel.contains('\0') => refuse(NUL.to_owned()),
        0 => refuse("a channel has no name".to_owned()),
        1..=MAX_CHANNEL_BYTES => Ok(()),
        length => refuse(format!(
            "the name of a channel has {length} bytes and {MAX_CHANNEL_BYTES} is the most"
        )),
    }
}
