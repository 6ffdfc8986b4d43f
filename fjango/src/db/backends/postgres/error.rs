use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::db::Error;
use crate::db::backends::error::Report;

pub(super) fn connect(error: &tokio_postgres::Error) -> Error {
    // The outer message is only "error connecting to server"; what helps is its cause.
    let cause = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    Error::Connect { message: cause }
}

/// PostgreSQL's answers, as the error that says what to do next.
pub(super) fn from_diesel(error: DieselError) -> Error {
    let report = match Report::of(error) {
        Ok(report) => report,
        Err(error) => return error,
    };
    let info = &report.info;
    let Some(kind) = report.constraint() else {
        let message = info.message().to_owned();
        return match report.kind {
            DatabaseErrorKind::SerializationFailure => Error::Serialization { message },
            DatabaseErrorKind::UnableToSendCommand | DatabaseErrorKind::ClosedConnection => {
                Error::Disconnected { message }
            }
            _ if message == "canceling statement due to statement timeout" => Error::Timeout,
            _ if message == "canceling statement due to lock timeout"
                || message.starts_with("could not obtain lock") =>
            {
                Error::LockTimeout { message }
            }
            _ if message.starts_with("canceling statement") => Error::Cancelled { message },
            _ if message.starts_with("terminating connection") => Error::Disconnected { message },
            _ if message == "deadlock detected" => Error::Serialization { message },
            _ => Error::Backend {
                message,
                detail: info.details().or(info.hint()).map(str::to_owned),
            },
        };
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
