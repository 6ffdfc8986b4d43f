use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::db::{ConstraintKind, Error};

pub(super) fn connect(error: &tokio_postgres::Error) -> Error {
    // The outer message is only "error connecting to server"; what helps is its cause.
    let cause = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    Error::Connect { message: cause }
}

/// PostgreSQL's answers, as the error that says what to do next.
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
        DatabaseErrorKind::ForeignKeyViolation | DatabaseErrorKind::RestrictViolation => ConstraintKind::ForeignKey,
        DatabaseErrorKind::CheckViolation | DatabaseErrorKind::ExclusionViolation => ConstraintKind::Check,
        DatabaseErrorKind::NotNullViolation => ConstraintKind::NotNull,
        DatabaseErrorKind::SerializationFailure => return Error::Serialization { message },
        DatabaseErrorKind::UnableToSendCommand | DatabaseErrorKind::ClosedConnection => {
            return Error::Disconnected { message };
        }
        _ if message.starts_with("canceling statement") => return Error::Cancelled { message },
        _ if message.starts_with("terminating connection") => return Error::Disconnected { message },
        _ if message == "deadlock detected" => return Error::Serialization { message },
        _ => {
            return Error::Backend {
                message,
                detail: info.details().or(info.hint()).map(str::to_owned),
            };
        }
    };
    // `Key (author_id, slug)=(1, a) already exists.` names the columns; the values stay out of the error.
    let listed = info
        .details()
        .and_then(|detail| detail.strip_prefix("Key (")?.split_once(")="))
        .map(|(list, _)| list);
    let columns = match (info.column_name(), listed) {
        (Some(column), _) => vec![column.to_owned()],
        (None, Some(list)) => list
            .split(", ")
            .map(|column| column.trim_matches('"').to_owned())
            .collect(),
        (None, None) => Vec::new(),
    };
    Error::Integrity {
        kind,
        table: info.table_name().unwrap_or_default().to_owned(),
        constraint: info.constraint_name().unwrap_or_default().to_owned(),
        columns,
    }
}
