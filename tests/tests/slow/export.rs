//! An export of very many rows, made in the memory of a few hundred.

use fjango::testing::json;
use fjango_tests::{Kind, fresh_database};

use super::big::Big;
use super::{memory, process};

const ROWS: i64 = 200_000;
/// The most memory that it may add, in KiB: a third of what the rows would take at once. Of it SQLite's connections
/// keep eight MB each, and the test the file, three MB, twice.
const MOST: i64 = 45 * 1024;

/// Exports three rows and all of them, and prints what memory the second time took: what the first requests of a process
/// allocate for good is not the export's.
#[expect(clippy::print_stdout, reason = "the test that started this process reads it")]
async fn export(kind: Kind, url: &str) {
    let big = Big::open(kind, url, ROWS).await;
    let some = json!({"format": "csv", "fields": ["number"], "selection": {"ids": ["1", "2", "3"]}});
    big.post("/m/big.story/export", &some).await.assert_status(200);
    memory::reset_peak();
    let before = memory::memory("VmRSS");
    let all = json!({
        "format": "csv", "fields": ["number"], "sort": ["number"],
        "selection": {"all": true, "query": {}, "expected": ROWS},
    });
    let file = big.post("/m/big.story/export", &all).await.assert_status(200);
    let added = memory::memory("VmHWM") - before;
    assert_eq!(file.text().lines().count() as i64, ROWS + 1);
    println!("added={added} before={before}");
}

fn measure(kind: Kind, name: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    if let Some(url) = process::told() {
        return runtime.block_on(tokio::task::LocalSet::new().run_until(export(kind, &url)));
    }
    let database = fresh_database(kind);
    let output = process::again(name, database.url()).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}");
    let added = process::number(&printed, "added");
    eprintln!(
        "{kind}: an export of {ROWS} rows added {:.1} MiB",
        added as f64 / 1024.0
    );
    assert!(added < MOST, "{kind}: {added} KiB");
}

#[test]
#[ignore = "slow: makes many rows"]
fn many_rows_of_postgres() {
    measure(Kind::Postgres, "slow::export::many_rows_of_postgres");
}

#[test]
#[ignore = "slow: makes many rows"]
fn many_rows_of_sqlite() {
    measure(Kind::Sqlite, "slow::export::many_rows_of_sqlite");
}
