//! Which row of a form was refused, and why.

use crate::admin::{Error, Result};
use crate::db::{self, Executor, Tx};
use crate::http::{Problem, ToProblem as _};
use crate::orm;
use crate::orm::clean::{Candidate, dangling, objections};
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
    /// The foreign key to a record that is as new, and gone when this row is refused.
    pub(super) back: Option<usize>,
}

impl Writing {
    /// What is wrong with the row, as the database is without it.
    async fn objections(&self, db: &impl Executor) -> orm::Result<ValidationErrors> {
        let columns = self.columns.iter();
        let known = columns.filter(|(position, _)| Some(*position) != self.back);
        let row = Candidate {
            meta: self.meta,
            values: &known.cloned().collect::<Vec<_>>(),
            key: self.key.as_ref(),
        };
        objections(db, row, self.many.clone()).await
    }

    /// Refuses a row that was written and points nowhere, which databases notice only at the end of the transaction, when
    /// nobody knows any longer which row it was.
    pub(super) async fn leads_somewhere(&self, tx: &Tx) -> Result<()> {
        let row = Candidate {
            meta: self.meta,
            values: &self.columns,
            key: self.key.as_ref(),
        };
        Ok(dangling(tx, row, self.many.clone()).await?.into_result(())?)
    }
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
            match writing.objections(db).await {
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
