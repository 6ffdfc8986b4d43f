//! The cases of Django's `tests/migrations/test_operations.py` (5.2.19), by name, on both databases.
//!
//! Each is applied with rows in place, back, and forward again. After it the live schema must be the one that its models
//! get in an empty database, and nothing may be left to detect; after the way back schema and rows must be as before.

mod cases;
mod fields;
mod models;
mod own;
mod rules;

use fjango::db::{Db, Executor as _, Statement};
use fjango::migrate::state::ProjectState;
use fjango::migrate::{Error, Target};
use fjango_tests::{FreshDatabase, fresh_database};

use self::cases::{Case, Changes};
use super::computed::knows_virtual;
use super::support::{History, run, schema, texts};

/// Every case.
fn all() -> Vec<Case> {
    [models::cases(), fields::cases(), rules::cases()].concat()
}

/// The rows of every model, as text.
async fn rows(db: &Db, state: &ProjectState) -> Vec<String> {
    let mut found = Vec::new();
    for model in state.models.values() {
        let columns = model
            .fields
            .iter()
            .map(|field| format!("coalesce(CAST(\"{}\" AS text), '-')", field.column));
        let columns: Vec<String> = columns.collect();
        let sql = format!(
            "SELECT {} FROM \"{}\" ORDER BY 1",
            columns.join(" || '|' || "),
            model.table
        );
        found.push(format!("{}: {:?}", model.label(), texts(db, &sql).await));
        for many in &model.many_to_many {
            let pair = format!(
                "CAST(\"{}\" AS text) || '-' || CAST(\"{}\" AS text)",
                many.source_column, many.target_column
            );
            let sql = format!("SELECT {pair} FROM \"{}\" ORDER BY 1", many.table);
            found.push(format!("{}.{}: {:?}", model.label(), many.name, texts(db, &sql).await));
        }
    }
    found
}

/// Whether the database takes the statement; what it does is taken back.
async fn takes(db: &Db, sql: &str) -> bool {
    let mut taken = false;
    let undone: fjango::db::Result<()> = db
        .transaction(async |tx| {
            if db.dialect().name() == "postgres" {
                // Rows came with keys of their own, of which what numbers the next ones knows nothing.
                tx.execute(Statement::sql(
                    "DO $$ DECLARE s regclass; BEGIN FOR s IN SELECT oid FROM pg_class WHERE relkind = 'S' \
                     LOOP PERFORM setval(s, 1000); END LOOP; END $$",
                ))
                .await?;
            }
            taken = tx.execute(Statement::sql(sql)).await.is_ok();
            // What is put off until the end is looked at here.
            if taken && db.dialect().name() == "postgres" {
                taken = tx
                    .execute(Statement::sql("SET CONSTRAINTS ALL IMMEDIATE"))
                    .await
                    .is_ok();
            } else if taken {
                let dangling = Statement::sql("SELECT parent FROM pragma_foreign_key_check");
                taken = tx.fetch(dangling, fjango::db::first_value::<String>).await?.is_empty();
            }
            Err(fjango::db::Error::Timeout)
        })
        .await;
    assert!(undone.is_err());
    taken
}

async fn zero(db: &Db, history: &History, apps: &[&str]) {
    for app in apps {
        history.migrate(db, &Target::Zero((*app).to_owned())).await.unwrap();
    }
}

/// The history that leads to the models before.
fn before(case: &Case) -> History {
    let mut history = History::default();
    let made = history.make(&case.before);
    made.unwrap_or_else(|error| panic!("{}: {error}", case.name));
    history
}

/// Adds the case's migration, and gives the models after it and what it depends on.
fn push(history: &mut History, case: &Case) -> (ProjectState, Vec<&'static str>) {
    let what = case.name;
    let mut after = case.before.clone();
    for step in &case.steps {
        step.apply("blog", &mut after)
            .unwrap_or_else(|error| panic!("{what}: {error}"));
    }
    let first = case.before.apps().contains(&"blog").then_some("blog.0001_initial");
    let other = case.before.apps().contains(&"shop").then_some("shop.0001_initial");
    let dependencies: Vec<&str> = first.into_iter().chain(other).collect();
    history
        .push("blog", "0002_case", &dependencies, case.steps.clone())
        .unwrap_or_else(|error| panic!("{what}: {error}"));
    (after, dependencies)
}

/// Every case's history, by its name, for those who look at the SQL.
pub fn histories() -> impl Iterator<Item = (&'static str, History)> {
    all().into_iter().map(|case| {
        let mut history = before(&case);
        push(&mut history, &case);
        (case.name, history)
    })
}

