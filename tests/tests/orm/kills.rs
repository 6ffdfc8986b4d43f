//! What stays when the database goes away, fills up, or is shared: nothing half-done, nothing committed lost, and every
//! error says what it is.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use fjango::db::{self, Config, Db, Error, Executor, Statement, first_value};
use fjango::prelude::*;
use fjango_tests::{Kind, fresh_database};
use futures_util::future::join_all;

use super::models::{Author, AuthorCreate, Book};

async fn numbers(db: &Db, sql: &str) -> Vec<i64> {
    db.fetch(Statement::sql(sql), first_value).await.unwrap()
}

/// Ends every connection of the pools under test, as a restarted server does.
async fn end_connections(admin: &Db) -> usize {
    // The list is made first: among the conditions of one WHERE, PostgreSQL calls the function when it likes.
    let sql = "SELECT CASE WHEN pg_terminate_backend(pid) THEN 1::bigint ELSE 0 END FROM \
               (SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'fjango' OFFSET 0) AS them";
    numbers(admin, sql).await.len()
}

#[tokio::test]
async fn a_statement_whose_server_goes_away_says_so_and_the_next_one_succeeds() {
    let database = fresh_database(Kind::Postgres);
    let db = Db::connect(database.url()).await.unwrap();
    let admin = Db::connect(&format!("{}?application_name=admin", database.url()))
        .await
        .unwrap();
    let sleep = db.fetch(Statement::sql("SELECT 1::bigint FROM pg_sleep(30)"), first_value::<i64>);
    let kill = async {
        let sleeping =
            "SELECT 1::bigint FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
        while numbers(&admin, sleeping).await.is_empty() {
            tokio::task::yield_now().await;
        }
        end_connections(&admin).await
    };
    let (error, killed) = tokio::join!(sleep, kill);
    let error = error.unwrap_err();
    assert!(
        matches!(error, Error::Disconnected { .. }) && error.is_unavailable(),
        "{error:?}"
    );
    assert_eq!(killed, 1);
    db.ping().await.unwrap();
}

#[tokio::test]
async fn transactions_under_a_server_that_restarts_are_whole_or_not_there() {
    const WORKERS: usize = 6;
    const EACH: usize = 40;
    let database = fresh_database(Kind::Postgres);
    let config = Config {
        pool_size: 4,
        ..Config::default()
    };
    let db = Db::connect_with(database.url(), &config).await.unwrap();
    let admin = Db::connect(&format!("{}?application_name=admin", database.url()))
        .await
        .unwrap();
    db.execute(Statement::sql(
        "CREATE TABLE half (pair bigint NOT NULL, side bigint NOT NULL, PRIMARY KEY (pair, side))",
    ))
    .await
    .unwrap();

    let (committed, lost, running) = (Cell::new(0_usize), Cell::new(0_usize), Cell::new(WORKERS));
    let work = join_all((0..WORKERS).map(|worker| {
        let (db, committed, lost, running) = (&db, &committed, &lost, &running);
        async move {
            for n in 0..EACH {
                let pair = worker * EACH + n;
                let result: db::Result<()> = db
                    .transaction(async |tx| {
                        for side in [1, 2] {
                            tx.execute_sql(&format!("INSERT INTO half VALUES ({pair}, {side})"))
                                .await?;
                        }
                        Ok(())
                    })
                    .await;
                match result {
                    Ok(()) => committed.set(committed.get() + 1),
                    Err(error) => {
                        assert!(error.is_unavailable(), "{error:?}");
                        lost.set(lost.get() + 1);
                    }
                }
            }
            running.set(running.get() - 1);
        }
    }));
    let kill = async {
        let mut killed = 0;
        while running.get() > 0 {
            killed += end_connections(&admin).await;
            let so_far = committed.get();
            while running.get() > 0 && committed.get() < so_far + 10 {
                tokio::task::yield_now().await;
            }
        }
        killed
    };
    let (_, killed) = tokio::join!(work, kill);
    assert!(
        killed > 0 && lost.get() > 0,
        "{killed} connections were ended and {} transactions lost",
        lost.get()
    );
    let whole = numbers(&admin, "SELECT count(*) FROM half GROUP BY pair").await;
    assert!(whole.iter().all(|sides| *sides == 2), "half of a transaction is there");
    // A COMMIT whose answer was lost may have been carried out.
    let (least, most) = (committed.get(), committed.get() + lost.get());
    assert!(
        (least..=most).contains(&whole.len()),
        "{} of {least} to {most}",
        whole.len()
    );
}

