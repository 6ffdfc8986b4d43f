//! A database that takes no more: its disk is full at any moment of a migration, or it may only be read.

use fjango::db::{Config, Db, Executor as _, Statement};
use fjango::migrate::state::{FieldState, IndexState, Literal, ProjectState};
use fjango::migrate::{Migrator, Target};
use fjango::value::SqlType;
use fjango_tests::{FreshDatabase, Kind, fresh_database};

use super::states::foreign_key;
use super::support::{History, model, run, schema, state, texts};

fn text(name: &str) -> FieldState {
    FieldState {
        nullable: true,
        ..FieldState::new(name, SqlType::Text)
    }
}

fn first() -> ProjectState {
    let plain = FieldState {
        nullable: true,
        ..FieldState::new("author", SqlType::BigInt)
    };
    let plain = FieldState {
        column: "author_id".into(),
        ..plain
    };
    state(vec![model("Author", vec![]), model("Post", vec![text("title"), plain])])
}

/// Everything that has parts of its own on PostgreSQL, and builds the table anew on SQLite.
fn second() -> ProjectState {
    let title = FieldState {
        nullable: false,
        fill: Some(Literal::Text("untitled".into())),
        ..text("title")
    };
    let slug = FieldState {
        unique: true,
        ..text("slug")
    };
    let rating = FieldState {
        min: Some("0".into()),
        fill: Some(Literal::Integer(3)),
        ..FieldState::new("rating", SqlType::Integer)
    };
    let author = FieldState {
        nullable: true,
        ..foreign_key("author", "blog.Author")
    };
    let mut post = model("Post", vec![title, slug, rating, author]);
    post.indexes.push(IndexState::from(vec!["title", "rating"]));
    state(vec![
        model("Author", vec![text("name")]),
        post,
        model("Tag", vec![text("name")]),
    ])
}

/// A history of two, of which the first is applied, with rows.
async fn prepared(database: &FreshDatabase) -> (Db, History) {
    let config = Config {
        pool_size: 1,
        ..Config::default()
    };
    let db = Db::connect_with(database.url(), &config).await.unwrap();
    let mut history = History::default();
    history.make(&first()).unwrap();
    history.migrate(&db, &Target::All).await.unwrap();
    history.make(&second()).unwrap();
    run(&db, "INSERT INTO blog_author (id) VALUES (1)").await;
    let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO blog_post (title, author_id) \
                SELECT CASE WHEN i % 2 = 0 THEN 'a title that takes some room, number ' || i END, 1 FROM n";
    run(&db, rows).await;
    (db, history)
}

fn back() -> Target {
    Target::Migration("blog".into(), "0001_initial".into())
}

const ROWS: &str = "SELECT count(*) || ' ' || sum(id) || ' ' || count(author_id) || ' ' || sum(length(title)) FROM blog_post \
                    WHERE title <> 'untitled'";
const NOTES: &str = "SELECT name FROM fjango_migration ORDER BY 1";

#[tokio::test]
async fn a_full_disk_leaves_the_tables_of_sqlite_as_they_were() {
    let database = fresh_database(Kind::Sqlite);
    let (db, history) = prepared(&database).await;
    let (before, rows) = (schema(&db).await, texts(&db, ROWS).await);
    let pages: u32 = texts(&db, "SELECT CAST(page_count AS text) FROM pragma_page_count").await[0]
        .parse()
        .unwrap();
    let mut failures = 0;
    // SQLite's own limit gives the very error that a full disk gives, with one page more each time.
    for limit in pages.. {
        limit_pages(&db, limit).await;
        let Err(error) = history.migrate(&db, &Target::All).await else {
            break;
        };
        failures += 1;
        assert!(error.to_string().contains("database or disk is full"), "{error}");
        assert_eq!(schema(&db).await, before, "with {limit} pages");
        assert_eq!(texts(&db, ROWS).await, rows, "with {limit} pages");
        assert_eq!(texts(&db, NOTES).await, ["0001_initial"], "with {limit} pages");
        let whole = texts(&db, "SELECT integrity_check FROM pragma_integrity_check").await;
        assert_eq!(whole, ["ok"], "with {limit} pages");
        let dangling = db.execute(Statement::sql(
            "INSERT INTO blog_post (id, author_id) VALUES (9999, 77)",
        ));
        // The table of the first migration has no foreign key; nothing is left behind, though.
        if dangling.await.is_ok() {
            run(&db, "DELETE FROM blog_post WHERE id = 9999").await;
        }
    }
    assert!(failures > 5, "only {failures} moments were tried");
    assert_eq!(texts(&db, ROWS).await, rows);
    let dangling = db.execute(Statement::sql(
        "INSERT INTO blog_post (title, rating, author_id) VALUES ('x', 1, 77)",
    ));
    assert!(dangling.await.is_err(), "foreign keys are watched again");
    limit_pages(&db, 1 << 30).await;
    history.migrate(&db, &back()).await.unwrap();
    assert_eq!(schema(&db).await, before);
}

