//! The rows between two models: of a table of two keys, or of a `through` model with columns of its own.

use std::collections::HashSet;

use super::{atomic, create_values, insert_rows};
use crate::db::{Executor, StatementBuilder};
use crate::orm::{Error, Many, Result, Values};
use crate::schema::{ManyToManyMeta, ModelMeta};
use crate::value::{Invalid, SqlType, ValidationErrors, Value};

/// Gives the columns of a row of a `through` model, from the key of this end and that of the other.
pub(in crate::orm) type Make = dyn Fn(&Value, &Value) -> Result<Values> + Send + Sync;

/// A table between two models, seen from one of them.
pub(in crate::orm) struct Through {
    table: String,
    /// The column of this end's key.
    near: String,
    /// The column of the other end's key.
    far: String,
    far_type: SqlType,
    owner: &'static ModelMeta,
    field: &'static ManyToManyMeta,
    between: Option<Between>,
}

/// The `through` model, and where its rows hold the two keys.
struct Between {
    meta: &'static ModelMeta,
    near: usize,
    far: usize,
}

impl Through {
    /// The table of a many-to-many relation; `None` for another kind.
    pub(in crate::orm) fn of(many: Many) -> Option<Self> {
        let Many::Through { owner, field, reversed } = many else {
            return None;
        };
        let (table, near, far) = many.through()?;
        let between = field.through.and_then(|through| {
            let meta = (through.model)();
            let (source, target) = field.through_fields(owner)?;
            let (near, far) = if reversed { (target, source) } else { (source, target) };
            Some(Between {
                meta,
                near: meta.field_index(near.name)?,
                far: meta.field_index(far.name)?,
            })
        });
        Some(Self {
            table,
            near,
            far,
            far_type: many.target().pk().sql_type(),
            owner,
            field,
            between,
        })
    }

    /// Relates rows; those related already stay so. Gives the number of new relations.
    ///
    /// One statement for a table of two keys; for a model one more, to see which are there.
    pub(in crate::orm) async fn add(
        &self,
        db: &impl Executor,
        key: &Value,
        others: &[Value],
        make: Option<&Make>,
    ) -> Result<usize> {
        let Some(between) = &self.between else {
            return self.insert_pairs(db, key, others).await;
        };
        if others.is_empty() {
            return Ok(0);
        }
        atomic(db, async |tx| {
            let there = self.related(tx, key, Some(others)).await?;
            let missing = without(others, &there);
            self.insert_models(tx, between, key, &missing, make).await
        })
        .await
        .map_err(|error| self.named(error))
    }

    /// Makes these the related rows. What is both there and wanted is not touched. Give it a transaction.
    pub(in crate::orm) async fn set(
        &self,
        db: &impl Executor,
        key: &Value,
        wanted: &[Value],
        make: Option<&Make>,
    ) -> Result<()> {
        let there = self.related(db, key, None).await?;
        let surplus = without(&there, wanted);
        if !surplus.is_empty() {
            self.remove(db, key, Some(&surplus)).await?;
        }
        let missing = without(wanted, &there);
        match &self.between {
            _ if missing.is_empty() => {}
            Some(between) => drop(self.insert_models(db, between, key, &missing, make).await?),
            None => drop(self.insert_pairs(db, key, &missing).await?),
        }
        Ok(())
    }

    /// Separates rows; `None` are all of them. Gives the number of relations that were there.
    pub(in crate::orm) async fn remove(
        &self,
        db: &impl Executor,
        key: &Value,
        others: Option<&[Value]>,
    ) -> Result<usize> {
        let mut removed = 0;
        let room = (db.dialect().max_binds() - 2) / 2;
        let batches = others.map_or_else(|| vec![None], |others| others.chunks(room).map(Some).collect());
        for batch in batches {
            let mut sql = StatementBuilder::new(db.dialect());
            sql.writes().push("DELETE FROM ").name(&self.table).push(" WHERE ");
            let mut ends = vec![(&self.near, &self.far)];
            if self.field.symmetrical {
                ends.push((&self.far, &self.near));
            }
            for (i, (near, far)) in ends.into_iter().enumerate() {
                sql.push(if i > 0 { " OR (" } else { "(" });
                sql.name(near).push(" = ").bind(key.clone());
                if let Some(batch) = batch {
                    sql.push(" AND ").name(far).in_list(self.far_type, batch.to_vec());
                }
                sql.push(")");
            }
            let rows = db.execute(sql.finish()).await;
            removed += rows.map_err(|error| self.refused(error))?;
        }
        Ok(self.relations(removed))
    }

    /// Of these keys, or of all, those related to `key`.
    async fn related(&self, db: &impl Executor, key: &Value, others: Option<&[Value]>) -> Result<Vec<Value>> {
        let mut found = Vec::new();
        let room = db.dialect().max_binds() - 1;
        let batches = others.map_or_else(|| vec![None], |others| others.chunks(room).map(Some).collect());
        for batch in batches {
            let mut sql = StatementBuilder::new(db.dialect());
            sql.push("SELECT DISTINCT ")
                .name(&self.far)
                .push(" FROM ")
                .name(&self.table);
            sql.push(" WHERE ").name(&self.near).push(" = ").bind(key.clone());
            if let Some(batch) = batch {
                sql.push(" AND ").name(&self.far).in_list(self.far_type, batch.to_vec());
            }
            let kind = self.far_type;
            let keys = db.fetch(sql.finish(), move |row| {
                row.read(0, "key", |cell| Value::decode(kind, cell))
            });
            found.extend(keys.await?);
        }
        Ok(found)
    }

