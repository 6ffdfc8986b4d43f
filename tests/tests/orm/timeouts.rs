//! Limits of statements and of waiting for locks, of a pool and of one transaction.

use std::time::{Duration, Instant};

use fjango::db::{self, Config, Db, Error, Executor, RowLock, Statement, TransactionOptions, first_value};
use fjango::http::{ProblemType, ToProblem};
use fjango::orm::Model;
use fjango_tests::{FreshDatabase, Kind, each_database};
use tokio::sync::oneshot;

use super::models::{Author, AuthorCreate, open};

const SHORT: Duration = Duration::from_millis(60);

/// A statement that takes about so many milliseconds on PostgreSQL, and very long on SQLite.
fn slow(database: &FreshDatabase, milliseconds: u32) -> Statement {
    Statement::sql(match database.kind() {
        Kind::Postgres => format!("SELECT 1::bigint FROM pg_sleep({milliseconds} / 1000.0)"),
        Kind::Sqlite => {
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n".to_owned()
        }
    })
}

async fn connect(database: &FreshDatabase, config: Config) -> Db {
    Db::connect_with(database.url(), &Config { pool_size: 2, ..config })
        .await
        .unwrap()
}

fn limited(statement: Option<Duration>, lock: Option<Duration>) -> TransactionOptions {
    TransactionOptions {
        statement_timeout: statement,
        lock_timeout: lock,
        ..TransactionOptions::default()
    }
}

/// The status and the type of what a client is told.
fn told(error: &impl ToProblem) -> (u16, ProblemType) {
    let problem = error.to_problem();
    (problem.status().as_u16(), problem.problem_type().unwrap())
}

each_database! {
    async fn a_statement_of_a_transaction_may_run_so_long(database: &FreshDatabase) {
        let db = connect(database, Config::default()).await;
        let run = async |limit| {
            let result: db::Result<()> = db.transaction_with(limited(limit, None), async |tx| {
                tx.fetch(slow(database, 30_000), first_value::<i64>).await.map(drop)
            }).await;
            result.unwrap_err()
        };
        let error = run(Some(SHORT)).await;
        assert!(matches!(error, Error::Timeout), "{error:?}");
        assert_eq!(told(&error), (503, ProblemType::Timeout));
        // The connection's next user has no such limit, and none of the rest of it.
        for _ in 0..3 {
            let result: db::Result<()> = db.transaction(async |tx| {
                let wait = match database.kind() {
                    Kind::Postgres => slow(database, 150),
                    Kind::Sqlite => Statement::sql(
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500000) SELECT max(i) FROM n",
                    ),
                };
                tx.fetch(wait, first_value::<i64>).await.map(drop)
            }).await;
            result.unwrap();
        }
    }

    async fn a_statement_waits_so_long_for_a_lock(database: &FreshDatabase) {
        let holder = open(database).await;
        Author::objects().create(&holder, AuthorCreate::new("Ann")).await.unwrap();
        // Another `Db`, as another process has one; and the same, where SQLite has its one writer.
        let of_a_pool = connect(database, Config { lock_timeout: Some(SHORT), ..Config::default() }).await;
        let plain = connect(database, Config::default()).await;
        let lock = async |db: &Db, options: TransactionOptions| -> fjango::orm::Result<()> {
            db.transaction_with(options, async |tx| {
                Author::objects().select_for_update(RowLock::Wait).all(tx).await.map(drop)
            }).await
        };
        let (release, held) = oneshot::channel::<()>();
        let (locked, wait) = oneshot::channel();
        let hold = async {
            let result: fjango::orm::Result<()> = holder.transaction(async |tx| {
                Author::objects().select_for_update(RowLock::Wait).all(tx).await?;
                tx.execute_sql("UPDATE library_author SET email = 'a@example.com'").await?;
                locked.send(()).unwrap();
                held.await.unwrap();
                Ok(())
            }).await;
            result.unwrap();
        };
        let wait = async {
            wait.await.unwrap();
            let short = limited(None, Some(SHORT));
            for (db, options) in [(&plain, short), (&of_a_pool, TransactionOptions::default()), (&holder, short)] {
                let started = Instant::now();
                let error = lock(db, options).await.unwrap_err();
                let fjango::orm::Error::Database(refused @ Error::LockTimeout { .. }) = &error else { panic!("{error:?}") };
                assert!(refused.is_retryable() && !refused.is_unavailable());
                assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
                assert_eq!(told(&error), (503, ProblemType::ServiceUnavailable));
            }
            // A transaction that is to be tried again gets the lock once it is free.
            let patient = TransactionOptions { retries: 1_000, ..short };
            let again = lock(&plain, patient);
            let free = async {
                tokio::time::sleep(3 * SHORT).await;
                release.send(()).unwrap();
            };
            let (again, ()) = tokio::join!(again, free);
            again.unwrap();
        };
        tokio::join!(hold, wait);
        lock(&plain, limited(None, Some(SHORT))).await.unwrap();
    }
}
