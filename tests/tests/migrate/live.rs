//! Migrating a PostgreSQL that others use: sections, locks, and what an interruption leaves.

use std::time::{Duration, Instant};

use fjango::db::{Db, Executor, Statement};
use fjango::migrate::state::{CheckState, FieldState, Literal, ModelState};
use fjango::migrate::{Error, Migrator, Options, Target, lint_script};
use fjango::value::SqlType;
use fjango_tests::{Kind, fresh_database};

use super::computed::knows_virtual;
use super::states::foreign_key;
use super::support::{History, model, run, schema, state, texts};

fn plain() -> ModelState {
    let note = FieldState {
        nullable: true,
        ..FieldState::new("note", SqlType::Text)
    };
    let author = FieldState {
        nullable: true,
        ..FieldState::new("author", SqlType::BigInt)
    };
    model("Post", vec![note, author, FieldState::new("rating", SqlType::Integer)])
}

/// The same with everything that has a way around a long lock.
fn strict() -> ModelState {
    let note = FieldState {
        unique: true,
        fill: Some(Literal::Text("none".into())),
        ..FieldState::new("note", SqlType::Text)
    };
    let author = FieldState {
        nullable: true,
        column: "author".into(),
        ..foreign_key("author", "blog.User")
    };
    let rating = FieldState {
        index: true,
        ..FieldState::new("rating", SqlType::Integer)
    };
    let mut post = model("Post", vec![note, author, rating]);
    post.checks.push(CheckState {
        name: "sane".into(),
        sql: "rating > 0".into(),
    });
    post
}

fn made() -> History {
    let user = || model("User", vec![]);
    let mut history = History::default();
    history.make(&state(vec![plain(), user()])).unwrap();
    history.make(&state(vec![strict(), user()])).unwrap();
    history
}

fn first() -> Target {
    Target::Migration("blog".into(), "0001_initial".into())
}