/// Two processes open the file each for themselves, and so do two `Db`s.
#[tokio::test]
async fn two_writers_of_one_sqlite_file_lose_no_update() {
    let database = fresh_database(Kind::Sqlite);
    let (one, two) = (
        Db::connect(database.url()).await.unwrap(),
        Db::connect(database.url()).await.unwrap(),
    );
    one.execute(Statement::sql("CREATE TABLE counter (n integer NOT NULL)"))
        .await
        .unwrap();
    one.execute(Statement::sql("INSERT INTO counter VALUES (0)"))
        .await
        .unwrap();
    let results = join_all((0..120).map(|i| {
        let db = if i % 2 == 0 { &one } else { &two };
        async move {
            let result: db::Result<()> = db
                .transaction(async |tx| {
                    // Read, leave the thread to others, then write: an update is lost where two can be between.
                    let n = tx
                        .fetch(Statement::sql("SELECT n FROM counter"), first_value::<i64>)
                        .await?[0];
                    tokio::task::yield_now().await;
                    tx.execute_sql(&format!("UPDATE counter SET n = {}", n + 1))
                        .await
                        .map(drop)
                })
                .await;
            result
        }
    }))
    .await;
    for result in results {
        result.unwrap();
    }
    assert_eq!(numbers(&two, "SELECT n FROM counter").await, [120]);
}

#[tokio::test]
async fn a_full_disk_keeps_what_was_committed() {
    let database = fresh_database(Kind::Sqlite);
    let config = Config {
        acquire_timeout: Duration::from_secs(2),
        ..Config::default()
    };
    let db = Db::connect_with(database.url(), &config).await.unwrap();
    db.execute(Statement::sql(
        "CREATE TABLE big (n integer PRIMARY KEY, data blob NOT NULL)",
    ))
    .await
    .unwrap();
    // SQLite's own limit gives the very error that a full disk gives.
    db.execute(Statement::sql("PRAGMA max_page_count = 64")).await.unwrap();
    let mut committed = 0;
    let error = loop {
        let result: db::Result<()> = db
            .transaction(async |tx| {
                for _ in 0..2 {
                    tx.execute_sql("INSERT INTO big (data) VALUES (zeroblob(10000))")
                        .await?;
                }
                Ok(())
            })
            .await;
        match result {
            Ok(()) => committed += 2,
            Err(error) => break error,
        }
    };
    assert!(
        matches!(&error, Error::Backend { message, .. } if message == "database or disk is full"),
        "{error:?}"
    );
    assert!(committed > 0);
    assert_eq!(numbers(&db, "SELECT count(*) FROM big").await, [committed]);
    assert_eq!(
        numbers(
            &db,
            "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"
        )
        .await,
        [1]
    );
    // With room again the same connection writes again.
    db.execute(Statement::sql("DELETE FROM big")).await.unwrap();
    db.execute(Statement::sql("INSERT INTO big (data) VALUES (zeroblob(10000))"))
        .await
        .unwrap();
    assert_eq!(numbers(&db, "SELECT count(*) FROM big").await, [1]);
}

#[tokio::test]
async fn connections_that_ended_while_nobody_used_them_cost_nobody_an_error() {
    let database = fresh_database(Kind::Postgres);
    let db = super::models::open(&database).await;
    let admin = Db::connect(&format!("{}?application_name=admin", database.url()))
        .await
        .unwrap();
    for _ in 0..3 {
        let fill = || async {
            let idle = (0..3).map(|_| {
                db.fetch(
                    Statement::sql("SELECT 1::bigint FROM pg_sleep(0.02)"),
                    first_value::<i64>,
                )
            });
            assert!(join_all(idle).await.iter().all(Result::is_ok));
            assert_eq!(end_connections(&admin).await, 3);
        };
        fill().await;
        // What only reads is asked again.
        let counted = Author::objects().count(&db).await.unwrap();
        fill().await;
        // So is the beginning of a transaction.
        let result: fjango::orm::Result<()> = db
            .transaction(async |tx| {
                Author::objects()
                    .create(tx, AuthorCreate::new(format!("tx {counted}")))
                    .await
                    .map(drop)
            })
            .await;
        result.unwrap();
        fill().await;
        // What writes is not, but a connection that has rested must give a sign of life first.
        tokio::time::sleep(Duration::from_millis(1_050)).await;
        let names = ["a", "b"].map(|name| AuthorCreate::new(format!("{name} {counted}")));
        let [a, b] = names.map(|name| async { Author::objects().create(&db, name).await });
        let (a, b) = tokio::join!(a, b);
        assert!(a.is_ok() && b.is_ok());
    }
    assert_eq!(Author::objects().count(&db).await.unwrap(), 9);
}

