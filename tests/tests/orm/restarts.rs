//! A PostgreSQL server that is stopped and started again under load.

use std::cell::Cell;
use std::time::{Duration, Instant};

use fjango::db::{self, Config, Db, Executor, Statement, first_value};
use fjango_tests::{PostgresServer, Stop};
use futures_util::future::join_all;

const WRITERS: i64 = 4;
const READERS: usize = 3;

async fn restart_under_load(how: Stop) {
    let mut server = PostgresServer::start();
    let config = Config {
        pool_size: 5,
        acquire_timeout: Duration::from_secs(10),
        ..Config::default()
    };
    let db = Db::connect_with(&server.url(), &config).await.unwrap();
    for sql in [
        "CREATE TABLE half (pair bigint NOT NULL, side bigint NOT NULL, PRIMARY KEY (pair, side))",
        "CREATE TABLE single (n bigint PRIMARY KEY)",
    ] {
        db.execute(Statement::sql(sql)).await.unwrap();
    }
    let (stop, restarts, failed, done) = (Cell::new(false), Cell::new(0), Cell::new(0_usize), Cell::new(0_usize));
    let typed = |error: db::Error| {
        assert!(error.is_unavailable(), "{error:?}");
        failed.set(failed.get() + 1);
    };
    let writers = join_all((0..WRITERS).map(|writer| {
        let (db, stop, typed, done) = (&db, &stop, &typed, &done);
        async move {
            let (mut pairs, mut singles, mut n) = (Vec::new(), Vec::new(), writer);
            while !stop.get() {
                n += WRITERS;
                let pair: db::Result<()> = db
                    .transaction(async |tx| {
                        for side in [1, 2] {
                            tx.execute_sql(&format!("INSERT INTO half VALUES ({n}, {side})"))
                                .await?;
                        }
                        Ok(())
                    })
                    .await;
                match pair {
                    Ok(()) => {
                        pairs.push(n);
                        done.set(done.get() + 1);
                    }
                    Err(error) => typed(error),
                }
                // One that was carried out and sent again would be refused as a duplicate.
                match db
                    .execute(Statement::sql(format!("INSERT INTO single VALUES ({n})")))
                    .await
                {
                    Ok(_) => {
                        singles.push(n);
                        done.set(done.get() + 1);
                    }
                    Err(error) => typed(error),
                }
                tokio::task::yield_now().await;
            }
            (pairs, singles)
        }
    }));
    let readers = join_all((0..READERS).map(|_| {
        let (db, stop, typed) = (&db, &stop, &typed);
        async move {
            while !stop.get() {
                let half = "SELECT count(*) FROM (SELECT pair FROM half GROUP BY pair HAVING count(*) <> 2) AS h";
                match db.fetch(Statement::sql(half), first_value::<i64>).await {
                    Ok(halves) => assert_eq!(halves, [0], "half of a transaction is seen"),
                    Err(error) => typed(error),
                }
            }
        }
    }));
    let kill = async {
        for _ in 0..2 {
            let before = done.get();
            while done.get() < before + 100 {
                tokio::task::yield_now().await;
            }
            // Blocks elsewhere: the load goes on while the server is away.
            server = tokio::task::spawn_blocking(move || {
                server.stop(how);
                server.start_again();
                server
            })
            .await
            .unwrap();
            restarts.set(restarts.get() + 1);
            let back = Instant::now();
            while db.ping().await.is_err() {
                assert!(back.elapsed() < Duration::from_secs(10), "not recovered in time");
            }
        }
        stop.set(true);
        server
    };
    let (written, _, server) = tokio::join!(writers, readers, kill);
    eprintln!("{how:?}: {} writes acknowledged, {} errors", done.get(), failed.get());
    assert!(
        restarts.get() == 2 && failed.get() > 0,
        "{} restarts, {} errors",
        restarts.get(),
        failed.get()
    );

    let stored = async |sql: &str| db.fetch(Statement::sql(sql), first_value::<i64>).await.unwrap();
    let whole = stored("SELECT pair FROM half GROUP BY pair HAVING count(*) = 2").await;
    assert_eq!(
        stored("SELECT count(DISTINCT pair) FROM half").await,
        [whole.len() as i64],
        "halves are left"
    );
    let singles = stored("SELECT n FROM single").await;
    let mut acknowledged = 0;
    for (pairs, alone) in &written {
        acknowledged += pairs.len() + alone.len();
        assert!(
            pairs.iter().all(|n| whole.contains(n)),
            "a committed transaction is lost"
        );
        assert!(
            alone.iter().all(|n| singles.contains(n)),
            "a committed statement is lost"
        );
    }
    // What was not acknowledged may have been carried out, once.
    assert!(whole.len() + singles.len() <= acknowledged + failed.get());
    assert!(acknowledged >= 200, "{acknowledged} writes");
    drop(db);
    tokio::task::spawn_blocking(move || drop(server)).await.unwrap();
}

#[tokio::test]
async fn a_fast_restart_under_load_loses_nothing() {
    restart_under_load(Stop::Fast).await;
}

#[tokio::test]
async fn a_crash_under_load_loses_nothing_that_was_committed() {
    restart_under_load(Stop::Immediate).await;
}
