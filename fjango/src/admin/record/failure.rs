//! Which row of a form was refused, and why.

use crate::admin::Error;
use crate::db::{self, Executor};
use crate::http::{Problem, ToProblem as _};
use crate::orm;
use crate::orm::clean::{Candidate, objections};
use crate::schema::ModelMeta;
use crate::value::{ValidationErrors, Value};

/// The row that is being written.
#[derive(Debug)]
pub(crate) struct Writing {
    pub(super) meta: &'static ModelMeta,
    pub(super) columns: Vec<(usize, Value)>,
    pub(super) many: Vec<(usize, Vec<Value>)>,
    /// The key of a row that was there already.
    pub(super) key: Option<Value>,
    /// Where the form shows it: `/lines/2`; empty for the record itself.
    pub(super) prefix: String,
}

/// What the client is told: databases name the first broken constraint alone, and not always its field.
pub(crate) async fn explain(db: &impl Executor, writing: Option<Writing>, error: Error) -> Problem {
    let Some(writing) = writing else {
        return error.to_problem();
    };
    let nested = |errors: ValidationErrors| {
        let mut all = ValidationErrors::new();
        all.nest(&writing.prefix, errors);
        all.to_problem()
    };
    match error {
        Error::Orm(orm::Error::Validation(errors)) => nested(errors),
        Error::Orm(error @ (orm::Error::Integrity { .. } | orm::Error::Database(db::Error::Integrity { .. }))) => {
            let row = Candidate {
                meta: writing.meta,
                values: &writing.columns,
                key: writing.key.as_ref(),
            };
            match objections(db, row, writing.many.clone()).await {
                Ok(errors) if !errors.is_empty() => nested(errors),
                _ => match error {
                    orm::Error::Integrity { errors, .. } if !errors.is_empty() => nested(errors),
                    error => error.to_problem(),
                },
            }
        }
        error => error.to_problem(),
    }
}
