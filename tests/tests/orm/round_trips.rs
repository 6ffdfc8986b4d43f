//! What does not need each other's answers is sent to PostgreSQL in one round trip, which a gate before it proves.

use fjango::db::{Config, Connection, Db, Executor as _, Statement, first_value};
use fjango::orm::Error;
use fjango::prelude::*;
use fjango_tests::{FreshDatabase, Gate, Kind, fresh_database};

use super::models::*;

/// The library, and a database behind a gate with connections enough for all that travels together.
async fn gated(database: &FreshDatabase, options: &str) -> (Gate, Db) {
    library(database).await;
    let gate = Gate::before(database.url()).await;
    let config = Config {
        pool_size: 3,
        ..Config::default()
    };
    let url = format!("{}{options}", gate.url());
    let db = Db::connect_with(&url, &config).await.unwrap();
    // Connecting takes round trips of its own.
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(db.connection().await.unwrap());
    }
    held.into_iter().for_each(Connection::release);
    (gate, db)
}

/// Three relations of authors, two of which lead to one more.
fn authors() -> QuerySet<Author> {
    Author::objects()
        .prefetch_related(|author| author.books().with(|books| books.prefetch_related(|book| book.tags())))
        .prefetch_related(|author| author.edited().with(|books| books.prefetch_related(|book| book.tags())))
        .prefetch_related(|author| author.profile())
}

fn is_whole(authors: &[Author]) -> bool {
    let tags = |book: &Book| book.tags.loaded().unwrap().len();
    let ann = &authors[0];
    let (books, edited) = (ann.books.loaded().unwrap(), ann.edited.loaded().unwrap());
    books.iter().map(tags).sum::<usize>() == 3 && tags(&edited[0]) == 1 && ann.profile.loaded().unwrap().is_empty()
}

#[tokio::test]
async fn prefetches_of_one_level_travel_together() {
    let database = fresh_database(Kind::Postgres);
    let (gate, db) = gated(&database, "&prepared_statements=false").await;
    let found = gate.expect(&[1, 3, 2], authors().all(&db)).await.unwrap();
    assert!(is_whole(&found));
}

#[tokio::test]
async fn a_transaction_sends_what_is_independent_together() {
    let database = fresh_database(Kind::Postgres);
    let (gate, db) = gated(&database, "").await;
    db.transaction(async |tx| {
        // Each is prepared the first time: the same round trips, twice.
        let found = gate.expect(&[1, 1, 3, 3, 2, 2], authors().all(tx)).await?;
        assert!(is_whole(&found));
        let found = gate.expect(&[1, 3, 2], authors().all(tx)).await?;
        assert!(is_whole(&found));
        // A count, a page and an aggregate, as a caller awaits them.
        let page = Book::objects().limit(2);
        let ask = async || {
            let books = Book::objects();
            let (count, page, pages) = tokio::join!(
                books.count(tx),
                page.all(tx),
                books.aggregate(tx, |book| book.pages().sum())
            );
            assert_eq!((count.unwrap(), page.unwrap().len(), pages.unwrap()), (4, 2, Some(700)));
        };
        ask().await;
        gate.expect(&[3], ask()).await;
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_write_in_a_transaction_waits_and_is_waited_for() {
    let database = fresh_database(Kind::Postgres);
    let (gate, db) = gated(&database, "&prepared_statements=false").await;
    db.transaction(async |tx| {
        let (tags, more) = (Tag::objects(), TagCreate::new("async"));
        let all = async { tokio::join!(tags.count(tx), tags.create(tx, more), tags.count(tx), tags.count(tx)) };
        let (before, created, after, again) = gate.expect(&[1, 1, 2], all).await;
        created?;
        assert_eq!((before?, after?, again?), (2, 3, 3));
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_failure_among_statements_sent_together_is_told_and_undone() {
    let database = fresh_database(Kind::Postgres);
    let (gate, db) = gated(&database, "&prepared_statements=false").await;
    let result: Result<(), Error> = db
        .transaction(async |tx| {
            tx.execute_sql("DELETE FROM library_profile").await?;
            tx.execute_sql("ALTER TABLE library_profile RENAME TO library_gone")
                .await?;
            // The last prefetch fails, and its savepoint gives the transaction back.
            let failed = tx.transaction(async |inner| gate.expect(&[1, 3, 2], authors().all(inner)).await);
            assert!(matches!(failed.await, Err(Error::Database(_))));
            assert_eq!(Book::objects().count(tx).await?, 4);
            Err(Error::Query {
                model: "Book",
                reason: "is to be undone",
            })
        })
        .await;
    assert!(matches!(result, Err(Error::Query { .. })), "{result:?}");
    // The connections are as good as before.
    for _ in 0..3 {
        assert!(is_whole(&authors().all(&db).await.unwrap()));
    }
}

#[tokio::test]
async fn a_neighbour_abandoned_in_a_transaction_ends_it() {
    let database = fresh_database(Kind::Postgres);
    let (_gate, db) = gated(&database, "").await;
    let result: Result<(), Error> = db
        .transaction(async |tx| {
            tx.execute_sql("DELETE FROM library_profile").await?;
            // The first is answered at once, and nobody waits for the second.
            let slow = Statement::sql("SELECT pg_sleep(60)::text");
            tokio::select! {
                biased;
                _ = tx.fetch(slow, first_value::<String>) => panic!("it takes a minute"),
                () = tokio::task::yield_now() => (),
            }
            Book::objects().count(tx).await.map(drop)
        })
        .await;
    assert!(
        matches!(result, Err(Error::Database(fjango::db::Error::Disconnected { .. }))),
        "{result:?}"
    );
    assert_eq!(Book::objects().count(&db).await.unwrap(), 4);
}
