//! What clients are told about errors of the database and of models.

use std::time::Duration;

use actix_web::http::header;

use crate::db::{self, ConstraintKind};
use crate::http::{FieldError, Problem, ProblemType, ToProblem};
use crate::orm;
use crate::storage;
use crate::value::ValidationErrors;

/// How long a client should wait when every connection is busy.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// How long when the disk is full, which somebody has to see to.
const FULL_RETRY_AFTER: Duration = Duration::from_secs(60);

impl ToProblem for ValidationErrors {
    fn to_problem(&self) -> Problem {
        let others = [ConstraintKind::Unique, ConstraintKind::Exclusion].map(|kind| orm::objection(kind).code());
        // What would be right if another row were not there is a conflict with it.
        if !self.is_empty() && self.errors().iter().all(|error| others.contains(&error.code)) {
            let detail = match self.errors().iter().all(|error| error.code == others[0]) {
                true => "Another row has these values already.",
                false => "Another row is in the way of these values.",
            };
            let conflict = Problem::conflict().with_detail(detail);
            return self.errors().iter().fold(conflict, |problem, error| {
                problem.with_field_error(error.pointer.clone(), error.code, error.detail.clone())
            });
        }
        let errors = self.errors().iter();
        Problem::validation(
            errors
                .map(|error| FieldError::new(error.pointer.clone(), error.code, error.detail.clone()))
                .collect(),
        )
    }

    fn problem_types() -> &'static [ProblemType] {
        &[ProblemType::Conflict, ProblemType::Validation]
    }
}

impl ToProblem for db::Error {
    fn to_problem(&self) -> Problem {
        match self {
            error if error.is_unavailable() => Problem::service_unavailable(RETRY_AFTER).with_cause(error),
            Self::Serialization { .. } | Self::LockTimeout { .. } => {
                Problem::service_unavailable(RETRY_AFTER).with_cause(self)
            }
            Self::Timeout | Self::Cancelled { .. } => Problem::new(ProblemType::Timeout).with_cause(self),
            Self::Integrity { kind, .. } => ValidationErrors::from(orm::objection(*kind).at("")).to_problem(),
            Self::Value { .. } => {
                Problem::new(ProblemType::Validation).with_detail("The database cannot store one of the values.")
            }
            _ => Problem::internal(self),
        }
    }

    fn problem_types() -> &'static [ProblemType] {
        &[ProblemType::Conflict, ProblemType::Validation]
    }
}

impl ToProblem for orm::Error {
    fn to_problem(&self) -> Problem {
        match self {
            Self::DoesNotExist { .. } => Problem::not_found(),
            Self::Validation(errors) => errors.to_problem(),
            Self::Integrity { errors, .. } => errors.to_problem(),
            Self::Lookup { .. } => Problem::new(ProblemType::InvalidQuery).with_detail(format!("{self}.")),
            Self::Conflict { version, .. } => Problem::conflict()
                .with_detail(format!(
                    "Somebody else changed this since its version {version} was read. Read it again, and repeat the change."
                ))
                .with_extension("version", *version),
            Self::Protected { .. } => Problem::conflict().with_detail(format!("{self}.")),
            Self::Database(error) => error.to_problem(),
            Self::Storage(error) => error.to_problem(),
            Self::MultipleObjectsReturned { .. } | Self::NoPlace { .. } | Self::Query { .. } => Problem::internal(self),
        }
    }

    fn problem_types() -> &'static [ProblemType] {
        &[ProblemType::NotFound, ProblemType::Conflict, ProblemType::Validation]
    }
}

impl ToProblem for storage::Error {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound { .. } => Problem::not_found(),
            Self::TooLarge { limit } => Problem::new(ProblemType::PayloadTooLarge)
                .with_detail(format!("A file may have at most {limit} bytes.")),
            Self::Incomplete { .. } => {
                Problem::new(ProblemType::BadRequest).with_detail("The body ended before it was complete.")
            }
            Self::Range { size, .. } => Problem::new(ProblemType::RangeNotSatisfiable)
                .with_header(header::CONTENT_RANGE, &format!("bytes */{size}")),
            Self::Full { .. } => Problem::service_unavailable(FULL_RETRY_AFTER).with_cause(self),
            _ => Problem::internal(self),
        }
    }

    fn problem_types() -> &'static [ProblemType] {
        &[ProblemType::NotFound, ProblemType::PayloadTooLarge]
    }
}

/// So that an endpoint that returns a [`Problem`] may use `?` on queries.
macro_rules! into_problem {
    ($($error:ty),*) => {$(
        impl From<$error> for Problem {
            fn from(error: $error) -> Self {
                error.to_problem()
            }
        }
    )*};
}

into_problem!(ValidationErrors, db::Error, orm::Error, storage::Error);
