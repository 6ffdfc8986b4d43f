//! A client that goes away in the middle of a request whose handler holds a transaction.

use std::net::SocketAddr;
use std::pin::pin;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use actix_web::http::Method;
use fjango::db::{Config, Db, Executor, Statement, first_value};
use fjango::http::{self, Path, Routes, Server, Shutdown, State};
use fjango::prelude::*;
use fjango_tests::{FreshDatabase, Kind};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::connections::SLOW_SQLITE;
use super::models::*;

const SLOW_POSTGRES: &str = "SELECT 1::bigint FROM pg_sleep(30)";
const CANCELLED_WITHIN: Duration = Duration::from_secs(1);

struct Running {
    address: SocketAddr,
    shutdown: Shutdown,
    thread: Option<JoinHandle<http::Result<()>>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shutdown.begin();
        // A failed test has said why already.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// What a handler needs: the database, a statement that takes long, and whom to tell that it waits.
struct Parts {
    db: Db,
    slow: &'static str,
    waiting: UnboundedSender<()>,
}

/// Writes a row in a transaction, then awaits what the path names.
async fn write_and_wait(parts: State<Parts>, what: Path<String>) -> String {
    let result: fjango::orm::Result<()> = parts
        .db
        .transaction(async |tx| {
            Author::objects().create(tx, AuthorCreate::new("half done")).await?;
            let slow = tx.fetch(Statement::sql(parts.slow), first_value::<i64>);
            let mut rows = tx.stream(Statement::sql(parts.slow), first_value::<i64>);
            match what.as_str() {
                "nothing" => {
                    parts.waiting.send(()).expect("the test listens");
                    std::future::pending::<()>().await;
                }
                "a-statement" => {
                    let mut slow = pin!(slow);
                    // The first poll sends it.
                    assert!(futures_util::poll!(&mut slow).is_pending());
                    parts.waiting.send(()).expect("the test listens");
                    slow.await?;
                }
                _ => {
                    let mut row = pin!(rows.try_next());
                    assert!(futures_util::poll!(&mut row).is_pending());
                    parts.waiting.send(()).expect("the test listens");
                    row.await?;
                }
            }
            Ok(())
        })
        .await;
    format!("{result:?}")
}

fn serve(parts: Parts) -> Running {
    let config = http::Config {
        bind: "127.0.0.1:0".into(),
        workers: Some(1),
        handle_signals: false,
        ..http::Config::default()
    };
    let server = Server::new(config).state(parts).configure(|services| {
        Routes::new()
            .add(Method::GET, "/wait-for/{what}", write_and_wait)
            .configure(services);
    });
    let bound = server.bind().expect("a free port");
    Running {
        address: bound.addresses()[0],
        shutdown: bound.shutdown(),
        thread: Some(thread::spawn(|| actix_web::rt::System::new().block_on(bound.run()))),
    }
}

/// Whether the slow statement runs on the server.
async fn runs(admin: &Db) -> bool {
    let running = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND wait_event = 'PgSleep'";
    admin.fetch(Statement::sql(running), first_value::<i64>).await.unwrap() != [0]
}

fjango_tests::each_database! {
    async fn a_client_that_dies_takes_its_transaction_with_it(database: &FreshDatabase) {
        // The pool under test has one connection; the other looks on.
        let admin = open(database).await;
        let config = Config { pool_size: 1, acquire_timeout: CANCELLED_WITHIN, ..Config::default() };
        let db = Db::connect_with(database.url(), &config).await.unwrap();
        let (waiting, mut events) = unbounded_channel();
        let postgres = database.kind() == Kind::Postgres;
        let slow = if postgres { SLOW_POSTGRES } else { SLOW_SQLITE };
        let server = serve(Parts { db: db.clone(), slow, waiting });

        for what in ["nothing", "a-statement", "a-stream"] {
            for reset in [false, true] {
                let mut client = TcpStream::connect(server.address).await.unwrap();
                let request = format!("GET /wait-for/{what} HTTP/1.1\r\nhost: localhost\r\n\r\n");
                client.write_all(request.as_bytes()).await.unwrap();
                events.recv().await.unwrap();
                while postgres && what != "nothing" && !runs(&admin).await {
                    tokio::task::yield_now().await;
                }
                if reset {
                    client.set_zero_linger().unwrap();
                }
                drop(client);

                let dropped = Instant::now();
                while postgres && runs(&admin).await {
                    assert!(dropped.elapsed() < CANCELLED_WITHIN, "{what}: the statement still runs");
                }
                // The only connection is free in time, clean, and can write; the row is not there.
                author(&db, "after").await;
                assert!(dropped.elapsed() < CANCELLED_WITHIN, "{what}: {:?}", dropped.elapsed());
                let names = Author::objects().values(&db, |a| a.name()).await.unwrap();
                assert_eq!(names, ["after"], "{what}");
                assert_eq!(Author::objects().delete(&db).await.unwrap(), 1);
            }
        }
    }
}
