//! What can be done with which kind of relation, and what stands in the book of it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

const OPERATIONS: [&str; 15] = [
    "filter",
    "exclude",
    "any, all",
    "order by",
    "select_related",
    "prefetch",
    "nested and filtered prefetch",
    "add",
    "remove",
    "set",
    "clear",
    "create",
    "count, annotate",
    "values",
    "delete",
];

/// Why something cannot be done.
const REASONS: [&str; 7] = [
    "There is one row: its columns are asked as the row's own, `part.work().name()`.",
    "`select_related` reads it in the same statement, and goes on: `.select_related(|part| part.work().maker())`.",
    "It is a column: set the field and `save`, or create the other row first and give its key.",
    "The key is required, so there is no row without one.",
    "Many rows have no one place in an order: order by something computed of them, `.rows().subquery(…)`.",
    "A join would repeat the row for each of them: `prefetch_related`.",
    "A join would repeat the row for each of them: ask from the other end, or prefetch.",
];

/// How many rows are at the end.
#[derive(Clone, Copy)]
pub enum Family {
    One {
        nullable: bool,
    },
    Many {
        /// Whether a model is between.
        between: bool,
    },
}

impl Family {
    /// The number of the reason why an operation cannot be done, from 1 on.
    fn reason(self, operation: &str) -> Option<usize> {
        match (self, operation) {
            (Self::One { .. }, "any, all") => Some(1),
            (Self::One { .. }, "prefetch" | "nested and filtered prefetch") => Some(2),
            (Self::One { .. }, "add" | "remove" | "create") => Some(3),
            (Self::One { nullable: false }, "clear") => Some(4),
            (Self::Many { .. }, "order by") => Some(5),
            (Self::Many { .. }, "select_related") => Some(6),
            (Self::Many { between: false }, "values") => Some(7),
            _ => None,
        }
    }
}

/// The kinds, with their short names in the table.
const KINDS: [(&str, Family); 13] = [
    ("ForeignKey", Family::One { nullable: false }),
    ("Option<ForeignKey>", Family::One { nullable: true }),
    ("Option<OneToOne>", Family::One { nullable: true }),
    ("Option<ForeignKey<Self>>", Family::One { nullable: true }),
    ("ReverseForeignKey", Family::Many { between: false }),
    ("ReverseOneToOne", Family::Many { between: false }),
    ("ReverseForeignKey<Self>", Family::Many { between: false }),
    ("ManyToMany", Family::Many { between: false }),
    ("ReverseManyToMany", Family::Many { between: false }),
    ("ManyToMany, through", Family::Many { between: true }),
    ("ManyToMany<Self>", Family::Many { between: false }),
    ("ManyToMany<Self>, one way", Family::Many { between: false }),
    ("ReverseManyToMany<Self>", Family::Many { between: false }),
];

/// Fails unless exactly what the table says was done.
pub fn assert_complete(kind: &str, family: Family, ran: &[&'static str]) {
    assert!(
        KINDS.iter().any(|(known, _)| *known == kind),
        "{kind} is not in the table"
    );
    let possible = OPERATIONS
        .into_iter()
        .filter(|operation| family.reason(operation).is_none());
    let ran: BTreeSet<_> = ran.iter().copied().collect();
    assert_eq!(ran, possible.collect(), "{kind}");
}

fn render() -> String {
    let mut out = String::from("| |");
    for operation in OPERATIONS {
        let _ = write!(out, " {operation} |");
    }
    out.push_str("\n|---|");
    out.push_str(&"---|".repeat(OPERATIONS.len()));
    for (kind, family) in KINDS {
        let kind = kind
            .split_once(", ")
            .map_or(format!("`{kind}`"), |(kind, rest)| format!("`{kind}`, {rest}"));
        let _ = write!(out, "\n| {kind} |");
        for operation in OPERATIONS {
            match family.reason(operation) {
                Some(number) => _ = write!(out, " {number} |"),
                None => out.push_str(" ✓ |"),
            }
        }
    }
    out.push_str("\n\n");
    for (number, reason) in (1..).zip(REASONS) {
        let _ = writeln!(out, "{number}. {reason}");
    }
    out
}

#[test]
fn the_book_shows_the_table() {
    let book = include_str!("../../../../book/src/guides/relations.md");
    let table = render();
    assert!(
        book.contains(&table),
        "book/src/guides/relations.md must hold this table:\n\n{table}"
    );
}
