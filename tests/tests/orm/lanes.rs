//! Reads that share a connection on PostgreSQL: they do so once they were quick, never wait long for a slow neighbour,
//! and survive whatever happens to the connection.

use std::time::{Duration, Instant};

use fjango::db::{Config, Connection, Db, Error, Executor, Statement, first_value};
use fjango::orm::{Func, value};
use fjango::prelude::*;
use fjango_tests::{FreshDatabase, Kind, fresh_database};
use futures_util::future::join_all;
use tokio::time::timeout;

use super::models::*;

const CONNECTIONS: usize = 4;

/// The library with a small pool whose lane answers two questions: how many books, how many authors.
async fn with_lane(database: &FreshDatabase) -> Db {
    library(database).await;
    let config = Config {
        pool_size: CONNECTIONS,
        acquire_timeout: Duration::from_millis(300),
        ..Config::default()
    };
    let db = Db::connect_with(database.url(), &config).await.unwrap();
    for _ in 0..100 {
        learn(&db).await;
        let held = hold(&db, CONNECTIONS - 1).await;
        let (books, authors) = tokio::join!(books(&db), authors(&db));
        release(held);
        if books.is_ok() && authors.is_ok() {
            return db;
        }
    }
    panic!("no statement earned its place in a lane");
}

async fn learn(db: &Db) {
    for _ in 0..70 {
        books(db).await.unwrap();
        authors(db).await.unwrap();
    }
}

async fn books(db: &Db) -> fjango::orm::Result<u64> {
    Book::objects().count(db).await
}

async fn authors(db: &Db) -> fjango::orm::Result<u64> {
    Author::objects().count(db).await
}

async fn hold(db: &Db, count: usize) -> Vec<Connection> {
    let mut held = Vec::new();
    for _ in 0..count {
        held.push(db.connection().await.unwrap());
    }
    held
}

fn release(held: Vec<Connection>) {
    held.into_iter().for_each(Connection::release);
}

async fn number(db: &Db, sql: &str) -> i64 {
    db.fetch(Statement::sql(sql), first_value).await.unwrap()[0]
}

/// Statements that wait for a lock, in this database.
async fn waiting(db: &Db) -> i64 {
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    number(db, sql).await
}

#[tokio::test]
async fn quick_reads_need_no_connection_of_their_own() {
    let database = fresh_database(Kind::Postgres);
    let db = with_lane(&database).await;
    let held = hold(&db, CONNECTIONS - 1).await;
    let counts = join_all((0..30).map(|_| books(&db))).await;
    assert!(counts.into_iter().all(|count| count.unwrap() == 4));
    // What was never asked before has no place there, nor has a statement written by hand, which may do more than read.
    let refused = Tag::objects().count(&db).await;
    assert!(matches!(
        refused,
        Err(fjango::orm::Error::Database(Error::PoolTimeout { .. }))
    ));
    release(held);
    for _ in 0..100 {
        number(&db, "SELECT 1::bigint").await;
    }
    let held = hold(&db, CONNECTIONS - 1).await;
    let refused = db.fetch(Statement::sql("SELECT 1::bigint"), first_value::<i64>).await;
    assert!(matches!(refused, Err(Error::PoolTimeout { .. })));
    release(held);
}

