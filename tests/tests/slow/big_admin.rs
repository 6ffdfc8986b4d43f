//! The admin of a million rows: what each page costs the server, on both databases.
//! `cargo test -p fjango-tests --test suite big_admin -- --ignored --nocapture` prints the figures.

use std::time::{Duration, Instant};

use fjango::db::QueryCount;
use fjango::testing::json;
use fjango_tests::{Kind, fresh_database};
use serde_json::Value;

use super::big::Big;

const ROWS: i64 = 1_000_000;
const RUNS: usize = 20;
/// The longest that the median of an answer may take.
const MOST: Duration = Duration::from_millis(150);
/// The most statements of a page.
const PAGE: usize = 4;

impl Big {
    /// [`measure_with`](Self::measure_with), of a page.
    async fn measure(&self, what: &str, path: &str) -> Value {
        self.measure_with(what, path, PAGE).await
    }

    /// Asks some times, prints the median, and holds it to what an answer may cost: time, statements, and no counting.
    async fn measure_with(&self, what: &str, path: &str, most: usize) -> Value {
        let mut took = Vec::new();
        let mut answer = Value::Null;
        let mut statements = Vec::new();
        for _ in 0..RUNS {
            let count = QueryCount::new();
            let started = Instant::now();
            answer = self.get(path).await;
            took.push(started.elapsed());
            statements = count.statements();
        }
        took.sort();
        let median = took[RUNS / 2];
        // One of them finds the session.
        let own = statements.len() - 1;
        eprintln!(
            "{}: {what}: {:.1} ms, {own} statements",
            self.kind,
            median.as_secs_f64() * 1_000.0
        );
        assert!(median < MOST, "{what}: {median:?}");
        assert!(own <= most, "{what}: {statements:#?}");
        for sql in &statements {
            let sql = sql.to_lowercase();
            assert!(
                !sql.contains("count(") || sql.contains("limit"),
                "{what} counts all rows: {sql}"
            );
        }
        answer
    }
}

fn filter(conditions: &Value) -> String {
    let text: String = url::form_urlencoded::byte_serialize(conditions.to_string().as_bytes()).collect();
    format!("f={text}")
}

fn ids(list: &Value) -> Vec<i64> {
    let rows = list["rows"].as_array().expect("a list has rows").iter();
    rows.map(|row| row["id"].as_str().unwrap().parse().unwrap()).collect()
}

