//! One new row.

use std::cell::RefCell;
use std::collections::HashMap;

use super::{create_values, set_many, store};
use crate::db::{Dialect, Executor, Statement, StatementBuilder, Template};
use crate::orm::clean::{self, Candidate};
use crate::orm::{Error, Model, Result, RunHooks as _, Values};
use crate::schema::ModelMeta;
use crate::value::Value;

/// How many rows a list of values has when there are many: its text is prepared once and kept, while a longer list costs
/// more to read than the further statements do.
pub(super) const VALUES_ROWS: usize = 100;

/// `INSERT INTO … VALUES … RETURNING` the model's columns, for one row. Its text depends on the model and the fields alone,
/// so that it is written once.
pub fn insert_row(dialect: &dyn Dialect, meta: &'static ModelMeta, row: Vec<(usize, Value)>) -> Statement {
    insert_row_returning(dialect, meta, row, FieldSet::default())
}

/// [`insert_row`] that gives back all but the `known` columns.
pub fn insert_row_returning(
    dialect: &dyn Dialect,
    meta: &'static ModelMeta,
    row: Vec<(usize, Value)>,
    known: FieldSet,
) -> Statement {
    let write = |row: &[(usize, Value)]| insert_with(dialect, meta, &[row], |_| {}, known);
    let Some(shape) = Shape::of(dialect, meta, &row, known) else {
        return write(&row);
    };
    TEMPLATES.with_borrow_mut(|templates| {
        let template = templates.entry(shape).or_insert_with(|| Template::of(&write(&row)));
        template.with(row.into_iter().map(|(_, value)| value))
    })
}

/// Some of a model's fields, of the first 128.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FieldSet(u128);

impl FieldSet {
    /// Adds a field; gives whether there is a place for it.
    pub fn insert(&mut self, field: usize) -> bool {
        let bit = u32::try_from(field).ok().and_then(|field| 1_u128.checked_shl(field));
        self.0 |= bit.unwrap_or_default();
        bit.is_some()
    }

    /// Whether a field is among them.
    pub fn contains(self, field: usize) -> bool {
        u32::try_from(field).is_ok_and(|field| self.0.checked_shr(field).is_some_and(|bits| bits & 1 == 1))
    }
}

thread_local! {
    /// Nobody outside chooses the shapes, so a quick hash is safe.
    static TEMPLATES: RefCell<HashMap<Shape, Template, foldhash::fast::FixedState>> = RefCell::default();
}

/// What the text of an insertion depends on.
#[derive(PartialEq, Eq, Hash)]
struct Shape {
    dialect: &'static str,
    /// Where the metadata stands, which never moves.
    meta: usize,
    fields: FieldSet,
    known: FieldSet,
}

impl Shape {
    /// Nothing when there are too many fields, or they are not in their order.
    fn of(dialect: &dyn Dialect, meta: &'static ModelMeta, row: &[(usize, Value)], known: FieldSet) -> Option<Self> {
        let mut fields = FieldSet::default();
        let in_order = row.is_sorted_by(|a, b| a.0 < b.0);
        if !in_order || !row.iter().all(|(field, _)| fields.insert(*field)) {
            return None;
        }
        Some(Self {
            dialect: dialect.name(),
            meta: std::ptr::from_ref(meta).addr(),
            fields,
            known,
        })
    }
}

/// The insertion of rows that have the same fields.
pub fn insert_rows(dialect: &dyn Dialect, meta: &'static ModelMeta, rows: &[Vec<(usize, Value)>]) -> Statement {
    insert_with(dialect, meta, rows, |_| {}, FieldSet::default())
}

/// [`insert_rows`] with a clause before `RETURNING`, which leaves `known` columns out.
pub(super) fn insert_with<R: AsRef<[(usize, Value)]>>(
    dialect: &dyn Dialect,
    meta: &'static ModelMeta,
    rows: &[R],
    clause: impl FnOnce(&mut StatementBuilder<'_>),
    known: FieldSet,
) -> Statement {
    let mut sql = StatementBuilder::new(dialect);
    sql.writes().push("INSERT INTO ").name(meta.table);
    let first = rows.first().map(AsRef::as_ref).unwrap_or_default();
    if first.is_empty() {
        sql.push(" DEFAULT VALUES");
    } else {
        columns(&mut sql, meta, first.iter().map(|(field, _)| *field));
        sql.push("VALUES ");
        for (i, row) in rows.iter().enumerate() {
            sql.push(if i > 0 { ", (" } else { "(" });
            for (j, (_, value)) in row.as_ref().iter().enumerate() {
                sql.push(if j > 0 { ", " } else { "" }).bind(value.clone());
            }
            sql.push(")");
        }
    }
    if rows.len() > 1 && rows.len() != VALUES_ROWS {
        sql.one_off();
    }
    clause(&mut sql);
    returning(&mut sql, meta, known);
    sql.finish()
}

/// ` (columns) ` of the fields that a row has.
pub(super) fn columns(sql: &mut StatementBuilder<'_>, meta: &ModelMeta, fields: impl Iterator<Item = usize>) {
    sql.push(" (");
    for (i, field) in fields.enumerate() {
        sql.push(if i > 0 { ", " } else { "" }).name(meta.fields[field].column);
    }
    sql.push(") ");
}

pub(super) fn returning(sql: &mut StatementBuilder<'_>, meta: &ModelMeta, known: FieldSet) {
    let fields = meta.fields.iter().enumerate().filter(|(i, _)| !known.contains(*i));
    for (i, (_, field)) in fields.enumerate() {
        sql.push(if i > 0 { ", " } else { " RETURNING " }).name(field.column);
    }
}

/// Creates one row with its many-to-many keys; without those and without hooks it is one statement.
pub(in crate::orm) async fn create<M: Model>(db: &impl Executor, values: Values) -> Result<M> {
    let mut complete = create_values(&values)?;
    let made = match values.uploads() {
        [] => M::Hooks::create(db, complete, &values).await,
        // In a transaction, so that nothing is left of the files when the row is not written.
        uploads => {
            super::atomic(db, async |tx| {
                store(tx, M::META, uploads, &mut complete).await?;
                M::Hooks::create(tx, complete, &values).await
            })
            .await
        }
    };
    match made {
        Err(error) => {
            let (complete, _) = super::completed(&values);
            let row = Candidate {
                meta: M::META,
                values: &complete,
                key: None,
            };
            Err(clean::explained(db, row, &values, error).await)
        }
        made => made,
    }
}

/// Creates one row of complete and valid values; those of its many-to-many fields need a transaction.
pub(in crate::orm) async fn create_in<M: Model>(
    db: &impl Executor,
    complete: Vec<(usize, Value)>,
    values: &Values,
) -> Result<M> {
    let statement = insert_row(db.dialect(), M::META, complete);
    let rows = db
        .fetch(statement, M::from_row)
        .await
        .map_err(|error| Error::of_model(error, M::META))?;
    let row: M = rows
        .into_iter()
        .next()
        .ok_or(Error::DoesNotExist { model: M::META.name })?;
    let key = crate::value::DbValue::to_value(&row.key());
    for (position, keys) in values.iter_many() {
        set_many(db, M::META, position, &key, keys, false).await?;
    }
    Ok(row)
}
