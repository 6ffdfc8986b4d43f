//! The tables of Django itself, made by its own migrations.

use std::process::Command;

use fjango::db::Db;
use fjango_tests::{Kind, fresh_database};

use super::support::{differences, lines, same, written};

mod postgres {
    include!("django/postgres_models.rs");
}

mod sqlite {
    include!("django/sqlite_models.rs");
}

/// Names the Python interpreter of an environment that has Django.
const PYTHON: &str = "FJANGO_TEST_DJANGO_PYTHON";
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/inspect/django/migrate.py");

#[expect(
    clippy::disallowed_methods,
    reason = "tests have no settings; what starts them says where things are"
)]
fn migrate(url: &str) {
    let python = std::env::var(PYTHON).unwrap_or_else(|_| {
        panic!("{PYTHON} is not set, so there is no Django; run cargo xtask test --step slow-tests")
    });
    let output = Command::new(&python)
        .args([SCRIPT, url])
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap_or_else(|error| panic!("starting {python}: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

async fn check(kind: Kind, app: &str, path: &str, committed: &str) {
    let database = fresh_database(kind);
    migrate(database.url());
    let db = Db::connect(database.url()).await.expect("the database opens");
    same(path, committed, &written(&db, app).await);
    let found = differences(&db, app).await;
    let drift: Vec<_> = found.iter().filter(|one| one.is_drift()).collect();
    assert!(drift.is_empty(), "{}", lines(&found));
}

#[tokio::test]
#[ignore = "slow: runs Django's migrations"]
async fn the_tables_of_django_on_postgres() {
    let committed = include_str!("django/postgres_models.rs");
    check(Kind::Postgres, "djangopg", "django/postgres_models.rs", committed).await;
}

#[tokio::test]
#[ignore = "slow: runs Django's migrations"]
async fn the_tables_of_django_on_sqlite() {
    let committed = include_str!("django/sqlite_models.rs");
    check(Kind::Sqlite, "djangolite", "django/sqlite_models.rs", committed).await;
}