/// The server ends every connection, and nothing waits until that is noticed.
#[tokio::test]
async fn one_lost_connection_is_enough_and_writes_are_made_once() {
    const ROUNDS: usize = 60;
    const AT_ONCE: usize = 3;
    let database = fresh_database(Kind::Postgres);
    let db = super::models::open(&database).await;
    let admin = Db::connect(&format!("{}?application_name=admin", database.url()))
        .await
        .unwrap();
    let made = async |what: &str, round: usize| {
        let create = async |n| {
            let author = AuthorCreate::new(format!("{what} {round}.{n}"));
            Author::objects().create(&db, author).await
        };
        join_all((0..AT_ONCE).map(create)).await
    };
    let mut lost = 0;
    for round in 0..ROUNDS {
        let before = made("before", round).await;
        assert!(before.iter().all(Result::is_ok), "round {round}: {before:?}");
        end_connections(&admin).await;
        // These meet connections that end at this very moment, and what became of some nobody can know.
        for error in made("meanwhile", round).await.into_iter().filter_map(Result::err) {
            assert!(
                matches!(&error, fjango::orm::Error::Database(error) if error.is_unavailable()),
                "{error:?}"
            );
            lost += 1;
        }
        let next = made("next", round).await;
        assert!(next.iter().all(Result::is_ok), "round {round}: {next:?}");
    }
    eprintln!("{lost} of {} writes were lost", ROUNDS * AT_ONCE);
    let names = numbers(&admin, "SELECT count(DISTINCT name) FROM library_author").await[0];
    let most = i64::try_from(3 * ROUNDS * AT_ONCE).unwrap();
    assert!((most - lost..=most).contains(&names), "{names} of {most}, {lost} lost");
    assert_eq!(numbers(&admin, "SELECT count(*) FROM library_author").await, [names]);
}

/// Lets bytes through until it is told to forget those who are connected: they hear nothing any more, as behind a
/// firewall that has lost its table.
async fn forgetful_proxy(to: String, forget: Arc<tokio::sync::Notify>) -> u16 {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let (to, forget) = (to.clone(), Arc::clone(&forget));
            tokio::spawn(async move {
                let mut server = tokio::net::TcpStream::connect(to).await.unwrap();
                tokio::select! {
                    _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
                    () = forget.notified() => std::future::pending().await,
                }
            });
        }
    });
    port
}

#[tokio::test]
async fn a_write_does_not_travel_on_a_connection_that_went_silent() {
    let database = fresh_database(Kind::Postgres);
    super::models::open(&database).await;
    let (before, address) = database.url().split_once('@').unwrap();
    let (address, name) = address.split_once('/').unwrap();
    let forget = Arc::new(tokio::sync::Notify::new());
    let port = forgetful_proxy(address.to_owned(), Arc::clone(&forget)).await;
    let config = Config {
        pool_size: 1,
        acquire_timeout: Duration::from_secs(30),
        ..Config::default()
    };
    let db = Db::connect_with(&format!("{before}@127.0.0.1:{port}/{name}?sslmode=disable"), &config)
        .await
        .unwrap();
    Author::objects()
        .create(&db, AuthorCreate::new("before"))
        .await
        .unwrap();
    forget.notify_waiters();
    tokio::time::sleep(Duration::from_millis(1_050)).await;
    Author::objects().create(&db, AuthorCreate::new("after")).await.unwrap();
    assert_eq!(Author::objects().count(&db).await.unwrap(), 2);
}

/// What became of a write whose connection is lost while it runs nobody can know, so it is never sent again.
#[tokio::test]
async fn a_write_that_was_under_way_is_not_sent_again() {
    let database = fresh_database(Kind::Postgres);
    let db = super::models::library(&database).await;
    let admin = Db::connect(&format!("{}?application_name=admin", database.url()))
        .await
        .unwrap();
    let pages = async || numbers(&admin, "SELECT sum(pages)::bigint FROM library_book").await;
    let before = pages().await;
    let mut locked = admin.connection().await.unwrap();
    // Rows, not the table: for that a statement would wait before it has begun, and then it is sent again.
    locked
        .batch("BEGIN; UPDATE library_book SET pages = pages")
        .await
        .unwrap();
    let waiting =
        "SELECT 1::bigint FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let kill = async {
        while numbers(&admin, waiting).await.len() < 2 {
            tokio::task::yield_now().await;
        }
        end_connections(&admin).await;
        while !numbers(&admin, waiting).await.is_empty() {
            tokio::task::yield_now().await;
        }
        locked.batch("COMMIT").await.unwrap();
        locked.release();
    };
    let books = Book::objects();
    let more = books.update_with(&db, |b| b.pages().set(b.pages() + 1));
    let gone = Book::objects().filter(|b| b.pages().gt(0));
    let (more, gone, ()) = tokio::join!(more, gone.delete(&db), kill);
    let (more, gone) = (more.unwrap_err(), gone.unwrap_err());
    assert!(
        more.to_string().contains("connection") && gone.to_string().contains("connection"),
        "{more}; {gone}"
    );
    assert_eq!(pages().await, before, "a write was sent again");
}
