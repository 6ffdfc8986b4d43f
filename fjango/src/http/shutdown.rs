//! Stopping without dropping requests.

use std::sync::Arc;

use tokio::sync::watch;

use super::error::{Error, Result};

/// Tells the server, and whoever else asks, that the process is stopping.
///
/// Clones share one state. Long-running work (streams, background tasks) awaits [`Shutdown::requested`] to end in time.
///
/// # Examples
/// ```
/// let shutdown = fjango::http::Shutdown::new();
/// assert!(!shutdown.is_draining());
/// shutdown.begin();
/// assert!(shutdown.is_draining());
/// ```
#[derive(Debug, Clone)]
pub struct Shutdown(Arc<watch::Sender<bool>>);

impl Default for Shutdown {
    fn default() -> Self {
        Self::new()
    }
}

impl Shutdown {
    /// A process that is not stopping.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Starts the stop, as SIGTERM does: `/readyz` turns 503, requests in flight finish, the server ends.
    /// A second call changes nothing.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Whether the stop has begun.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until the stop begins; at once if it has.
    pub async fn requested(&self) {
        // The sender lives in `self`, so that waiting cannot fail.
        let _ = self.0.subscribe().wait_for(|draining| *draining).await;
    }
}

/// The signals that stop a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    Interrupt,
    Terminate,
}

/// SIGINT and SIGTERM, each as often as it comes.
pub(super) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    pub(super) fn listen() -> Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt()).map_err(Error::Signals)?,
            terminate: signal(SignalKind::terminate()).map_err(Error::Signals)?,
        })
    }

    #[cfg(unix)]
    pub(super) async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.interrupt.recv() => Signal::Interrupt,
            _ = self.terminate.recv() => Signal::Terminate,
        }
    }

    #[cfg(not(unix))]
    pub(super) fn listen() -> Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    pub(super) async fn next(&mut self) -> Signal {
        if let Err(error) = tokio::signal::ctrl_c().await.map_err(Error::Signals) {
            tracing::error!(target: "fjango::http", %error, "Ctrl-C cannot stop this server");
            std::future::pending::<()>().await;
        }
        Signal::Interrupt
    }
}
