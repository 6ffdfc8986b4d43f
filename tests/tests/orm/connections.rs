//! The truths of design: nothing waits on a thread, statements overlap, a dropped transaction leaves no trace, a
//! dropped statement stops.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use fjango::db::{Config, Db, Error, Executor, Statement, first_value};
use fjango::prelude::{Input as _, Model as _, QuerySet, TryStreamExt as _};
use fjango::value::{DecodeError, Row};
use fjango_tests::{FreshDatabase, Kind, fresh_database};

use super::models::*;

/// Runs `future` until it was pending `polls` times, then drops it. `true` when it ended before.
async fn drop_after(polls: usize, future: impl Future<Output = ()>) -> bool {
    let mut future = pin!(future);
    let mut pending = 0;
    poll_fn(|context| {
        if pending == polls {
            return Poll::Ready(false);
        }
        match future.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(true),
            Poll::Pending => {
                pending += 1;
                if pending == polls {
                    Poll::Ready(false)
                } else {
                    Poll::Pending
                }
            }
        }
    })
    .await
}

fjango_tests::each_database! {
    async fn a_transaction_dropped_at_any_await_leaves_no_trace(database: &FreshDatabase) {
        let db = open(database).await;
        let mut ended = false;
        let mut points = 0;
        while !ended {
            points += 1;
            ended = drop_after(points, async {
                let result: fjango::orm::Result<()> = db.transaction(async |tx| {
                    // Statements may be done before they are asked; the work's own awaits are points in any case.
                    tokio::task::yield_now().await;
                    for name in ["one", "two", "three"] {
                        Author::objects().create(tx, AuthorCreate::new(format!("{points} {name}"))).await?;
                        tokio::task::yield_now().await;
                    }
                    Ok(())
                }).await;
                result.unwrap();
            }).await;
            // The next user of any connection sees whole transactions only, and can write.
            let names = Author::objects().count(&db).await.unwrap();
            assert!(names == 0 || names == 3, "{names} rows after being dropped at point {points}");
            Author::objects().delete(&db).await.unwrap();
        }
        assert!(points > 4, "the transaction had only {points} points to drop it at");
    }

    async fn more_waiters_than_connections_all_get_their_turn(database: &FreshDatabase) {
        let db = library(database).await;
        let counts = futures_util::future::join_all((0..1_000).map(|_| {
            let db = db.clone();
            async move { Book::objects().count(&db).await }
        })).await;
        assert!(counts.into_iter().all(|count| count.unwrap() == 4));
    }
}

pub(super) const SLOW_SQLITE: &str = "SELECT count(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000000) SELECT i FROM n)";

/// The threads of this process, without those of SQLite, which other tests open by the dozen.
fn threads() -> usize {
    let is_other = |task: &std::fs::DirEntry| {
        let name = std::fs::read_to_string(task.path().join("comm"));
        name.is_ok_and(|name| !name.starts_with("sqlite"))
    };
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    tasks.flatten().filter(is_other).count()
}

#[tokio::test]
async fn four_statements_take_the_time_of_one() {
    let database = fresh_database(Kind::Postgres);
    let db = Db::connect(database.url()).await.unwrap();
    let sleep = || {
        db.fetch(
            Statement::sql("SELECT 1::bigint FROM pg_sleep(0.4)"),
            first_value::<i64>,
        )
    };
    // The connections are made first, so that only the statements are measured.
    let _ = tokio::join!(sleep(), sleep(), sleep(), sleep());
    let started = Instant::now();
    let _ = tokio::join!(sleep(), sleep(), sleep(), sleep());
    let took = started.elapsed();
    assert!(took < Duration::from_millis(800), "four sleeps of 400 ms took {took:?}");
}

/// Which of the server's processes answers, asked on a runtime of its own.
async fn process(db: &Db) -> i64 {
    let statement = Statement::sql("SELECT pg_backend_pid()::bigint");
    db.fetch(statement, first_value).await.unwrap()[0]
}

#[test]
fn each_runtime_gets_the_connections_that_it_drives() {
    let database = fresh_database(Kind::Postgres);
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().build().unwrap()
    };
    let (one, other) = (runtime(), runtime());
    let db = one.block_on(Db::connect(database.url())).unwrap();
    let first = one.block_on(process(&db));
    // The first connection is idle, but a statement of the other runtime would have to cross threads to it.
    let second = other.block_on(process(&db));
    assert_ne!(first, second);
    for _ in 0..3 {
        assert_eq!(one.block_on(process(&db)), first);
        assert_eq!(other.block_on(process(&db)), second);
    }
    // What a runtime drove ends with it, and makes room.
    drop(other);
    let third = runtime();
    let third = third.block_on(process(&db));
    assert!(third != first && third != second);
}

