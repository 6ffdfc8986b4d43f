//! Databases in the throwaway cluster.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage};

/// The variable through which `cargo xtask test` names its cluster.
pub const POSTGRES_URL_VARIABLE: &str = "FJANGO_TEST_POSTGRES_URL";

/// What a test that needs PostgreSQL says without a cluster.
pub(crate) const MISSING: &str =
    "FJANGO_TEST_POSTGRES_URL is not set, so there is no PostgreSQL to test on; run through cargo xtask test";

/// The URL of the throwaway cluster's maintenance database, if there is a cluster.
#[expect(
    clippy::disallowed_methods,
    reason = "tests have no settings; the cluster's URL comes from what starts them"
)]
pub fn postgres_url() -> Option<String> {
    std::env::var(POSTGRES_URL_VARIABLE).ok().filter(|url| !url.is_empty())
}

/// A database that is dropped with this value.
#[derive(Debug)]
pub(crate) struct PostgresDatabase {
    cluster: String,
    name: String,
    url: String,
}

impl PostgresDatabase {
    /// Creates a database of a unique name in the cluster.
    pub(crate) fn create(cluster: &str) -> Result<Self, String> {
        let name = unique_name();
        let url = with_database(cluster, &name)
            .ok_or_else(|| format!("{POSTGRES_URL_VARIABLE} names no database: `{cluster}`"))?;
        execute(cluster, &format!("CREATE DATABASE \"{name}\""))
            .map_err(|error| format!("creating a database for the test: {error}"))?;
        Ok(Self {
            cluster: cluster.to_owned(),
            name,
            url,
        })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        // FORCE ends the connections of pools that are dropped after this.
        if let Err(error) = execute(
            &self.cluster,
            &format!("DROP DATABASE IF EXISTS \"{}\" WITH (FORCE)", self.name),
        ) {
            eprintln!("warning: the test database `{}` was not dropped: {error}", self.name);
        }
    }
}

/// A name that no other test takes, in this process or another.
pub(crate) fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    // Processes get each other's ids again; the time tells them apart.
    let started = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_nanos());
    format!("test_{}_{number}_{started:x}", std::process::id())
}

/// The URL with another database: what stands between the last `/` and the query.
fn with_database(url: &str, name: &str) -> Option<String> {
    let (address, query) = url
        .split_once('?')
        .map_or((url, None), |(address, query)| (address, Some(query)));
    let (server, _) = address
        .rsplit_once('/')
        .filter(|(server, _)| server.contains("//") && !server.ends_with('/'))?;
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("{server}/{name}{query}"))
}

fn execute(url: &str, statement: &str) -> Result<(), String> {
    ask(url, statement).map(drop)
}

/// Runs one statement on a connection of its own, and gives the first column of its first row, or nothing.
///
/// It has a thread and a runtime of its own as well, since a test's runtime must not be blocked on from within.
pub(crate) fn ask(url: &str, statement: &str) -> Result<String, String> {
    // The one parameter that is fjango's own; the driver would refuse it.
    let url = url.split("?prepared_statements").next().unwrap_or(url);
    thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map_err(|error| error.to_string())?.block_on(async {
                let config: Config = url.parse().map_err(describe)?;
                let (client, connection): (Client, _) = config.connect(NoTls).await.map_err(describe)?;
                let connection = tokio::spawn(connection);
                let result = client.simple_query(statement).await.map_err(describe);
                drop(client);
                // Waiting for the end of the session keeps `DROP DATABASE` from meeting it.
                let _ = connection.await;
                Ok(result?.iter().find_map(first_column).unwrap_or_default())
            })
        });
        worker
            .join()
            .unwrap_or_else(|_| Err("the connection's thread panicked".to_owned()))
    })
}

fn first_column(message: &SimpleQueryMessage) -> Option<String> {
    match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    }
}

/// The driver's error with what the server said.
fn describe(error: tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(said) => said.to_string(),
        None => match std::error::Error::source(&error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_of_a_url_is_replaced() {
        let check =
            |url: &str, expected: Option<&str>| assert_eq!(with_database(url, "n").as_deref(), expected, "{url}");
        check(
            "postgres://postgres@127.0.0.1:5000/postgres",
            Some("postgres://postgres@127.0.0.1:5000/n"),
        );
        check("postgres://h/postgres?a=b/c", Some("postgres://h/n?a=b/c"));
        check("postgres://h", None);
        check("nonsense", None);
    }

    #[test]
    fn names_differ() {
        assert_ne!(unique_name(), unique_name());
    }
}
