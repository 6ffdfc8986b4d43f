//! Streams: bounded memory, clean ends, on a database and in a transaction.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fjango::db::{Config, Db, Error, Executor, RowStream, Statement, first_value};
use fjango::prelude::*;
use fjango::{assert_queries, db};
use fjango_tests::{FreshDatabase, Kind, fresh_database};

use super::models::*;

/// More than this many rows never exist at once: three batches.
const IN_FLIGHT: usize = 3 * 256;

/// A statement that gives the whole numbers from 1 on, each as `expression` of `i`.
fn numbers(database: &FreshDatabase, expression: &str, last: usize) -> Statement {
    Statement::sql(match database.kind() {
        Kind::Postgres => format!("SELECT {expression} FROM generate_series(1, {last}::bigint) AS n(i)"),
        Kind::Sqlite => format!(
            "SELECT {expression} FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last}) SELECT i FROM n)"
        ),
    })
}

async fn one_connection(database: &FreshDatabase) -> Db {
    let config = Config {
        pool_size: 1,
        acquire_timeout: std::time::Duration::from_secs(2),
        ..Config::default()
    };
    Db::connect_with(database.url(), &config).await.unwrap()
}

/// A stream that counts the rows decoded so far.
fn counted<'a>(on: &'a impl Executor, statement: Statement) -> (RowStream<'a, i64>, Arc<AtomicUsize>) {
    let decoded = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&decoded);
    let rows = on.stream(statement, move |row| {
        counter.fetch_add(1, Ordering::SeqCst);
        first_value(row)
    });
    (rows, decoded)
}

async fn read_to_the_end(on: &impl Executor, statement: Statement, last: usize) {
    let (mut rows, decoded) = counted(on, statement);
    assert_eq!(decoded.load(Ordering::SeqCst), 0, "a stream begins when it is polled");
    let (mut taken, mut sum, mut most) = (0, 0, 0);
    while let Some(row) = rows.try_next().await.unwrap() {
        taken += 1;
        sum += row as usize;
        most = most.max(decoded.load(Ordering::SeqCst) - (taken - 1));
    }
    assert_eq!((taken, sum), (last, last * (last + 1) / 2));
    assert!(most <= IN_FLIGHT, "{most} rows existed at once");
    assert!(rows.try_next().await.unwrap().is_none());
}

