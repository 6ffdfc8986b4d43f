use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError};

use crate::db::{ConstraintKind, Error};

/// What a database said, as diesel reports it.
pub(super) struct Report {
    pub(super) kind: DatabaseErrorKind,
    pub(super) info: Box<dyn DatabaseErrorInformation + Send + Sync>,
}

impl Report {
    /// The report, or the error of what never reached the database.
    pub(super) fn of(error: DieselError) -> Result<Self, Error> {
        Err(match error {
            DieselError::DatabaseError(kind, info) => return Ok(Self { kind, info }),
            DieselError::SerializationError(source) => Error::Value {
                message: source.to_string(),
            },
            other => Error::Backend {
                message: other.to_string(),
                detail: None,
            },
        })
    }

    /// Which constraint refused, when one did.
    pub(super) fn constraint(&self) -> Option<ConstraintKind> {
        Some(match self.kind {
            DatabaseErrorKind::UniqueViolation => ConstraintKind::Unique,
            DatabaseErrorKind::ForeignKeyViolation | DatabaseErrorKind::RestrictViolation => ConstraintKind::ForeignKey,
            DatabaseErrorKind::CheckViolation => ConstraintKind::Check,
            DatabaseErrorKind::ExclusionViolation => ConstraintKind::Exclusion,
            DatabaseErrorKind::NotNullViolation => ConstraintKind::NotNull,
            _ => return None,
        })
    }
}