async fn admin(kind: Kind) {
    let database = fresh_database(kind);
    let big = Big::open(kind, database.url(), ROWS).await;
    let stories = "/m/big.story";
    let list = big.measure("the list", stories).await;
    assert_eq!(ids(&list), (ROWS - 49..=ROWS).rev().collect::<Vec<_>>());
    let total = &list["page"]["total"];
    match kind {
        Kind::Postgres => {
            assert_eq!(total["kind"], "estimate");
            let about = total["n"].as_u64().unwrap();
            assert!((900_000..1_100_000).contains(&about), "{about}");
        }
        Kind::Sqlite => assert_eq!(*total, json!({"n": 10_000, "kind": "at_least"})),
    }
    // A place in the middle, as if somebody had gone on to it page by page.
    let middle = filter(&json!({"id": {"lte": (ROWS / 2).to_string()}}));
    let middle = big.get(&format!("{stories}?{middle}")).await;
    let next = middle["page"]["next"].as_str().unwrap();
    let deep = big
        .measure("a page in the middle", &format!("{stories}?after={next}"))
        .await;
    assert_eq!(ids(&deep)[0], ROWS / 2 - 50);
    let sorted = big.measure("by time", &format!("{stories}?sort=created")).await;
    let next = sorted["page"]["next"].as_str().unwrap();
    let second = big
        .measure(
            "by time, the second page",
            &format!("{stories}?sort=created&after={next}"),
        )
        .await;
    assert_eq!(ids(&second)[0], 51);
    let found = big
        .measure("a search for a number", &format!("{stories}?q=S-765432"))
        .await;
    assert_eq!(ids(&found), [765_432]);
    let late = filter(&json!({"state": {"eq": "late"}}));
    let late = big.measure("filtered by state", &format!("{stories}?{late}")).await;
    assert_eq!(ids(&late)[..2], [ROWS, ROWS - 50]);
    let writer = filter(&json!({"writer": {"in": ["7"]}}));
    let writer = big.measure("filtered by writer", &format!("{stories}?{writer}")).await;
    assert_eq!(ids(&writer)[..2], [ROWS - 994, ROWS - 1_994]);
    let one = big.measure("one story", &format!("{stories}/765432")).await;
    assert_eq!(one["values"]["number"], "S-765432");
    let picker = big.measure("the picker of stories", "/rel/big.story/answers").await;
    assert_eq!(picker["options"].as_array().unwrap().len(), 20);
    let next = picker["next"].as_str().unwrap();
    let more = big
        .measure("the picker goes on", &format!("/rel/big.story/answers?after={next}"))
        .await;
    assert_eq!(more["options"].as_array().unwrap().len(), 20);
    assert_ne!(more["options"][0]["id"], picker["options"][0]["id"]);
    let exact = big
        .measure("the picker searches", "/rel/big.story/answers?q=S-765432")
        .await;
    assert_eq!(exact["options"][0]["id"], "765432");
    assert_eq!(exact["options"].as_array().unwrap().len(), 1);
    counts(&big, stories).await;
    let schema = big.get("/schema").await;
    let searched = schema["models"]
        .as_object()
        .unwrap()
        .values()
        .filter(|model| model["search"] == true);
    // One statement for each model that is searched.
    let found = big
        .measure_with("the palette", "/search?q=S-765432", searched.count())
        .await;
    assert_eq!(found["partial"], false);
    let story = json!({"id": "765432", "repr": "A story about the number 765432", "sub": "S-765432"});
    assert_eq!(found["groups"][0]["rows"], json!([story]));
    let all = json!({"format": "csv", "selection": {"all": true, "query": {}, "expected": ROWS}});
    let refused = big
        .post(&format!("{stories}/export"), &all)
        .await
        .assert_status(413)
        .value();
    assert_eq!(refused["detail"], "At most 250000 rows can be treated at once.");
}

/// What is counted by itself: rows, and how often values occur.
async fn counts(big: &Big, stories: &str) {
    let late = filter(&json!({"state": {"eq": "late"}}));
    let all = big.measure("the count of all", &format!("{stories}/count")).await;
    let some = big
        .measure("the count of a state", &format!("{stories}/count?{late}"))
        .await;
    match big.kind {
        Kind::Postgres => {
            for (total, expected) in [(all, ROWS), (some, ROWS / 50)] {
                let about = total["n"].as_i64().unwrap();
                assert!((expected * 8 / 10..expected * 12 / 10).contains(&about), "{total}");
                assert_eq!(total["kind"], "estimate");
            }
        }
        Kind::Sqlite => {
            assert_eq!(all, json!({"n": 10_000, "kind": "at_least"}));
            assert_eq!(some, all);
        }
    }
    let few = filter(&json!({"number": {"in": ["S-1", "S-50", "S-100"]}}));
    let few = big
        .measure("the count of three", &format!("{stories}/count?{few}"))
        .await;
    assert_eq!(few, json!({"n": 3, "kind": "exact"}));

    let facets = format!("{stories}/facets?field=state");
    let unknown = big.measure("facets of all", &facets).await;
    assert_eq!(
        unknown,
        json!({"f": "state", "unknown": true, "values": []}),
        "nobody groups a million rows"
    );
    let known = big.measure("facets of 20,000", &format!("{facets}&{late}")).await;
    assert_eq!(known["values"], json!([{"v": "late", "label": "late", "n": ROWS / 50}]));
}

#[tokio::test]
#[ignore = "slow: makes a million rows"]
async fn a_million_rows_of_postgres() {
    admin(Kind::Postgres).await;
}

#[tokio::test]
#[ignore = "slow: makes a million rows"]
async fn a_million_rows_of_sqlite() {
    admin(Kind::Sqlite).await;
}