async fn one(db: &Db, case: &Case) {
    let what = case.name;
    let apps = ["blog", "shop"];
    let mut history = before(case);
    if case.computes_at_read() && !knows_virtual(db).await {
        let (_, dependencies) = push(&mut history, case);
        let error = history.migrate(db, &Target::All).await.expect_err(what).to_string();
        assert!(error.contains("since version 18"), "{what}: {error}");
        zero(db, &history, &apps[..dependencies.len().max(1)]).await;
        return;
    }
    history
        .migrate(db, &Target::All)
        .await
        .unwrap_or_else(|error| panic!("{what}: {error}"));
    for sql in &case.rows {
        run(db, sql).await;
    }
    let (schema_before, rows_before) = (schema(db).await, rows(db, &case.before).await);
    let (after, dependencies) = push(&mut history, case);
    history
        .migrate(db, &Target::All)
        .await
        .unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(
        history.make(&after).unwrap_or_else(|error| panic!("{what}: {error}")),
        0,
        "{what} is detected again"
    );
    let schema_after = schema(db).await;
    match case.changes {
        Changes::Schema => assert_ne!(schema_before, schema_after, "{what} changes nothing"),
        Changes::Nothing => assert_eq!(schema_before, schema_after, "{what} changes something"),
        Changes::PostgresOnly => {
            let same = schema_before == schema_after;
            assert_eq!(same, db.dialect().name() == "sqlite", "{what}");
        }
    }
    for (sql, expected) in &case.holds {
        assert_eq!(texts(db, sql).await, *expected, "{what}: {sql}");
    }
    for sql in &case.takes {
        assert!(takes(db, sql).await, "{what} refuses {sql}");
    }
    for sql in &case.refuses {
        assert!(!takes(db, sql).await, "{what} takes {sql}");
    }
    let back = match dependencies.contains(&"blog.0001_initial") {
        true => Target::Migration("blog".into(), "0001".into()),
        false => Target::Zero("blog".into()),
    };
    history
        .migrate(db, &back)
        .await
        .unwrap_or_else(|error| panic!("{what}, back: {error}"));
    assert_eq!(schema(db).await, schema_before, "{what}, back");
    if case.keeps_rows {
        assert_eq!(rows(db, &case.before).await, rows_before, "{what}, back");
    }
    history
        .migrate(db, &Target::All)
        .await
        .unwrap_or_else(|error| panic!("{what}, again: {error}"));
    assert_eq!(schema(db).await, schema_after, "{what}, again");
    zero(db, &history, &apps[..dependencies.len().max(1)]).await;
    assert_eq!(schema(db).await, Vec::<String>::new(), "{what} leaves something");
    let mut direct = History::default();
    direct.make(&after).unwrap();
    direct
        .migrate(db, &Target::All)
        .await
        .unwrap_or_else(|error| panic!("{what}, at once: {error}"));
    assert_eq!(schema(db).await, schema_after, "{what} is not as made at once");
    zero(db, &direct, &after.apps()).await;
}

fjango_tests::each_database! {
    async fn djangos_cases_hold(database: &FreshDatabase) {
        let (mut wrong, mut fresh) = (Vec::new(), None);
        for case in all() {
            let url = fresh.as_ref().map_or(database.url(), FreshDatabase::url);
            let db = Db::connect(url).await.unwrap();
            let name = case.name;
            // All that are wrong are told, each on a database that the others left alone.
            if tokio::spawn(async move { one(&db, &case).await }).await.is_err() {
                wrong.push(name);
                fresh = Some(fresh_database(database.kind()));
            }
        }
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}

#[test]
fn steps_that_do_not_fit_are_refused() {
    for (name, step, words) in cases::refused() {
        let error = step.apply("blog", &mut cases::ponies().clone()).expect_err(name);
        assert!(matches!(error, Error::UnknownField { .. }), "{name}: {error:?}");
        assert!(error.to_string().contains(words), "{name}: {error}");
    }
}

#[test]
fn the_book_lists_every_case() {
    let chapter = include_str!("../../../../book/src/reference/migration-operations.md");
    let rows = chapter
        .lines()
        .filter_map(|line| line.strip_prefix("| `test_")?.split_once("` | "));
    let rows: Vec<(String, &str)> = rows.map(|(name, said)| (format!("test_{name}"), said)).collect();
    let mut names: Vec<&str> = rows.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    // `grep -c "def test_" tests/migrations/test_operations.py` of Django 5.2.19.
    assert_eq!((names.len(), rows.len()), (172, 172));
    let mut tested: Vec<&str> = all().iter().map(|case| case.name).collect();
    tested.extend(own::TESTED);
    tested.extend(cases::refused().iter().map(|(name, ..)| *name));
    for (name, said) in &rows {
        let here = said.starts_with("tested");
        assert_eq!(tested.contains(&name.as_str()), here, "{name}: {said}");
        assert!(here || said.len() > 20, "{name} has no reason");
    }
    for name in &tested {
        assert!(names.contains(name), "{name} is no case of Django's");
        assert_eq!(
            tested.iter().filter(|other| other == &name).count(),
            1,
            "{name} is there twice"
        );
    }
    let count = format!("{} of 172", tested.len());
    assert!(chapter.contains(&count), "the chapter must say `{count}`");
}