#[tokio::test]
async fn a_full_pool_lends_a_connection_of_another_runtime() {
    let database = fresh_database(Kind::Postgres);
    let config = Config {
        pool_size: 1,
        ..Config::default()
    };
    let db = Db::connect_with(database.url(), &config).await.unwrap();
    let first = process(&db).await;
    let asked = db.clone();
    let elsewhere = tokio::task::spawn_blocking(move || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().build().unwrap().block_on(process(&asked))
    });
    assert_eq!(elsewhere.await.unwrap(), first);
}

#[tokio::test]
async fn a_connection_of_a_runtime_that_asks_for_none_gives_way() {
    let database = fresh_database(Kind::Postgres);
    let config = Config {
        pool_size: 1,
        ..Config::default()
    };
    let db = Db::connect_with(database.url(), &config).await.unwrap();
    let first = process(&db).await;
    let asked = db.clone();
    let elsewhere = tokio::task::spawn_blocking(move || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_all().build().unwrap();
        assert_eq!(runtime.block_on(process(&asked)), first, "it asked a moment ago");
        // The pool takes a runtime for retired that has asked for nothing for a second.
        std::thread::sleep(Duration::from_millis(1_100));
        [(); 2].map(|()| runtime.block_on(process(&asked)))
    });
    let [own, again] = elsewhere.await.unwrap();
    assert_ne!(own, first);
    assert_eq!(own, again, "it is kept there");
}

#[test]
fn a_runtime_that_waits_opens_its_share_in_the_place_of_a_connection_given_back() {
    let database = fresh_database(Kind::Postgres);
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().build().unwrap()
    };
    let config = Config {
        pool_size: 2,
        ..Config::default()
    };
    let one = runtime();
    let db = one.block_on(Db::connect_with(database.url(), &config)).unwrap();
    let own = Statement::sql("SELECT pg_backend_pid()::bigint");
    let (mut given, kept) = one.block_on(async { (db.connection().await.unwrap(), db.connection().await.unwrap()) });
    let given_process = one.block_on(given.fetch(own, first_value::<i64>)).unwrap()[0];
    let asked = db.clone();
    let elsewhere = std::thread::spawn(move || {
        let other = runtime();
        (other.block_on(process(&asked)), other.block_on(process(&asked)))
    });
    // Whether it waits by now or comes later: in the end it has a connection that it drives itself.
    one.block_on(async { given.release() });
    let (first, second) = elsewhere.join().unwrap();
    assert_eq!(first, second, "it is kept there");
    assert_ne!(first, given_process, "it was opened there");
    one.block_on(async { kept.release() });
}

#[tokio::test]
async fn a_thousand_waiting_statements_cost_no_thread() {
    let database = fresh_database(Kind::Postgres);
    let config = Config {
        pool_size: 20,
        acquire_timeout: Duration::from_secs(60),
        ..Config::default()
    };
    let db = Db::connect_with(database.url(), &config).await.unwrap();
    db.ping().await.unwrap();
    let before = threads();
    let waiting = futures_util::future::join_all((0..1_000).map(|_| {
        db.fetch(
            Statement::sql("SELECT 1::bigint FROM pg_sleep(0.02)"),
            first_value::<i64>,
        )
    }));
    let mut waiting = pin!(waiting);
    let mut most = before;
    let results = poll_fn(|context| {
        most = most.max(threads());
        waiting.as_mut().poll(context)
    })
    .await;
    assert!(results.iter().all(Result::is_ok));
    // Other tests of this binary run beside this one, each with a thread or a few of its own.
    assert!(most < before + 40, "{before} threads became {most}");
}

#[tokio::test]
async fn a_dropped_statement_is_cancelled_on_postgres() {
    let database = fresh_database(Kind::Postgres);
    let db = Db::connect(database.url()).await.unwrap();
    let sleeping = || {
        db.fetch(
            Statement::sql(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep(30)%' AND pid <> pg_backend_pid()",
            ),
            first_value::<i64>,
        )
    };
    let slow = db.fetch(Statement::sql("SELECT 1::bigint FROM pg_sleep(30)"), first_value::<i64>);
    let seen = async {
        while sleeping().await.unwrap() != [1] {
            tokio::task::yield_now().await;
        }
    };
    futures_util::future::select(pin!(slow), pin!(seen)).await;
    // Both futures are gone here. The server stops the statement within a second.
    let dropped = Instant::now();
    while sleeping().await.unwrap() != [0] {
        assert!(dropped.elapsed() < Duration::from_secs(1), "the statement still runs");
    }
}

