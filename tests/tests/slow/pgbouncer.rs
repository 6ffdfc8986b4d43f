//! The ORM behind a PgBouncer that pools transactions.

use std::process::{Command, Stdio};

use fjango::db::{Config, Db, Executor, Statement, first_value};
use fjango_tests::{POSTGRES_URL_VARIABLE, Pooler};
use futures_util::future::join_all;

/// Modules of this program that run through it.
const MODULES: [&str; 13] = [
    "orm::bulk::",
    "orm::deletions::",
    "orm::diesel_queries::",
    "orm::edge::",
    "orm::expressions::",
    "orm::hostile::",
    "orm::manager::",
    "orm::queries::",
    "orm::related::",
    "orm::relations::",
    "orm::streams::",
    "orm::transactions::",
    "orm::writes::",
];

/// What the pooler is in the way of: connections that are ended by the name of their application, and the death of a
/// client, which the server is told only when its statement ends.
const APART: [&str; 3] = [
    "::sqlite",
    "orm::bulk::a_connection_cut_in_the_midst",
    "orm::edge::a_client_that_dies",
];

#[test]
#[ignore = "slow: the ORM's tests once more"]
fn the_orm_works_behind_pgbouncer() {
    let pooler = Pooler::start();
    let url = format!("{}?prepared_statements=false", pooler.url());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(connections_are_shared(&url));

    let program = std::env::current_exe().expect("a test knows its program");
    let mut command = Command::new(program);
    command
        .args(MODULES)
        .args(APART.iter().flat_map(|name| ["--skip", name]));
    command.env(POSTGRES_URL_VARIABLE, &url).stdin(Stdio::null());
    let output = command.output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}");
    let passed = printed
        .split_whitespace()
        .skip_while(|word| *word != "ok.")
        .nth(1)
        .and_then(|n| n.parse::<u32>().ok());
    eprintln!("{} tests passed behind PgBouncer", passed.unwrap_or_default());
    assert!(passed.is_some_and(|passed| passed > 60), "{printed}");
}

/// More transactions than the pooler has connections, each with the same statements, and none finds what another left.
async fn connections_are_shared(url: &str) {
    let config = Config {
        pool_size: 10,
        ..Config::default()
    };
    let db = Db::connect_with(url, &config).await.unwrap();
    let workers = join_all((0..10).map(|_| async {
        let mut servers = Vec::new();
        for _ in 0..20 {
            let result: fjango::db::Result<i64> = db
                .transaction(async |tx| {
                    let pid = tx
                        .fetch(Statement::sql("SELECT pg_backend_pid()::bigint"), first_value::<i64>)
                        .await?;
                    let names = "SELECT count(*) FROM pg_prepared_statements";
                    assert_eq!(tx.fetch(Statement::sql(names), first_value::<i64>).await?, [0]);
                    Ok(pid[0])
                })
                .await;
            servers.push(result.unwrap());
            tokio::task::yield_now().await;
        }
        servers
    }));
    let mut servers: Vec<i64> = workers.await.into_iter().flatten().collect();
    servers.sort_unstable();
    servers.dedup();
    assert!(servers.len() <= 2, "ten connections share two: {servers:?}");
}
