//! Two processes that write one SQLite file at the same time.

use std::cell::Cell;
use std::time::{Duration, Instant};

use fjango::db::{Config, Db, Error, Executor, Statement, TransactionOptions, first_value};
use fjango_tests::{Kind, fresh_database};
use futures_util::future::join_all;

use super::process;

const NAME: &str = "slow::two_processes::two_processes_write_one_sqlite_file";
const RUNS: Duration = Duration::from_secs(30);
const WRITERS: usize = 3;
/// What all accounts hold together.
const TOTAL: i64 = 1_000;

async fn connect(url: &str) -> Db {
    let config = Config {
        // Short, so that patience ends now and then.
        lock_timeout: Some(Duration::from_millis(20)),
        ..Config::default()
    };
    Db::connect_with(url, &config).await.unwrap()
}

async fn number(on: &impl Executor, sql: &str) -> Result<i64, Error> {
    Ok(on.fetch(Statement::sql(sql), first_value::<i64>).await?[0])
}

/// Moves money and notes it, in transactions, by single statements, and looks at it, until the time is over.
#[expect(clippy::print_stdout, reason = "the test that started this process reads it")]
async fn work(who: &str, url: &str) {
    let db = connect(url).await;
    let (committed, refused, single, looked) = (Cell::new(0), Cell::new(0), Cell::new(0), Cell::new(0));
    let end = Instant::now() + RUNS;
    let typed = |error: Error| {
        assert!(matches!(error, Error::LockTimeout { .. }), "{error:?}");
        refused.set(refused.get() + 1);
    };
    let writers = join_all((0..WRITERS).map(|writer| {
        let (db, committed, single, typed) = (&db, &committed, &single, &typed);
        async move {
            let options = TransactionOptions {
                retries: 2,
                ..TransactionOptions::default()
            };
            let mut n = 0;
            while Instant::now() < end {
                n += 1;
                let (from, to) = (1 + n % 10, 1 + (n / 3 + writer) % 10);
                let moved: Result<(), Error> = db
                    .transaction_with(options, async |tx| {
                        let has = number(tx, &format!("SELECT cents FROM account WHERE id = {from}")).await?;
                        tokio::task::yield_now().await;
                        // From what was read: another's change in between would be lost.
                        tx.execute_sql(&format!("UPDATE account SET cents = {} WHERE id = {from}", has - 1))
                            .await?;
                        tx.execute_sql(&format!("UPDATE account SET cents = cents + 1 WHERE id = {to}"))
                            .await?;
                        tx.execute_sql(&format!("INSERT INTO moved VALUES ('{who}', {writer}, {n})"))
                            .await
                            .map(drop)
                    })
                    .await;
                match moved {
                    Ok(()) => committed.set(committed.get() + 1),
                    Err(error) => typed(error),
                }
                let counted = Statement::sql(format!("UPDATE counter SET n = n + 1 WHERE who = '{who}'"));
                match db.execute(counted).await {
                    Ok(_) => single.set(single.get() + 1),
                    Err(error) => typed(error),
                }
            }
        }
    }));
    let reader = async {
        while Instant::now() < end {
            // Readers wait for nobody, and see whole transactions.
            assert_eq!(number(&db, "SELECT sum(cents) FROM account").await.unwrap(), TOTAL);
            looked.set(looked.get() + 1);
        }
    };
    tokio::join!(writers, reader);
    println!(
        "committed={} single={} refused={} looked={}",
        committed.get(),
        single.get(),
        refused.get(),
        looked.get()
    );
}

#[test]
#[ignore = "slow: writes for half a minute"]
fn two_processes_write_one_sqlite_file() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    if let Some(told) = process::told() {
        let (who, url) = told.split_once(' ').unwrap();
        return runtime.block_on(work(who, url));
    }
    let database = fresh_database(Kind::Sqlite);
    let db = runtime.block_on(async {
        let db = connect(database.url()).await;
        for sql in [
            "CREATE TABLE account (id integer PRIMARY KEY, cents integer NOT NULL)",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) INSERT INTO account SELECT i, 100 FROM n",
            "CREATE TABLE moved (who text NOT NULL, writer integer NOT NULL, n integer NOT NULL, PRIMARY KEY (who, writer, n))",
            "CREATE TABLE counter (who text PRIMARY KEY, n integer NOT NULL)",
            "INSERT INTO counter VALUES ('one', 0), ('two', 0)",
        ] {
            // A write, whatever it begins with.
            let result: Result<(), Error> = db.transaction(async |tx| tx.batch(sql).await).await;
            result.unwrap();
        }
        db
    });
    let start = |who: &str| {
        process::again(NAME, &format!("{who} {}", database.url()))
            .spawn()
            .unwrap()
    };
    let children = [("one", start("one")), ("two", start("two"))];
    for (who, child) in children {
        let output = child.wait_with_output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{who}: {printed}");
        let said = |label: &str| process::number(&printed, label);
        eprintln!(
            "{who}: {} transactions and {} statements committed, {} refused, {} reads",
            said("committed"),
            said("single"),
            said("refused"),
            said("looked")
        );
        let (moved, counted) = runtime.block_on(async {
            let moved = number(&db, &format!("SELECT count(*) FROM moved WHERE who = '{who}'"))
                .await
                .unwrap();
            (
                moved,
                number(&db, &format!("SELECT n FROM counter WHERE who = '{who}'"))
                    .await
                    .unwrap(),
            )
        });
        assert_eq!(
            (moved, counted),
            (said("committed"), said("single")),
            "{who}: as many as were committed"
        );
        assert!(
            said("committed") > 100 && said("looked") > 100,
            "{who} hardly came to work: {printed}"
        );
    }
    runtime.block_on(async {
        assert_eq!(number(&db, "SELECT sum(cents) FROM account").await.unwrap(), TOTAL);
        let sound = "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'";
        assert_eq!(number(&db, sound).await.unwrap(), 1);
    });
}
