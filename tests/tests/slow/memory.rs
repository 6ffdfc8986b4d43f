//! A million rows, read in the memory of a few hundred.

use std::fs;

use fjango::db::{Config, Db, Executor, Statement};
use fjango::prelude::*;
use fjango_tests::{Kind, fresh_database};

use super::process;

const ROWS: i64 = 1_000_000;
/// The most memory that the stream may add, in KiB.
const MOST: i64 = 30 * 1024;

/// A row with what rows have: text, a number, a time, something that may be missing.
#[model(app = "stream")]
pub struct Reading {
    pub id: i64,
    pub place: Text,
    pub value: i32,
    pub taken: DateTime<Utc>,
    pub note: Option<Text>,
}

/// Memory in KiB: `VmRSS` is what is held now, `VmHWM` the most so far.
pub fn memory(label: &str) -> i64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells of memory here");
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(label)?.strip_prefix(':'));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .expect("a number of KiB")
}

/// Forgets the most so far.
pub fn reset_peak() {
    fs::write("/proc/self/clear_refs", "5").expect("a process may reset its own peak");
}

fn fill(kind: Kind) -> Vec<String> {
    let text = "'a place with a name ' || i, i % 1000, '2026-01-02 03:04:05+00:00', CASE WHEN i % 3 = 0 THEN 'noted ' || i END";
    match kind {
        Kind::Postgres => vec![
            "CREATE TABLE stream_reading (id bigint PRIMARY KEY, place text NOT NULL, value integer NOT NULL, taken timestamptz NOT NULL, note text)".to_owned(),
            format!("INSERT INTO stream_reading SELECT i, {} FROM generate_series(1, {ROWS}) AS n(i)", text.replace("+00:00'", "+00:00'::timestamptz")),
        ],
        Kind::Sqlite => vec![
            "CREATE TABLE stream_reading (id integer PRIMARY KEY, place text NOT NULL, value integer NOT NULL, taken datetime NOT NULL, note text)".to_owned(),
            format!(
                "INSERT INTO stream_reading SELECT i, {text} FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS}) SELECT i FROM n)"
            ),
        ],
    }
}

/// Reads all rows twice, by themselves and in a transaction, and prints what memory it took.
#[expect(clippy::print_stdout, reason = "the test that started this process reads it")]
async fn read(url: &str) {
    let config = Config {
        pool_size: 2,
        ..Config::default()
    };
    let db = Db::connect_with(url, &config).await.unwrap();
    // What the first statements of a process allocate for good is not the stream's.
    assert_eq!(Reading::objects().limit(1_000).all(&db).await.unwrap().len(), 1_000);
    reset_peak();
    let before = memory("VmRSS");
    let mut total = 0;
    let mut rows = Reading::objects().stream(&db);
    while let Some(row) = rows.try_next().await.unwrap() {
        total += row.id;
    }
    drop(rows);
    let result: fjango::orm::Result<()> = db
        .transaction(async |tx| {
            let mut rows = Reading::objects().stream(tx);
            while let Some(row) = rows.try_next().await? {
                total += row.id;
            }
            Ok(())
        })
        .await;
    result.unwrap();
    assert_eq!(total, ROWS * (ROWS + 1));
    println!("added={} before={before}", memory("VmHWM") - before);
}

fn measure(kind: Kind, name: &str) {
    if let Some(url) = process::told() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        return runtime.block_on(read(&url));
    }
    let database = fresh_database(kind);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let db = Db::connect(database.url()).await.unwrap();
        for sql in fill(kind) {
            db.execute(Statement::sql(sql)).await.unwrap();
        }
    });
    let output = process::again(name, database.url()).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}");
    let added = process::number(&printed, "added");
    eprintln!("{kind}: {ROWS} rows added {:.1} MiB", added as f64 / 1024.0);
    assert!(added < MOST, "{kind}: {added} KiB");
}

#[test]
#[ignore = "slow: reads a million rows"]
fn a_million_rows_of_postgres() {
    measure(Kind::Postgres, "slow::memory::a_million_rows_of_postgres");
}

#[test]
#[ignore = "slow: reads a million rows"]
fn a_million_rows_of_sqlite() {
    measure(Kind::Sqlite, "slow::memory::a_million_rows_of_sqlite");
}
