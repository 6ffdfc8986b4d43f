//! The book's `reference/queryset.md` tells the truth about the cases.

use std::collections::BTreeSet;

use crate::cases;

const CHAPTER: &str = include_str!("../../book/src/reference/queryset.md");

/// The cells of the table whose heading begins so, without the heading.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let (_, table) = CHAPTER
        .split_once(heading)
        .unwrap_or_else(|| panic!("no table begins with `{heading}`"));
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

#[test]
fn every_difference_that_is_meant_is_explained() {
    let in_book: BTreeSet<_> = table("| difference | on |").into_iter().map(|row| row[0]).collect();
    let cases = cases::all();
    let in_cases: BTreeSet<_> = cases.iter().filter_map(|case| Some(case.differs?.name)).collect();
    assert_eq!(in_book, in_cases);
}