#[tokio::test]
async fn a_slow_read_holds_up_its_neighbours_for_a_moment_only() {
    let database = fresh_database(Kind::Postgres);
    let db = with_lane(&database).await;
    let admin = Db::connect(database.url()).await.unwrap();
    let mut locked = admin.connection().await.unwrap();
    locked
        .batch("BEGIN; LOCK TABLE library_book IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();

    let slow = books(&db);
    let neighbours = async {
        let started = Instant::now();
        let counts = join_all((0..20).map(|_| authors(&db))).await;
        assert!(counts.into_iter().all(|count| count.unwrap() == 2));
        let took = started.elapsed();
        assert_eq!(waiting(&admin).await, 1, "the slow read waits on");
        locked.batch("COMMIT").await.unwrap();
        locked.release();
        took
    };
    let (slow, took) = tokio::join!(slow, neighbours);
    assert_eq!(slow.unwrap(), 4, "the slow read was answered in the end");
    assert!(
        took < Duration::from_millis(1_500),
        "the neighbours waited for {took:?}"
    );
}

#[tokio::test]
async fn an_abandoned_read_is_stopped_on_the_server() {
    let database = fresh_database(Kind::Postgres);
    let db = with_lane(&database).await;
    let admin = Db::connect(database.url()).await.unwrap();
    let mut locked = admin.connection().await.unwrap();
    locked
        .batch("BEGIN; LOCK TABLE library_book IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    // Given up before the lane's patience ends, so that it is the lane that must notice.
    let given_up = timeout(Duration::from_millis(10), books(&db)).await;
    assert!(given_up.is_err());
    let started = Instant::now();
    while waiting(&admin).await > 0 {
        assert!(
            started.elapsed() < Duration::from_secs(1),
            "the read still waits on the server"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    locked.batch("COMMIT").await.unwrap();
    locked.release();
    assert_eq!(books(&db).await.unwrap(), 4);
}

#[tokio::test]
async fn readers_who_leave_do_not_disturb_those_who_stay() {
    let database = fresh_database(Kind::Postgres);
    let db = with_lane(&database).await;
    let readers = join_all((0..400).map(|n| {
        let db = db.clone();
        async move {
            let read = books(&db);
            match n % 2 {
                // Dropped after it was sent, most likely before it is answered.
                0 => _ = timeout(Duration::from_micros(50), read).await,
                _ => assert_eq!(read.await.unwrap(), 4),
            }
        }
    }));
    timeout(Duration::from_secs(20), readers)
        .await
        .expect("all are answered");
    assert_eq!(authors(&db).await.unwrap(), 2);
}

#[tokio::test]
async fn a_lane_that_the_server_ends_loses_no_read() {
    let database = fresh_database(Kind::Postgres);
    let db = with_lane(&database).await;
    let admin = Db::connect(&format!("{}?application_name=admin", database.url()))
        .await
        .unwrap();
    // The other connections come later than the end of the lane's, so only that one is lost.
    let held = hold(&db, CONNECTIONS - 1).await;
    for connection in held {
        drop(connection);
    }
    let sql = "SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND application_name = 'fjango') AS them";
    assert!(number(&admin, sql).await > 0);
    assert_eq!(books(&db).await.unwrap(), 4);
}

#[tokio::test]
async fn a_changed_table_is_read_by_statements_prepared_before() {
    let database = fresh_database(Kind::Postgres);
    let db = with_lane(&database).await;
    // Two statements that read the column: one in the lane by now, one on connections of their own.
    let title = || async {
        Book::objects()
            .order_by(|b| b.title().asc())
            .values(&db, |b| b.title())
            .await
            .unwrap()
            .remove(0)
    };
    for _ in 0..10 {
        assert_eq!(title().await, "Async in Depth");
    }
    db.execute(Statement::sql("ALTER TABLE library_book ALTER COLUMN title TYPE text"))
        .await
        .unwrap();
    for _ in 0..10 {
        assert_eq!(title().await, "Async in Depth");
    }
    let held = hold(&db, CONNECTIONS - 1).await;
    release(held);
    assert_eq!(books(&db).await.unwrap(), 4);
}

#[tokio::test]
async fn what_may_do_more_than_read_stays_out() {
    let database = fresh_database(Kind::Postgres);
    let db = with_lane(&database).await;
    db.execute(Statement::sql("CREATE SEQUENCE calls")).await.unwrap();
    let counted = async || {
        let call = Func::template("nextval('calls') + {0}")
            .argument(value(0_i64))
            .returns::<i64>();
        Author::objects().limit(1).values(&db, |_| call).await
    };
    for n in 1..=200 {
        assert_eq!(counted().await.unwrap(), [n]);
    }
    let held = hold(&db, CONNECTIONS - 1).await;
    let refused = counted().await;
    assert!(matches!(
        refused,
        Err(fjango::orm::Error::Database(Error::PoolTimeout { .. }))
    ));
    release(held);
}
