use std::sync::Arc;

use tokio::runtime::Handle;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::cancel::Canceller;
use super::connection::Connection;
use super::{error, tls};
use crate::db::{Config, Error, Result};

/// Makes connections.
#[derive(Clone)]
pub(super) struct Connector {
    pub(super) config: tokio_postgres::Config,
    pub(super) tls: MakeRustlsConnect,
    canceller: Arc<Canceller>,
    /// Whether connections prepare statements for later.
    pub(super) prepares: bool,
}

impl Connector {
    pub(super) fn new(url: &str, config: &Config) -> Result<Self> {
        let (url, prepares) = prepares(url)?;
        let (url, tls) = tls::from_url(&url)?;
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
        let prepares = prepares.unwrap_or(config.prepared_statements);
        Ok(Self {
            canceller: Arc::new(Canceller::new(&options, tls.clone())),
            config: options,
            tls,
            prepares,
        })
    }

    /// A new connection, in a box: it is handed around for each statement.
    pub(super) async fn connect(&self) -> Result<Box<Connection>> {
        let (client, driver) = self
            .config
            .connect(self.tls.clone())
            .await
            .map_err(|error| error::connect(&error))?;
        tokio::spawn(async move {
            if let Err(error) = driver.await {
                tracing::debug!(%error, "a PostgreSQL connection ended");
            }
        });
        // Times are UTC wherever the server stands.
        client
            .batch_execute("SET TIME ZONE 'UTC'")
            .await
            .map_err(|error| error::connect(&error))?;
        Ok(Box::new(Connection::new(
            client,
            Arc::clone(&self.canceller),
            Handle::current().id(),
            self.prepares,
        )))
    }
}

/// The URL without `prepared_statements`, and what that says.
fn prepares(url: &str) -> Result<(String, Option<bool>)> {
    let Some((address, query)) = url.split_once('?') else {
        return Ok((url.to_owned(), None));
    };
    let mut prepares = None;
    let mut rest = Vec::new();
    for part in query.split('&') {
        match part.split_once('=') {
            Some(("prepared_statements", "true")) => prepares = Some(true),
            Some(("prepared_statements", "false")) => prepares = Some(false),
            Some(("prepared_statements", _)) => {
                return Err(Error::Url {
                    reason: "has a `prepared_statements` that is neither `true` nor `false`".into(),
                });
            }
            _ => rest.push(part),
        }
    }
    Ok((format!("{address}?{}", rest.join("&")), prepares))
}
