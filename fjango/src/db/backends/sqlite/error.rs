use diesel::result::Error as DieselError;

use crate::db::backends::error::Report;
use crate::db::{ConstraintKind, Error};

/// How the message of a trigger begins that keeps rows from clashing; the constraint's name follows.
const EXCLUSION: &str = "EXCLUSION constraint failed: ";

/// SQLite's messages, as the error that says what to do next.
pub(super) fn from_diesel(error: DieselError) -> Error {
    let report = match Report::of(error) {
        Ok(report) => report,
        Err(error) => return error,
    };
    let message = report.info.message();
    // `ON DELETE RESTRICT` is a trigger inside SQLite, and diesel knows no such code.
    let restricted = (message == "FOREIGN KEY constraint failed").then_some(ConstraintKind::ForeignKey);
    let Some(kind) = report.constraint().or(restricted) else {
        let message = message.to_owned();
        return match message.as_str() {
            // The busy timeout is over.
            "database is locked" => Error::LockTimeout { message },
            text if text.contains("is locked") => Error::Serialization { message },
            // Of `ON DELETE RESTRICT`, which SQLite counts among its triggers.
            "FOREIGN KEY constraint failed" => Error::Integrity {
                kind: ConstraintKind::ForeignKey,
                table: String::new(),
                constraint: String::new(),
                columns: Vec::new(),
            },
            // What the triggers say that keep an `exclude(…)`.
            text if text.starts_with(EXCLUSION) => Error::Integrity {
                kind: ConstraintKind::Exclusion,
                table: String::new(),
                constraint: text[EXCLUSION.len()..].to_owned(),
                columns: Vec::new(),
            },
            "interrupted" => Error::Cancelled { message },
            _ => Error::Backend { message, detail: None },
        };
    };
    // `UNIQUE constraint failed: blog_post.author_id, blog_post.slug`, or a constraint's name after the colon.
    let subject = message.split_once(": ").map(|(_, subject)| subject).unwrap_or_default();
    let mut table = String::new();
    let mut columns = Vec::new();
    let mut constraint = String::new();
    for part in subject.split(", ") {
        match part.split_once('.') {
            Some((owner, column)) => {
                table = owner.to_owned();
                columns.push(column.to_owned());
            }
            None => constraint = part.trim_start_matches("index '").trim_end_matches('\'').to_owned(),
        }
    }
    Error::Integrity {
        kind,
        table,
        constraint,
        columns,
    }
}