#[tokio::test]
async fn a_dropped_statement_frees_its_sqlite_thread() {
    let database = fresh_database(Kind::Sqlite);
    let config = Config {
        pool_size: 1,
        acquire_timeout: Duration::from_secs(5),
        ..Config::default()
    };
    let db = Db::connect_with(database.url(), &config).await.unwrap();
    let slow = db.fetch(Statement::sql(SLOW_SQLITE), first_value::<i64>);
    assert!(
        tokio::time::timeout(Duration::from_millis(50), slow).await.is_err(),
        "the statement was not slow"
    );
    let started = Instant::now();
    db.ping().await.unwrap();
    assert!(
        started.elapsed() < Duration::from_secs(1),
        "the only reader was busy for {:?}",
        started.elapsed()
    );
}

#[tokio::test]
async fn writes_that_nobody_waits_for_any_more_are_not_made() {
    let database = fresh_database(Kind::Sqlite);
    let config = Config {
        acquire_timeout: Duration::from_millis(100),
        ..Config::default()
    };
    let db = Db::connect_with(database.url(), &config).await.unwrap();
    db.execute(Statement::sql("CREATE TABLE noted (n integer)"))
        .await
        .unwrap();
    let note = |n: i64| db.execute(Statement::sql(format!("INSERT INTO noted VALUES ({n})")));
    let held: Result<(), Error> = db
        .transaction(async |tx| {
            // One gives up by itself, one is given up while it waits for the thread that writes.
            let error = note(1).await.unwrap_err();
            assert!(matches!(error, Error::PoolTimeout { .. }), "{error:?}");
            let waiting = tokio::time::timeout(Duration::from_millis(20), note(2));
            assert!(waiting.await.is_err(), "it did not wait");
            tx.execute(Statement::sql("INSERT INTO noted VALUES (3)")).await?;
            Ok(())
        })
        .await;
    held.unwrap();
    note(4).await.unwrap();
    let noted: Vec<i64> = db
        .fetch(Statement::sql("SELECT n FROM noted ORDER BY n"), first_value)
        .await
        .unwrap();
    assert_eq!(noted, [3, 4]);
}

#[tokio::test]
async fn all_who_open_a_new_sqlite_file_at_once_can_use_it() {
    const TOGETHER: usize = 8;
    let database = fresh_database(Kind::Sqlite);
    for round in 0..20 {
        let url = format!("{}.{round}", database.url());
        let opened = futures_util::future::join_all((0..TOGETHER).map(|_| async {
            let db = Db::connect(&url).await?;
            let create = "CREATE TABLE IF NOT EXISTS opened (n integer)";
            db.execute(Statement::sql(create)).await?;
            db.execute(Statement::sql("INSERT INTO opened VALUES (1)")).await
        }));
        for result in opened.await {
            assert_eq!(result.unwrap(), 1, "round {round}");
        }
    }
}

#[tokio::test]
async fn a_panic_while_rows_are_read_ends_its_statement_alone() {
    let database = fresh_database(Kind::Sqlite);
    let config = Config {
        pool_size: 1,
        ..Config::default()
    };
    let db = Db::connect_with(database.url(), &config).await.unwrap();
    let panics = |_: Row<'_>| -> Result<i64, DecodeError> { panic!("rows are not read like this") };
    let error = db.fetch(Statement::sql("SELECT 1"), panics).await.unwrap_err();
    assert!(error.to_string().contains("reading its rows panicked"), "{error}");
    let ended: Result<(), Error> = db
        .transaction(async |tx| {
            tx.execute(Statement::sql("CREATE TABLE kept (n integer)")).await?;
            let error = tx
                .fetch(Statement::sql("SELECT 1 UNION SELECT 2"), panics)
                .await
                .unwrap_err();
            assert!(error.to_string().contains("reading its rows panicked"), "{error}");
            Ok(())
        })
        .await;
    ended.unwrap();
    let kept: Vec<i64> = db
        .fetch(Statement::sql("SELECT COUNT(*) FROM kept"), first_value)
        .await
        .unwrap();
    assert_eq!(kept, [0]);
}