#[test]
fn what_would_hold_a_lock_for_long_is_done_in_two() {
    let history = made();
    let script = &history.graph.iter().last().unwrap().scripts["postgres"];
    insta::assert_snapshot!(script.up, @r#"
    ALTER TABLE "blog_post" ADD CONSTRAINT "blog_post_note_not_null_check" CHECK ("note" IS NOT NULL) NOT VALID;
    ALTER TABLE "blog_post" ADD CONSTRAINT "blog_post_sane_check" CHECK (rating > 0) NOT VALID;

    -- fjango: transaction
    UPDATE "blog_post" SET "note" = 'none' WHERE "note" IS NULL;

    -- fjango: no-transaction
    CREATE UNIQUE INDEX CONCURRENTLY "blog_post_note_key" ON "blog_post" ("note");
    CREATE INDEX CONCURRENTLY "blog_post_author_idx" ON "blog_post" ("author");
    CREATE INDEX CONCURRENTLY "blog_post_rating_idx" ON "blog_post" ("rating");

    -- fjango: transaction
    ALTER TABLE "blog_post" ADD CONSTRAINT "blog_post_note_key" UNIQUE USING INDEX "blog_post_note_key";
    ALTER TABLE "blog_post" ADD CONSTRAINT "blog_post_author_fkey" FOREIGN KEY ("author") REFERENCES "blog_user" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID;

    -- fjango: no-transaction
    ALTER TABLE "blog_post" VALIDATE CONSTRAINT "blog_post_note_not_null_check";
    ALTER TABLE "blog_post" VALIDATE CONSTRAINT "blog_post_sane_check";
    ALTER TABLE "blog_post" VALIDATE CONSTRAINT "blog_post_author_fkey";

    -- fjango: transaction
    ALTER TABLE "blog_post" ALTER COLUMN "note" SET NOT NULL;
    ALTER TABLE "blog_post" DROP CONSTRAINT "blog_post_note_not_null_check";
    "#);
    insta::assert_snapshot!(script.down, @r#"
    ALTER TABLE "blog_post" DROP CONSTRAINT "blog_post_author_fkey";

    -- fjango: no-transaction
    DROP INDEX CONCURRENTLY "blog_post_author_idx";
    DROP INDEX CONCURRENTLY "blog_post_rating_idx";

    -- fjango: transaction
    ALTER TABLE "blog_post" DROP CONSTRAINT "blog_post_note_key";
    ALTER TABLE "blog_post" DROP CONSTRAINT "blog_post_sane_check";
    ALTER TABLE "blog_post" ALTER COLUMN "note" DROP NOT NULL;
    "#);
}

#[tokio::test]
async fn an_index_that_was_left_unfinished_is_built_again() {
    let database = fresh_database(Kind::Postgres);
    let db = Db::connect(database.url()).await.unwrap();
    let history = made();
    history.migrate(&db, &first()).await.unwrap();
    let before = schema(&db).await;
    run(
        &db,
        "INSERT INTO blog_post (note, rating) VALUES ('same', 1), ('same', 2)",
    )
    .await;

    // Two rows hold the same, so the index stays behind, and is of no use.
    let error = history.migrate(&db, &Target::All).await.unwrap_err();
    assert!(matches!(&error, Error::Statement { number: 4, done: 3, .. }), "{error}");
    let unfinished = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid";
    assert_eq!(texts(&db, unfinished).await, ["blog_post_note_key"]);
    // Nothing else can be asked for meanwhile, apart from the way back.
    run(&db, "UPDATE blog_post SET note = 'other' WHERE rating = 2").await;
    history.migrate(&db, &Target::All).await.unwrap();
    assert_eq!(texts(&db, unfinished).await, Vec::<String>::new());
    let whole = schema(&db).await;

    // From half-way back, and there again.
    history.migrate(&db, &first()).await.unwrap();
    assert_eq!(schema(&db).await, before);
    run(&db, "UPDATE blog_post SET note = 'same'").await;
    history.migrate(&db, &Target::All).await.unwrap_err();
    history.migrate(&db, &first()).await.unwrap();
    assert_eq!(schema(&db).await, before);
    run(&db, "UPDATE blog_post SET note = rating::text").await;
    history.migrate(&db, &Target::All).await.unwrap();
    assert_eq!(schema(&db).await, whole);
}

#[tokio::test]
async fn what_was_run_of_a_half_applied_migration_cannot_be_edited() {
    let database = fresh_database(Kind::Postgres);
    let db = Db::connect(database.url()).await.unwrap();
    let history = made();
    history.migrate(&db, &first()).await.unwrap();
    run(
        &db,
        "INSERT INTO blog_post (note, rating) VALUES ('same', 1), ('same', 2)",
    )
    .await;
    history.migrate(&db, &Target::All).await.unwrap_err();
    let edit = |from: &str, to: &str| {
        let migrations = history.graph.iter().cloned().map(|mut migration| {
            for script in migration.scripts.values_mut() {
                script.up = script.up.replace(from, to);
            }
            migration
        });
        fjango::migrate::Graph::new(migrations).unwrap()
    };
    let edited = edit("rating > 0", "rating > 1");
    let error = Migrator::new(&db, &edited)
        .run(&Target::All, &Options::default())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::EditedHalfDone { done: 3, .. }), "{error}");
    // What is still to be run may become something that works.
    let edited = edit(
        "CREATE UNIQUE INDEX CONCURRENTLY",
        "DELETE FROM blog_post; CREATE UNIQUE INDEX CONCURRENTLY",
    );
    Migrator::new(&db, &edited)
        .run(&Target::All, &Options::default())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_lock_that_others_hold_delays_the_migration_alone() {
    let database = fresh_database(Kind::Postgres);
    let db = Db::connect(database.url()).await.unwrap();
    let history = made();
    history.migrate(&db, &first()).await.unwrap();
    let before = schema(&db).await;
    let other = Db::connect(database.url()).await.unwrap();
    let mut holder = other.connection().await.unwrap();
    holder.batch("BEGIN; SELECT count(*) FROM blog_post").await.unwrap();

    let options = Options {
        lock_timeout: Duration::from_millis(200),
        lock_patience: Duration::from_secs(1),
        ..Options::default()
    };
    let migrator = Migrator::new(&db, &history.graph);
    let mut longest = Duration::ZERO;
    let error = {
        let running = migrator.run(&Target::All, &options);
        tokio::pin!(running);
        loop {
            tokio::select! {
                result = &mut running => break result.unwrap_err(),
                () = async {
                    let asked = Instant::now();
                    run(&other, "INSERT INTO blog_post (note, rating) VALUES (NULL, 1)").await;
                    longest = longest.max(asked.elapsed());
                    tokio::time::sleep(Duration::from_millis(5)).await;
                } => {}
            }
        }
    };
    let Error::Blocked {
        tries,
        blockers,
        done: 0,
        ..
    } = &error
    else {
        panic!("{error}")
    };
    assert!(*tries > 1, "{error}");
    assert!(
        blockers[0].contains("idle in transaction") && blockers[0].contains("count(*)"),
        "{error}"
    );
    assert!(longest < Duration::from_secs(1), "a write waited {longest:?}");
    assert_eq!(schema(&db).await, before);

    // It goes on by itself once the lock is free.
    let (report, ()) = tokio::join!(history.migrate(&db, &Target::All), async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        holder.batch("COMMIT; DELETE FROM blog_post").await.unwrap();
    });
    assert_eq!(report.unwrap().steps.len(), 1);
    holder.release();
    // The session has no limits that requests would feel.
    let settings = "SELECT current_setting('lock_timeout') || current_setting('statement_timeout')";
    for _ in 0..4 {
        assert_eq!(
            db.fetch(Statement::sql(settings), fjango::db::first_value::<String>)
                .await
                .unwrap(),
            ["00"]
        );
    }
}

