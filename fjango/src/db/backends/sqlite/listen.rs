//! Notifications inside one process: SQLite has none of its own.

use futures_util::stream::{self, BoxStream, StreamExt};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use crate::db::backend::BoxFuture;
use crate::db::{Error, Notification, Result};

/// How far a listener may be behind.
const CAPACITY: usize = 1_024;

/// All channels of one [`Db`](crate::db::Db).
pub(super) struct Channels(broadcast::Sender<Notification>);

impl Default for Channels {
    fn default() -> Self {
        Self(broadcast::Sender::new(CAPACITY))
    }
}

impl Channels {
    pub(super) fn listen(&self, channels: Vec<String>) -> BoxStream<'static, Result<Notification>> {
        let heard = self.0.subscribe();
        let next = async |(mut heard, channels): (broadcast::Receiver<Notification>, Vec<String>)| loop {
            let item = match heard.recv().await {
                Ok(notification) if !channels.contains(&notification.channel) => continue,
                Ok(notification) => Ok(notification),
                Err(RecvError::Lagged(missed)) => Err(Error::Disconnected {
                    message: format!("{missed} notifications came faster than they were read and are lost"),
                }),
                // The database was closed: nothing can be told any more, and a listener waits as it would on a server.
                Err(RecvError::Closed) => std::future::pending().await,
            };
            return Some((item, (heard, channels)));
        };
        stream::unfold((heard, channels), next).boxed()
    }

    /// Work that tells all who listen.
    pub(super) fn tell(&self, notification: Notification) -> BoxFuture<'static, ()> {
        let sender = self.0.clone();
        Box::pin(async move {
            // Nobody listens: as good as told.
            let _ = sender.send(notification);
        })
    }
}
