//! The book's `reference/queryset.md` tells the truth: about the cases, and about Django.

use std::collections::BTreeSet;

use fjango_tests::{Kind, fresh_database};
use serde_json::json;

use crate::{cases, driver};

const CHAPTER: &str = include_str!("../../book/src/reference/queryset.md");
/// Where every spelling of fjango's is compiled, run, and compared.
const CASES: [&str; 8] = [
    include_str!("cases/aggregates.rs"),
    include_str!("cases/door.rs"),
    include_str!("cases/functions.rs"),
    include_str!("cases/lookups.rs"),
    include_str!("cases/querysets.rs"),
    include_str!("cases/relations.rs"),
    include_str!("cases/windows.rs"),
    include_str!("cases/writes.rs"),
];
/// The tables, by the heading of their first column; the driver lists Django's names under the same words.
const TABLES: [&str; 4] = ["method", "lookup", "function", "expression"];

/// The cells of the table whose first column is headed so, without the heading.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let begin = format!("| {heading} | ");
    let (_, table) = CHAPTER
        .split_once(&begin)
        .unwrap_or_else(|| panic!("no table begins with `{begin}`"));
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect()
}

/// What stands between backticks.
fn code(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[test]
fn every_difference_that_is_meant_is_explained() {
    let in_book: BTreeSet<_> = table("difference").into_iter().map(|row| row[0]).collect();
    let cases = cases::all();
    let in_cases: BTreeSet<_> = cases.iter().filter_map(|case| Some(case.differs?.name)).collect();
    assert_eq!(in_book, in_cases);
}

#[test]
fn the_tables_hold_all_names_of_django_and_no_others() {
    let database = fresh_database(Kind::Sqlite);
    let api = driver::ask(database.url(), &[json!({ "api": true })]).remove(0);
    for name in TABLES {
        let names = api[name].as_array().expect("a list of names");
        let django: BTreeSet<&str> = names.iter().filter_map(|name| name.as_str()).collect();
        let rows = table(name);
        let listed: Vec<_> = rows.iter().flat_map(|row| code(row[0])).collect();
        let in_book: BTreeSet<_> = listed.iter().copied().collect();
        assert_eq!(in_book, django, "the table of each {name}");
        assert_eq!(listed.len(), in_book.len(), "the table of each {name} has a name twice");
    }
}

#[test]
fn every_spelling_is_one_that_is_compared_with_django() {
    let cases = CASES.concat();
    for row in TABLES.iter().flat_map(|name| table(name)) {
        let spellings: Vec<&str> = code(row[1]).collect();
        let said = row[1] == "not planned";
        assert_eq!(spellings.is_empty(), said, "{row:?}");
        assert!(!said || !row[2].is_empty(), "no reason: {row:?}");
        for spelling in spellings {
            let name = spelling.split('(').next().unwrap_or(spelling);
            assert!(cases.contains(name), "no query uses `{spelling}`");
        }
    }
}