/// What the lint says of a new column's default is what PostgreSQL does.
#[tokio::test]
async fn only_what_the_lint_names_writes_the_table_anew() {
    let database = fresh_database(Kind::Postgres);
    let db = Db::connect(database.url()).await.unwrap();
    run(&db, "CREATE TABLE a (id bigint, n integer)").await;
    run(&db, "INSERT INTO a SELECT i, i FROM generate_series(1, 10) i").await;
    let mut columns = vec![
        "text NOT NULL DEFAULT 'x(y)'",
        "varchar(20) DEFAULT 'x'::varchar(20)",
        "date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date",
        "time NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::time",
        "timestamptz NOT NULL DEFAULT now()",
        "interval NOT NULL DEFAULT (5000000 * interval '1 microsecond')",
        "bytea NOT NULL DEFAULT '\\x00'::bytea",
        "uuid NOT NULL DEFAULT '7d444840-9dc0-11d1-b245-5ffdce74fad2'::uuid",
        "uuid DEFAULT gen_random_uuid()",
        "timestamptz DEFAULT clock_timestamp()",
        "bigint GENERATED BY DEFAULT AS IDENTITY",
        "integer GENERATED ALWAYS AS (n + 1) STORED",
    ];
    if knows_virtual(&db).await {
        columns.push("integer GENERATED ALWAYS AS (n + 1) VIRTUAL");
    }
    let mut written_anew = 0;
    for (number, column) in columns.into_iter().enumerate() {
        let sql = format!("ALTER TABLE a ADD COLUMN c{number} {column}");
        let file = || texts(&db, "SELECT pg_relation_filenode('a')::text");
        let before = file().await;
        run(&db, &sql).await;
        let rewritten = file().await != before;
        assert_eq!(lint_script(&sql)[0].rewrites, rewritten, "{sql}");
        written_anew += i32::from(rewritten);
    }
    assert_eq!(written_anew, 4);
}