async fn limit_pages(db: &Db, limit: u32) {
    run(db, &format!("PRAGMA max_page_count = {limit}")).await;
}

/// The statement at which the disk is full; sequences count on when a transaction is undone.
const FAILING: [&str; 3] = [
    "CREATE SEQUENCE until_full",
    "CREATE FUNCTION full_disk() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('until_full') = 1000 THEN \
     RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END IF; END $$",
    // What is dropped beside the work must be the first in its transaction, which a trigger is before it.
    "CREATE EVENT TRIGGER full_disk ON ddl_command_start WHEN TAG IN ('ALTER TABLE', 'CREATE TABLE', 'CREATE INDEX', 'DROP TABLE') \
     EXECUTE FUNCTION full_disk()",
];

#[tokio::test]
async fn a_full_disk_at_any_statement_of_postgres_can_be_gone_on_from_and_taken_back() {
    let database = fresh_database(Kind::Postgres);
    let (db, history) = prepared(&database).await;
    let (before, rows) = (schema(&db).await, texts(&db, ROWS).await);
    history.migrate(&db, &Target::All).await.unwrap();
    let after = schema(&db).await;
    history.migrate(&db, &back()).await.unwrap();
    assert_eq!(schema(&db).await, before);
    for statement in FAILING {
        run(&db, statement).await;
    }
    let fails_at = async |number: i32| run(&db, &format!("SELECT setval('until_full', {})", 1000 - number)).await;
    let mut failures = 0;
    for number in 1.. {
        fails_at(number).await;
        let Err(error) = history.migrate(&db, &Target::All).await else {
            break;
        };
        failures += 1;
        assert!(
            error.to_string().contains("No space left on device"),
            "at {number}: {error}"
        );
        assert_eq!(texts(&db, ROWS).await, rows, "at {number}");
        assert_eq!(texts(&db, NOTES).await, ["0001_initial"], "at {number}");
        // The one way and the other, from every place at which it may stop.
        if number % 2 == 0 {
            history.migrate(&db, &Target::All).await.unwrap();
            assert_eq!(schema(&db).await, after, "at {number}");
            fails_at(1 + number / 2).await;
            // Whether the way back has so many statements or not.
            let _ = history.migrate(&db, &back()).await;
            fails_at(-1).await;
        }
        let returned = history.migrate(&db, &back()).await;
        returned.unwrap_or_else(|error| panic!("at {number}: {error}"));
        assert_eq!(schema(&db).await, before, "at {number}");
        assert_eq!(texts(&db, ROWS).await, rows, "at {number}");
    }
    assert!(failures > 10, "only {failures} moments were tried");
    assert_eq!(schema(&db).await, after);
    let unfinished = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid";
    assert_eq!(texts(&db, unfinished).await, Vec::<String>::new());
}

fjango_tests::each_database! {
    async fn a_database_that_may_only_be_read_is_told(database: &FreshDatabase) {
        let (db, history) = prepared(database).await;
        let (before, rows) = (schema(&db).await, texts(&db, ROWS).await);
        let (read, write) = match database.kind() {
            Kind::Sqlite => ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
            Kind::Postgres => ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off"),
        };
        // The pool has one connection, and hands it out as it is.
        let mut connection = db.connection().await.unwrap();
        connection.batch(read).await.unwrap();
        connection.release();
        // What a server asks at its start, on a replica too, writes nothing.
        let plan = Migrator::new(&db, &history.graph).plan(&Target::All).await.unwrap();
        assert_eq!(plan.len(), 1);
        assert_eq!(Migrator::new(&db, &history.graph).applied().await.unwrap().len(), 1);
        let error = history.migrate(&db, &Target::All).await.unwrap_err().to_string();
        assert!(error.contains("read-only") || error.contains("readonly"), "{error}");
        assert_eq!(schema(&db).await, before);
        assert_eq!(texts(&db, ROWS).await, rows);
        let mut connection = db.connection().await.unwrap();
        connection.batch(write).await.unwrap();
        connection.release();
        assert_eq!(history.migrate(&db, &Target::All).await.unwrap().steps.len(), 1);
    }
}
