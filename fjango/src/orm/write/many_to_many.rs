//! The rows of the table between two models.

use crate::db::{Executor, StatementBuilder};
use crate::orm::{Error, Many, Result};
use crate::schema::ModelMeta;
use crate::value::{SqlType, ValidationErrors, Value};

/// A table between two models, seen from one of them.
pub(in crate::orm) struct Through {
    table: String,
    /// The column of this end's key.
    near: String,
    /// The column of the other end's key.
    far: String,
    far_type: SqlType,
    owner: &'static ModelMeta,
    field: &'static str,
}

impl Through {
    /// The table of a many-to-many relation; `None` for another kind.
    pub(in crate::orm) fn of(many: Many) -> Option<Self> {
        let Many::Through { owner, field, .. } = many else {
            return None;
        };
        let (table, near, far) = many.through()?;
        Some(Self {
            table,
            near,
            far,
            far_type: many.target().pk().sql_type(),
            owner,
            field: field.name,
        })
    }

    /// Relates rows; those related already stay so. Gives the number of new relations.
    pub(in crate::orm) async fn add(&self, db: &impl Executor, key: &Value, others: &[Value]) -> Result<usize> {
        let mut added = 0;
        for batch in others.chunks((db.dialect().max_binds() / 2).clamp(1, 1_000)) {
            let mut sql = StatementBuilder::new(db.dialect());
            sql.writes().one_off().push("INSERT INTO ").name(&self.table).push(" (");
            sql.name(&self.near).push(", ").name(&self.far).push(") VALUES ");
            for (i, other) in batch.iter().enumerate() {
                sql.push(if i > 0 { ", (" } else { "(" }).bind(key.clone());
                sql.push(", ").bind(other.clone()).push(")");
            }
            let ignore = db.dialect().on_conflict_do_nothing();
            sql.push(ignore);
            let rows = db.execute(sql.finish()).await;
            added += rows.map_err(|error| self.named(Error::of_model(error, self.owner)))?;
        }
        Ok(added)
    }

    /// Separates rows; `None` are all of them. Gives the number of relations that were there.
    pub(in crate::orm) async fn remove(
        &self,
        db: &impl Executor,
        key: &Value,
        others: Option<&[Value]>,
    ) -> Result<usize> {
        let mut removed = 0;
        let room = db.dialect().max_binds() - 1;
        let batches = others.map_or_else(|| vec![None], |others| others.chunks(room).map(Some).collect());
        for batch in batches {
            let mut sql = StatementBuilder::new(db.dialect());
            sql.writes().push("DELETE FROM ").name(&self.table).push(" WHERE ");
            sql.name(&self.near).push(" = ").bind(key.clone());
            if let Some(batch) = batch {
                sql.push(" AND ").name(&self.far).in_list(self.far_type, batch.to_vec());
            }
            removed += db.execute(sql.finish()).await?;
        }
        Ok(removed)
    }

    /// The error with the many-to-many field in place of a column of the table between.
    fn named(&self, error: Error) -> Error {
        match error {
            Error::Integrity {
                kind, model, source, ..
            } => {
                let mut errors = ValidationErrors::new();
                errors.add(self.field, crate::orm::objection(kind));
                Error::Integrity {
                    kind,
                    model,
                    fields: vec![self.field.to_owned()],
                    errors,
                    source,
                }
            }
            other => other,
        }
    }
}

/// Makes `keys` the related rows of a many-to-many field; with `replace` those there before go.
pub(crate) async fn set_many(
    db: &impl Executor,
    owner: &'static ModelMeta,
    position: usize,
    key: &Value,
    keys: &[Value],
    replace: bool,
) -> Result<()> {
    let through = Through::of(Many::Through {
        owner,
        field: &owner.many_to_many[position],
        reversed: false,
    });
    if let Some(through) = through {
        if replace {
            through.remove(db, key, None).await?;
        }
        through.add(db, key, keys).await?;
    }
    Ok(())
}
