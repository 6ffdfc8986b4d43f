//! Notifications: heard after the commit, never after a rollback, and a lost connection is told.

use std::time::Duration;

use fjango::db::{self, Db, Error, Executor, MAX_PAYLOAD_BYTES, Notifications, Statement, first_value};
use fjango::prelude::TryStreamExt;
use fjango_tests::{FreshDatabase, Kind, each_database, fresh_database};
use futures_util::StreamExt;

/// Nothing here takes this long unless it never comes.
const LONG: Duration = Duration::from_secs(20);

/// The next payload.
async fn heard(news: &mut Notifications) -> String {
    let next = tokio::time::timeout(LONG, news.try_next())
        .await
        .expect("nothing was heard");
    next.unwrap().expect("the stream goes on").payload
}

async fn connections_named(admin: &Db, name: &str) -> i64 {
    let sql = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = '{name}'"
    );
    admin.fetch(Statement::sql(sql), first_value::<i64>).await.unwrap()[0]
}

each_database! {
    async fn what_is_committed_is_heard_and_nothing_else(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut news = db.listen(["a", "b"]).await.unwrap();
        let result: db::Result<()> = db.transaction(async |tx| {
            tx.notify("a", "first").await?;
            let undone: db::Result<()> = tx.transaction(async |tx| {
                tx.notify("a", "undone with its savepoint").await?;
                Err(Error::ReadOnly)
            }).await;
            undone.unwrap_err();
            tx.notify("other", "to nobody").await?;
            tx.notify("b", "second").await
        }).await;
        result.unwrap();
        let result: db::Result<()> = db.transaction(async |tx| {
            tx.notify("a", "undone").await?;
            Err(Error::ReadOnly)
        }).await;
        result.unwrap_err();
        db.notify("a", "").await.unwrap();
        db.notify("b", "last").await.unwrap();
        let first = news.try_next().await.unwrap().unwrap();
        assert_eq!((first.channel.as_str(), first.payload.as_str()), ("a", "first"));
        assert_eq!([heard(&mut news).await, heard(&mut news).await, heard(&mut news).await], ["second", "", "last"]);
    }

    async fn a_transaction_is_not_heard_before_its_end(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut news = db.listen(["a"]).await.unwrap();
        let result: db::Result<()> = db.transaction(async |tx| {
            tx.notify("a", "later").await?;
            // Told outside and afterwards, but heard first.
            db.notify("a", "at once").await?;
            assert_eq!(heard(&mut news).await, "at once");
            Ok(())
        }).await;
        result.unwrap();
        assert_eq!(heard(&mut news).await, "later");
    }

    async fn names_are_names_and_payloads_are_text(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let odd = ["Orders", "a \"quoted\" name", "x; DROP TABLE t; --", "日本", &"n".repeat(63)];
        let mut news = db.listen(odd).await.unwrap();
        for channel in odd {
            let payload = format!("{} '; DROP TABLE t; -- 🦀", "x".repeat(MAX_PAYLOAD_BYTES - 25));
            assert_eq!(payload.len(), MAX_PAYLOAD_BYTES);
            db.notify(channel, &payload).await.unwrap();
            let told = news.try_next().await.unwrap().unwrap();
            assert_eq!((told.channel.as_str(), told.payload), (channel, payload));
        }
        let too_long = "x".repeat(MAX_PAYLOAD_BYTES + 1);
        for (channel, payload) in [("a", too_long.as_str()), ("a", "\0"), ("", ""), (&"n".repeat(64), ""), ("a\0", "")] {
            let error = db.notify(channel, payload).await.unwrap_err();
            assert!(matches!(error, Error::Value { .. }), "{error:?}");
            let result: db::Result<()> = db.transaction(async |tx| tx.notify(channel, payload).await).await;
            assert!(matches!(result, Err(Error::Value { .. })), "{result:?}");
        }
        assert!(matches!(db.listen(["good", ""]).await, Err(Error::Value { .. })));
    }
}

#[tokio::test]
async fn a_listener_whose_connection_is_ended_says_so_and_listens_again() {
    let database = fresh_database(Kind::Postgres);
    let admin = Db::connect(database.url()).await.unwrap();
    let db = Db::connect(&format!("{}?application_name=ear", database.url()))
        .await
        .unwrap();
    let mut news = db.listen(["a"]).await.unwrap();
    for round in 0..3 {
        let before = format!("before {round}");
        admin.notify("a", &before).await.unwrap();
        assert_eq!(heard(&mut news).await, before);
        // The pool's connection as well as the listener's.
        let sql = "SELECT CASE WHEN pg_terminate_backend(pid) THEN 1::bigint ELSE 0 END FROM \
                   (SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ear' OFFSET 0) AS them";
        admin.fetch(Statement::sql(sql), first_value::<i64>).await.unwrap();
        // They are told to end, and end a little later.
        let left =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ear'";
        while admin.fetch(Statement::sql(left), first_value::<i64>).await.unwrap() != [0] {
            tokio::task::yield_now().await;
        }
        admin.notify("a", "while nobody listens").await.unwrap();
        let told = tokio::time::timeout(LONG, news.next()).await.expect("nothing was told");
        let error = told.expect("the stream goes on").unwrap_err();
        assert!(
            matches!(error, Error::Disconnected { .. }) && error.is_unavailable(),
            "{error:?}"
        );
        // Once it has said so, it listens: nothing from here on is missed.
        admin.notify("a", "after").await.unwrap();
        assert_eq!(heard(&mut news).await, "after");
    }
}

#[tokio::test]
async fn a_dropped_listener_closes_its_connection_and_takes_none_of_the_pool() {
    let database = fresh_database(Kind::Postgres);
    let admin = Db::connect(database.url()).await.unwrap();
    let config = db::Config {
        pool_size: 1,
        acquire_timeout: Duration::from_secs(2),
        ..db::Config::default()
    };
    let db = Db::connect_with(&format!("{}?application_name=ear", database.url()), &config)
        .await
        .unwrap();
    let listeners = [db.listen(["a"]).await.unwrap(), db.listen(["b"]).await.unwrap()];
    assert_eq!(connections_named(&admin, "ear").await, 3);
    db.ping().await.unwrap();
    drop(listeners);
    while connections_named(&admin, "ear").await > 1 {
        tokio::task::yield_now().await;
    }
    db.ping().await.unwrap();
}

#[tokio::test]
async fn a_listener_far_behind_is_told_so_on_sqlite() {
    let db = Db::connect("sqlite::memory:").await.unwrap();
    let mut news = db.clone().listen(["a"]).await.unwrap();
    for n in 0..3_000 {
        db.notify("a", &n.to_string()).await.unwrap();
    }
    let error = news.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Disconnected { .. }), "{error:?}");
    let next: usize = heard(&mut news).await.parse().unwrap();
    for n in next + 1..3_000 {
        assert_eq!(heard(&mut news).await, n.to_string());
    }
}