#[tokio::test]
async fn a_statement_past_its_timeout_is_cancelled() {
    for (kind, slow) in [
        (Kind::Sqlite, SLOW_SQLITE),
        (Kind::Postgres, "SELECT 1::bigint FROM pg_sleep(30)"),
    ] {
        let database = fresh_database(kind);
        let config = Config {
            statement_timeout: Some(Duration::from_millis(100)),
            ..Config::default()
        };
        let db = Db::connect_with(database.url(), &config).await.unwrap();
        let error = db.fetch(Statement::sql(slow), first_value::<i64>).await.unwrap_err();
        assert!(matches!(error, Error::Timeout), "{kind}: {error:?}");
        db.ping().await.unwrap();
    }
}

#[tokio::test]
async fn without_prepared_statements_nothing_has_a_name_on_the_server() {
    let database = fresh_database(Kind::Postgres);
    super::models::library(&database).await;
    let check = async |db: Db, prepares: bool| {
        for _ in 0..30 {
            // Reads, writes, transactions, streams, plain diesel: all that travels.
            let books = Book::objects()
                .filter(|b| b.author().name().eq("Ann"))
                .prefetch_related(|b| b.tags());
            assert_eq!(books.all(&db).await.unwrap().len(), 3);
            let result: fjango::orm::Result<()> = db
                .transaction(async |tx| {
                    let name = AuthorCreate::new(format!("{}", Author::objects().count(tx).await?));
                    Author::objects().create(tx, name).await?;
                    Author::objects()
                        .bulk_create(tx, ["x", "y"].map(AuthorCreate::new))
                        .await?;
                    Author::objects()
                        .filter(|a| a.name().in_(["x", "y"]))
                        .delete(tx)
                        .await
                        .map(drop)
                })
                .await;
            result.unwrap();
            assert_eq!(
                Book::objects().stream(&db).try_collect::<Vec<_>>().await.unwrap().len(),
                4
            );
        }
        let result: fjango::db::Result<Vec<i64>> = db
            .transaction(async |tx| {
                tx.fetch(
                    Statement::sql("SELECT count(*) FROM pg_prepared_statements WHERE name <> ''"),
                    first_value,
                )
                .await
            })
            .await;
        // The question itself is prepared where anything is.
        assert_eq!(result.unwrap()[0] > 0, prepares);
    };
    let off = Config {
        prepared_statements: false,
        ..Config::default()
    };
    check(Db::connect_with(database.url(), &off).await.unwrap(), false).await;
    let url = format!("{}?prepared_statements=false", database.url());
    check(Db::connect(&url).await.unwrap(), false).await;
    check(Db::connect(database.url()).await.unwrap(), true).await;
    let wrong = Db::connect(&format!("{}?prepared_statements=maybe", database.url())).await;
    assert!(matches!(wrong, Err(Error::Url { .. })), "{wrong:?}");
}

#[tokio::test]
async fn a_full_pool_says_so_in_time() {
    for kind in Kind::ALL {
        let database = fresh_database(kind);
        let config = Config {
            pool_size: 1,
            acquire_timeout: Duration::from_millis(100),
            ..Config::default()
        };
        let db = Db::connect_with(database.url(), &config).await.unwrap();
        let result: Result<(), Error> = db
            .transaction(async |_| {
                let error = db.transaction::<(), Error, _>(async |_| Ok(())).await.unwrap_err();
                assert!(matches!(error, Error::PoolTimeout { .. }), "{kind}: {error:?}");
                Ok(())
            })
            .await;
        result.unwrap();
    }
}

#[tokio::test]
async fn a_url_that_opens_nothing_is_refused_without_its_password() {
    for url in [
        "mysql://root:secret@localhost/x",
        "nonsense",
        "postgres://user:secret@127.0.0.1:1/x",
        "postgres://u:secret@[/x",
    ] {
        let error = Db::connect(url).await.unwrap_err();
        assert!(matches!(error, Error::Url { .. } | Error::Connect { .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
    }
}

#[test]
fn inputs_go_there_and_back() {
    let input = BookCreate {
        tags: vec![1, 2],
        ..BookCreate::new("Title", 7_i64)
    };
    let mut values = input.clone().into_values();
    assert_eq!(
        format!("{:?}", BookCreate::from_values(&mut values).unwrap()),
        format!("{input:?}")
    );
    let _: QuerySet<Book> = Book::objects();
}