fjango_tests::each_database! {
    async fn two_hundred_thousand_rows_take_the_memory_of_a_few_hundred(database: &FreshDatabase) {
        let db = one_connection(database).await;
        let statement = numbers(database, "i", 200_000);
        read_to_the_end(&db, statement.clone(), 200_000).await;
        let result: db::Result<()> = db.transaction(async |tx| {
            read_to_the_end(tx, statement, 200_000).await;
            tx.execute_sql("SELECT 1").await.map(drop)
        }).await;
        result.unwrap();
        db.ping().await.unwrap();
    }

    async fn a_stream_dropped_half_way_leaves_a_clean_connection(database: &FreshDatabase) {
        let db = one_connection(database).await;
        for rows in [0, 1, 255, 256, 257, 1_000] {
            let (mut stream, decoded) = counted(&db, numbers(database, "i", 10_000_000));
            for _ in 0..rows {
                stream.try_next().await.unwrap().unwrap();
            }
            drop(stream);
            db.ping().await.unwrap();
            assert!(decoded.load(Ordering::SeqCst) <= rows + IN_FLIGHT);
        }
        let result: db::Result<()> = db.transaction(async |tx| {
            tx.execute_sql("CREATE TABLE t (n integer)").await?;
            for rows in [0, 1, 1_000] {
                let (mut stream, decoded) = counted(tx, numbers(database, "i", 10_000_000));
                for _ in 0..rows {
                    stream.try_next().await?;
                }
                drop(stream);
                tx.execute_sql("INSERT INTO t VALUES (1)").await?;
                assert!(decoded.load(Ordering::SeqCst) <= rows + IN_FLIGHT);
            }
            // One that is still open when the transaction is committed.
            let (mut stream, _) = counted(tx, numbers(database, "i", 1_000));
            stream.try_next().await?;
            Ok(())
        }).await;
        result.unwrap();
        let rows = db.fetch(Statement::sql("SELECT COUNT(*) FROM t"), first_value::<i64>).await.unwrap();
        assert_eq!(rows, [3]);
    }

    async fn an_error_in_the_middle_is_the_last_item(database: &FreshDatabase) {
        let db = one_connection(database).await;
        let failing = match database.kind() {
            Kind::Postgres => "1 / (700 - i)",
            Kind::Sqlite => "CASE WHEN i < 700 THEN i ELSE abs(-9223372036854775808) END",
        };
        for expression in [failing, "CASE WHEN i < 700 THEN i END"] {
            let mut stream = db.stream(numbers(database, expression, 1_000), first_value::<i64>);
            let mut rows = 0;
            let error = loop {
                match stream.try_next().await {
                    Ok(row) => rows += row.map(|_| 1).unwrap(),
                    Err(error) => break error,
                }
            };
            assert!(matches!(error, Error::Backend { .. } | Error::Decode(_)), "{error:?}");
            // What the server had sent before is told before; the rows of the failing batch are its own affair.
            assert!((512..700).contains(&rows), "{rows} rows before the error");
            assert!(stream.try_next().await.unwrap().is_none());
            drop(stream);
            db.ping().await.unwrap();
        }
        let refused = db.stream(Statement::sql("SELECT nothing FROM nowhere"), first_value::<i64>).try_next().await;
        assert!(matches!(refused, Err(Error::Backend { .. })), "{refused:?}");
        db.ping().await.unwrap();
    }

    async fn other_statements_run_while_a_stream_is_open(database: &FreshDatabase) {
        let db = open(database).await;
        let names = (1..=1_000).map(|n| AuthorCreate::new(format!("{n:04}")));
        Author::objects().bulk_create(&db, names).await.unwrap();
        let mut authors = Author::objects().stream(&db);
        let mut n = 0;
        while let Some(mut author) = authors.try_next().await.unwrap() {
            n += 1;
            assert_eq!(author.name, format!("{n:04}"));
            if n % 100 == 0 {
                author.email = Some(Email::new("a@example.com"));
                author.save(&db).await.unwrap();
            }
        }
        assert_eq!(n, 1_000);
        let result: fjango::orm::Result<()> = db.transaction(async |tx| {
            let mut authors = Author::objects().stream(tx);
            let mut others = Author::objects().order_by(|a| a.id().desc()).stream(tx);
            let mut n = 0;
            while let Some(mut author) = authors.try_next().await? {
                n += 1;
                assert_eq!(others.try_next().await?.unwrap().name, format!("{:04}", 1_001 - n));
                author.email = None;
                if n % 100 == 0 {
                    author.save(tx).await?;
                }
            }
            assert_eq!(n, 1_000);
            Ok(())
        }).await;
        result.unwrap();
        assert_eq!(Author::objects().filter(|a| a.email().is_not_null()).count(&db).await.unwrap(), 0);
    }

    async fn models_come_with_their_relations(database: &FreshDatabase) {
        open(database).await;
        // Prefetching needs a connection beside the stream's own; with only one of them it still works.
        for db in [Db::connect(database.url()).await.unwrap(), one_connection(database).await] {
            Author::objects().delete(&db).await.unwrap();
            let names = (1..=600).map(|n| AuthorCreate::new(format!("{n:04}")));
            let authors = Author::objects().bulk_create(&db, names).await.unwrap();
            let books = authors.iter().flat_map(|a| [("first", a.id), ("second", a.id)]);
            let books = books.map(|(title, id)| BookCreate { editor: Some(id), ..BookCreate::new(title, id) });
            Book::objects().bulk_create(&db, books).await.unwrap();

            let query = Author::objects().prefetch_related(|a| a.books().with(|b| b.select_related(|b| b.editor())));
            let check = |author: &Author| {
                let books = author.books.loaded().unwrap();
                assert_eq!(books.len(), 2);
                assert_eq!(books[0].editor.as_ref().unwrap().loaded().unwrap().name, author.name);
            };
            // One statement, and one for each of three batches.
            let authors: Vec<Author> = assert_queries!(4, query.stream(&db).try_collect().await.unwrap());
            authors.iter().for_each(check);
            assert_eq!(authors.len(), 600);
            let batches: Vec<Vec<Author>> =
                assert_queries!(4, query.clone().limit(500).stream_batches(&db, 200).try_collect().await.unwrap());
            assert_eq!(batches.iter().map(Vec::len).collect::<Vec<_>>(), [200, 200, 100]);
            let result: fjango::orm::Result<()> = db.transaction(async |tx| {
                let authors: Vec<Author> = query.stream(tx).try_collect().await?;
                authors.iter().for_each(check);
                Ok(())
            }).await;
            result.unwrap();
            let joined = Book::objects().select_related(|b| b.author());
            let books: Vec<Book> = assert_queries!(1, joined.stream(&db).try_collect().await.unwrap());
            assert!(books.len() == 1_200 && books.iter().all(|book| book.author.loaded().is_ok()));
            db.ping().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_memory_database_is_free_while_it_streams() {
    let db = Db::connect("sqlite::memory:").await.unwrap();
    let database = fresh_database(Kind::Sqlite);
    let mut stream = db.stream(numbers(&database, "i", 1_000), first_value::<i64>);
    while stream.try_next().await.unwrap().is_some() {
        db.ping().await.unwrap();
    }
}
