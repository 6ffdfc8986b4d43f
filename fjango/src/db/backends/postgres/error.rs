use std::error::Error as _;

use tokio_postgres::error::{DbError, SqlState};

use super::encode::Unsendable;
use crate::db::{ConstraintKind, Error};

pub(super) fn connect(error: &tokio_postgres::Error) -> Error {
    // The outer message is only "error connecting to server"; what helps is its cause.
    let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    Error::Connect { message: cause }
}

/// Whether the server refused because a table has changed since the statement was prepared. It did nothing then.
pub(super) fn is_stale(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|said| {
        *said.code() == SqlState::INVALID_SQL_STATEMENT_NAME
            || (*said.code() == SqlState::FEATURE_NOT_SUPPORTED && said.message().starts_with("cached plan"))
    })
}

/// Whether the server itself, nothing between, said that it ends this connection.
///
/// As the answer to a prepared statement's message it says more: that the statement has not begun. The server would have
/// sent that its values are bound before, and the driver returns then.
pub(super) fn is_termination(error: &tokio_postgres::Error) -> bool {
    error
        .as_db_error()
        .is_some_and(|said| *said.code() == SqlState::ADMIN_SHUTDOWN && said.routine() == Some("ProcessInterrupts"))
}

/// PostgreSQL's answers, as the error that says what to do next.
pub(super) fn from_driver(error: tokio_postgres::Error) -> Error {
    if let Some(said) = error.as_db_error() {
        return from_server(said);
    }
    let cause = error.source();
    if let Some(value) = cause.and_then(|cause| cause.downcast_ref::<Unsendable>()) {
        return Error::Value {
            message: value.to_string(),
        };
    }
    // Everything else that the driver itself reports is a connection that cannot be used any more.
    Error::Disconnected {
        message: error.to_string(),
    }
}

fn from_server(said: &DbError) -> Error {
    let message = said.message().to_owned();
    let code = said.code();
    let kind = match *code {
        SqlState::UNIQUE_VIOLATION => ConstraintKind::Unique,
        SqlState::FOREIGN_KEY_VIOLATION | SqlState::RESTRICT_VIOLATION => ConstraintKind::ForeignKey,
        SqlState::CHECK_VIOLATION => ConstraintKind::Check,
        SqlState::EXCLUSION_VIOLATION => ConstraintKind::Exclusion,
        SqlState::NOT_NULL_VIOLATION => ConstraintKind::NotNull,
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => {
            return Error::Serialization { message };
        }
        SqlState::STRING_DATA_RIGHT_TRUNCATION => return Error::Value { message },
        SqlState::LOCK_NOT_AVAILABLE => return Error::LockTimeout { message },
        // The one code stands for both.
        SqlState::QUERY_CANCELED if message == "canceling statement due to statement timeout" => {
            return Error::Timeout;
        }
        SqlState::QUERY_CANCELED => return Error::Cancelled { message },
        SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::CANNOT_CONNECT_NOW => {
            return Error::Disconnected { message };
        }
        _ => {
            return Error::Backend {
                message,
                detail: said.detail().or(said.hint()).map(str::to_owned),
            };
        }
    };
    // `Key (author_id, slug)=(1, a) already exists.` names the columns; the values stay out of the error.
    let listed = said
        .detail()
        .and_then(|detail| detail.strip_prefix("Key (")?.split_once(")="))
        .map(|(list, _)| list);
    let columns = match (said.column(), listed) {
        (Some(column), _) => vec![column.to_owned()],
        (None, Some(list)) => list
            .split(", ")
            .map(|column| column.trim_matches('"').to_owned())
            .collect(),
        (None, None) => Vec::new(),
    };
    Error::Integrity {
        kind,
        table: said.table().unwrap_or_default().to_owned(),
        constraint: said.constraint().unwrap_or_default().to_owned(),
        columns,
    }
}
