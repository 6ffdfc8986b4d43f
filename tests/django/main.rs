//! fjango beside Django: the same rows, the same questions in both spellings, the same answers.
//!
//! `cargo xtask test --step django` makes the environment with Django and runs this. Each case of [`cases`] stands in
//! both spellings, so it is also a dictionary; [`trees`] asks thousands of random conditions. Where the two differ on
//! purpose the case says so, must differ, and has a row in the book's `reference/queryset.md`.

mod book;
mod canonical;
mod case;
mod cases;
mod driver;
mod models;
mod rows;
mod trees;

use std::fmt::Write as _;

use fjango::db::{Db, QueryCount};
use fjango_tests::{FreshDatabase, Kind, fresh_database};
use serde_json::{Value as Data, json};

use crate::canonical::{Canonical, is_same};
use crate::case::Run;

/// fjango's databases, filled.
struct Fjango {
    databases: Vec<(Kind, Db, FreshDatabase)>,
}

impl Fjango {
    async fn open() -> Self {
        let rows = rows::all();
        let mut databases = Vec::new();
        for kind in Kind::ALL {
            let database = fresh_database(kind);
            let db = Db::connect(database.url()).await.expect("the database opens");
            rows::load(&db, &rows).await;
            databases.push((kind, db, database));
        }
        Self { databases }
    }
}

/// What Django answers to each query, on a fresh database of the kind.
fn django(kind: Kind, queries: impl Iterator<Item = String>) -> Vec<Data> {
    let database = fresh_database(kind);
    let load = json!({ "load": rows::all() });
    let requests: Vec<Data> = std::iter::once(load)
        .chain(queries.map(|text| driver::query(&text)))
        .collect();
    let mut answers = driver::ask(database.url(), &requests);
    let loaded = answers.remove(0);
    assert_eq!(loaded["rows"]["Post"], 80, "Django has the rows: {loaded}");
    answers
}

/// What fjango answers to a case, with the SQL that it sent.
async fn fjango(db: &Db, run: &Run) -> (Data, String) {
    let count = QueryCount::new();
    let found = answer(run.on(db).await);
    (found, count.statements().join("\n          "))
}

/// fjango's result in the form of Django's answers.
fn answer<T: Canonical>(result: fjango::orm::Result<T>) -> Data {
    match result {
        Ok(rows) => json!({ "rows": rows.canonical() }),
        Err(error) => json!({ "error": with_sources(&error) }),
    }
}

fn with_sources(mut error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    while let Some(source) = error.source() {
        let _ = write!(text, ": {source}");
        error = source;
    }
    text
}

/// Whether fjango's answer is Django's. An error is no answer that could be the same.
fn agree(django: &Data, fjango: &Data) -> bool {
    let ordered = django["ordered"] == true;
    django.get("rows").is_some_and(|expected| {
        fjango
            .get("rows")
            .is_some_and(|found| is_same(expected, found, ordered))
    })
}

/// Where two answers part: the rows that only one of them has.
fn parting(django: &Data, fjango: &Data) -> String {
    let (Some(Data::Array(expected)), Some(Data::Array(found))) = (django.get("rows"), fjango.get("rows")) else {
        return format!("  django  {}\n  fjango  {}", shown(django), shown(fjango));
    };
    let missing = |rows: &[Data], others: &[Data]| -> Vec<String> {
        let lost = rows
            .iter()
            .filter(|row| !others.iter().any(|other| is_same(row, other, true)));
        lost.take(4).map(|row| cut(row.to_string())).collect()
    };
    let (only_django, only_fjango) = (missing(expected, found), missing(found, expected));
    let (expected, found) = (expected.len(), found.len());
    format!(
        "  django  {expected} rows, alone with {only_django:#?}\n  fjango  {found} rows, alone with {only_fjango:#?}"
    )
}

fn shown(answer: &Data) -> String {
    let part = answer.get("error").or(answer.get("rows")).unwrap_or(answer);
    cut(part.to_string())
}

fn cut(text: String) -> String {
    match text.char_indices().nth(400) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text,
    }
}

#[tokio::test]
async fn queries_answer_as_in_django() {
    let cases = cases::all();
    let fjango_side = Fjango::open().await;
    let mut failures = String::new();
    for (kind, db, _) in &fjango_side.databases {
        let answers = django(*kind, cases.iter().map(|case| case.django.to_owned()));
        for (case, expected) in cases.iter().zip(&answers) {
            let (found, sql) = fjango(db, &case.fjango).await;
            let same = agree(expected, &found);
            let meant = case.differs.is_some_and(|difference| difference.on.contains(kind));
            if same == meant {
                let wrong = if meant { "no longer differs" } else { "differs" };
                let _ = write!(
                    failures,
                    "\n{kind}: {wrong}: {}\n{}\n  sql     {sql}\n",
                    case.django,
                    parting(expected, &found),
                );
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(cases.len() >= 300, "{} queries are fewer than promised", cases.len());
    let differing = cases.iter().filter(|case| case.differs.is_some()).count();
    eprintln!(
        "{} queries, {differing} of them with a difference that is meant, on both databases",
        cases.len()
    );
}
