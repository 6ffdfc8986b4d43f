//! Asking the server to stop a statement, over a connection made for that alone.
//!
//! The request is delivered when the server closes that connection, and libpq waits for it. The driver's own request
//! hangs up at once, on which a PgBouncer that is still passing the request on can crash (1.18, which is Debian 12's:
//! <https://github.com/pgbouncer/pgbouncer/issues/801>). So these wait as well.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio_postgres::config::Host;
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_postgres::{CancelToken, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long a server may take, when the URL does not say.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where to ask, and how.
pub(super) struct Canceller {
    /// The one server there is; with several the driver knows which it was.
    server: Option<(Host, u16)>,
    patience: Duration,
    tls: MakeRustlsConnect,
}

impl Canceller {
    pub(super) fn new(config: &Config, tls: MakeRustlsConnect) -> Self {
        let server = match (config.get_hosts(), config.get_hostaddrs(), config.get_ports()) {
            ([host], [], [port]) => Some((host.clone(), *port)),
            ([host], [], []) => Some((host.clone(), 5432)),
            _ => None,
        };
        let patience = config.get_connect_timeout().copied().unwrap_or(PATIENCE);
        Self { server, patience, tls }
    }

    /// Asks, and waits until the server has heard it. It may have nothing to stop by then.
    pub(super) async fn cancel(&self, token: CancelToken) {
        let asked = tokio::time::timeout(self.patience, async {
            match &self.server {
                Some((Host::Tcp(host), port)) => {
                    let stream = TcpStream::connect((host.as_str(), *port)).await?;
                    ask(&token, stream, self.tls.clone(), host).await
                }
                Some((Host::Unix(directory), port)) => {
                    let stream = UnixStream::connect(directory.join(format!(".s.PGSQL.{port}"))).await?;
                    ask(&token, stream, self.tls.clone(), "").await
                }
                None => token.cancel_query(self.tls.clone()).await.map_err(io::Error::other),
            }
        });
        match asked.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "an abandoned statement could not be cancelled"),
            Err(_) => tracing::debug!("an abandoned statement could not be cancelled in time"),
        }
    }
}

async fn ask<S, M>(token: &CancelToken, stream: S, mut tls: M, host: &str) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
    M: MakeTlsConnect<Patient<S>>,
    M::Stream: Unpin,
    M::TlsConnect: TlsConnect<Patient<S>, Error: 'static, Future: Send + 'static>,
{
    let tls = tls
        .make_tls_connect(host)
        .map_err(|error| io::Error::other(error.into()))?;
    let asked = token.cancel_query_raw(Patient(stream), PatientTls(tls)).await;
    asked.map_err(io::Error::other)
}

/// A stream that is shut down only when the other side has closed it.
struct Patient<S>(S);

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut space = [0; 64];
        loop {
            let mut buffer = ReadBuf::new(&mut space);
            match ready!(Pin::new(&mut self.0).poll_read(cx, &mut buffer)) {
                Ok(()) if !buffer.filled().is_empty() => {}
                // Closed, or torn down: heard in both cases.
                Ok(()) | Err(_) => return Poll::Ready(Ok(())),
            }
        }
    }
}

impl<S: TlsStream + Unpin> TlsStream for Patient<S> {
    fn channel_binding(&self) -> ChannelBinding {
        self.0.channel_binding()
    }
}

/// Encryption whose streams are [`Patient`] too: the farewell of TLS is a hanging up like any other.
struct PatientTls<T>(T);

impl<S, T> TlsConnect<S> for PatientTls<T>
where
    T: TlsConnect<S>,
    T::Stream: Unpin,
    T::Future: Send + 'static,
    T::Error: 'static,
{
    type Stream = Patient<T::Stream>;
    type Error = T::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Stream, T::Error>> + Send>>;

    fn connect(self, stream: S) -> Self::Future {
        let connecting = self.0.connect(stream);
        Box::pin(async move { connecting.await.map(Patient) })
    }
}

#[cfg(test)]
mod tests {
    use futures_util::poll;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn nobody_hangs_up_before_the_server_does() {
        let (client, mut server) = tokio::io::duplex(64);
        let mut client = Patient(client);
        client.write_all(b"cancel").await.unwrap();
        {
            let mut farewell = std::pin::pin!(client.shutdown());
            assert!(poll!(&mut farewell).is_pending());
            let mut heard = [0; 6];
            server.read_exact(&mut heard).await.unwrap();
            assert_eq!(&heard, b"cancel");
            // What a server says meanwhile is no end.
            server.write_all(b"?").await.unwrap();
            assert!(poll!(&mut farewell).is_pending());
            drop(server);
            farewell.await.unwrap();
        }
    }
}
