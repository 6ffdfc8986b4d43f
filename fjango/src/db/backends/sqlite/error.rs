use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::db::{ConstraintKind, Error};

/// SQLite's messages, as the error that says what to do next.
pub(super) fn from_diesel(error: DieselError) -> Error {
    let DieselError::DatabaseError(kind, info) = error else {
        return match error {
            DieselError::SerializationError(source) => Error::Value {
                message: source.to_string(),
            },
            other => Error::Backend {
                message: other.to_string(),
                detail: None,
            },
        };
    };
    let message = info.message().to_owned();
    let kind = match kind {
        DatabaseErrorKind::UniqueViolation => ConstraintKind::Unique,
        DatabaseErrorKind::ForeignKeyViolation => ConstraintKind::ForeignKey,
        DatabaseErrorKind::CheckViolation => ConstraintKind::Check,
        DatabaseErrorKind::NotNullViolation => ConstraintKind::NotNull,
        _ if message.contains("is locked") => return Error::Serialization { message },
        _ if message == "interrupted" => return Error::Cancelled { message },
        _ => return Error::Backend { message, detail: None },
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