    /// `INSERT … ON CONFLICT DO NOTHING`, both ways where the relation is symmetrical.
    async fn insert_pairs(&self, db: &impl Executor, key: &Value, others: &[Value]) -> Result<usize> {
        let mut added = 0;
        let ways = if self.field.symmetrical { 2 } else { 1 };
        for batch in others.chunks((db.dialect().max_binds() / 2 / ways).clamp(1, 1_000)) {
            let mut sql = StatementBuilder::new(db.dialect());
            sql.writes().one_off().push("INSERT INTO ").name(&self.table).push(" (");
            sql.name(&self.near).push(", ").name(&self.far).push(") VALUES ");
            let mut separator = "(";
            for other in batch {
                for (near, far) in [(key, other), (other, key)].into_iter().take(ways) {
                    sql.push(separator).bind(near.clone());
                    sql.push(", ").bind(far.clone()).push(")");
                    separator = ", (";
                }
            }
            let ignore = db.dialect().on_conflict_do_nothing();
            sql.push(ignore);
            let rows = db.execute(sql.finish()).await;
            added += rows.map_err(|error| self.refused(error))?;
        }
        Ok(self.relations(added))
    }

    /// Rows of the `through` model, completed and checked as those that are created by themselves.
    async fn insert_models(
        &self,
        db: &impl Executor,
        between: &Between,
        key: &Value,
        others: &[Value],
        make: Option<&Make>,
    ) -> Result<usize> {
        if make.is_none() && !self.field.takes_keys(self.owner) && !others.is_empty() {
            return Err(self.needs_columns(between));
        }
        let mut rows = Vec::with_capacity(others.len());
        let mut row = |near: &Value, far: &Value| -> Result<()> {
            let mut values = match make {
                Some(make) => make(near, far)?,
                None => Values::new(between.meta),
            };
            // The two ends are the relation's matter, whatever the columns say.
            values.set(between.near, near.clone());
            values.set(between.far, far.clone());
            rows.push(create_values(&values)?);
            Ok(())
        };
        for other in others {
            row(key, other)?;
            if self.field.symmetrical && other.key() != key.key() {
                row(other, key)?;
            }
        }
        let alike = |one: &Vec<(usize, Value)>, next: &Vec<(usize, Value)>| {
            one.len() == next.len() && one.iter().zip(next).all(|(one, next)| one.0 == next.0)
        };
        for rows in rows.chunk_by(alike) {
            let width = rows.first().map_or(1, Vec::len).max(1);
            for batch in rows.chunks((db.dialect().max_binds() / width).clamp(1, 1_000)) {
                let statement = insert_rows(db.dialect(), between.meta, batch);
                let written = db.fetch(statement, |_| Ok(())).await;
                written.map_err(|error| Error::of_model(error, between.meta))?;
            }
        }
        Ok(others.len())
    }

    /// Why keys alone do not make a row of the `through` model.
    fn needs_columns(&self, between: &Between) -> Error {
        let ends = [between.near, between.far];
        let fields = between.meta.fields.iter().enumerate();
        let missing: Vec<String> = fields
            .filter(|(position, field)| field.required() && !ends.contains(position))
            .map(|(_, field)| format!("`{}`", field.name))
            .collect();
        let mut errors = ValidationErrors::new();
        errors.add(
            self.field.name,
            Invalid::new(
                "through",
                format!(
                    "takes more than keys: a `{}` also needs {}; give them with `related(…).through(…)`",
                    between.meta.name,
                    missing.join(", ")
                ),
            ),
        );
        Error::Validation(errors)
    }

    /// How many relations so many rows of the table are.
    fn relations(&self, rows: usize) -> usize {
        // Each has a row for either way, but for that of a row to itself.
        if self.field.symmetrical { rows.div_ceil(2) } else { rows }
    }

    /// What a constraint said when everything was committed, with fields in place of columns.
    pub(in crate::orm) fn named(&self, error: Error) -> Error {
        match error {
            Error::Database(error) => self.refused(error),
            other => other,
        }
    }

    /// The error with fields in place of columns: the `through` model's, or the many-to-many field itself.
    fn refused(&self, error: crate::db::Error) -> Error {
        if let Some(between) = &self.between {
            return Error::of_model(error, between.meta);
        }
        match Error::of_model(error, self.owner) {
            Error::Integrity {
                kind, model, source, ..
            } => {
                let mut errors = ValidationErrors::new();
                errors.add(self.field.name, crate::orm::objection(kind));
                Error::Integrity {
                    kind,
                    model,
                    fields: vec![self.field.name.to_owned()],
                    errors,
                    source,
                }
            }
            other => other,
        }
    }
}

/// Each of `keys` once, without those among `others`.
fn without(keys: &[Value], others: &[Value]) -> Vec<Value> {
    let mut known: HashSet<_> = others.iter().map(Value::key).collect();
    keys.iter().filter(|key| known.insert(key.key())).cloned().collect()
}

/// The keys of the rows related to the row with this key, by the many-to-many field at `position`.
pub(crate) async fn related_keys(
    db: &impl Executor,
    owner: &'static ModelMeta,
    position: usize,
    key: &Value,
) -> Result<Vec<Value>> {
    let many = Many::Through {
        owner,
        field: &owner.many_to_many[position],
        reversed: false,
    };
    match Through::of(many) {
        Some(through) => through.related(db, key, None).await,
        None => Ok(Vec::new()),
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
        match (&through.between, replace) {
            // What stays keeps its extra columns.
            (Some(_), true) => return through.set(db, key, keys, None).await,
            (Some(between), false) => {
                through
                    .insert_models(db, between, key, &without(keys, &[]), None)
                    .await?;
                return Ok(());
            }
            (None, true) => drop(through.remove(db, key, None).await?),
            (None, false) => {}
        }
        through.insert_pairs(db, key, keys).await?;
    }
    Ok(())
}
