//! One row changed or deleted, with the version that it must have.

use crate::db::{Executor, Function};
use crate::orm::{Error, Expr, Model, Path, Query, Removal, Result, Visibility, remember, soft_delete};
use crate::schema::{FieldMeta, ModelMeta};
use crate::value::{DbValue, SqlType, Value};

/// The query for the row with this key.
pub(in crate::orm) fn by_key(meta: &'static ModelMeta, key: &Value) -> Query {
    let mut query = Query::new(meta);
    query.filter.push(Expr::own(meta.pk(), key.clone()));
    query
}

/// The typed form of a key.
pub(in crate::orm) fn key_of<M: Model>(key: Value) -> Result<M::Key> {
    // A value of another kind is no row's key.
    M::Key::from_value(key).map_err(|_| Error::DoesNotExist { model: M::META.name })
}

/// Takes the version out of the columns given: it is the one expected, not one to be written.
pub(in crate::orm) fn take_version(meta: &ModelMeta, columns: &mut Vec<(usize, Value)>) -> Option<Value> {
    let position = meta.lifecycle.version?;
    let index = columns.iter().position(|(known, _)| *known == position)?;
    Some(columns.remove(index).1)
}

pub(in crate::orm) fn conflict(meta: &ModelMeta, key: &Value, version: &Value) -> Error {
    Error::Conflict {
        model: meta.name,
        key: key.to_text(),
        version: version.as_i64().unwrap_or_default(),
    }
}

/// What a version becomes by a write.
fn next(version: &Value) -> Value {
    match version {
        Value::Integer(x) => Value::Integer(x.checked_add(1).unwrap_or(1)),
        Value::BigInt(x) => Value::BigInt(x.checked_add(1).unwrap_or(1)),
        // Invariant: the macro takes versions of the two types above alone.
        other => other.clone(),
    }
}

/// The version of a new row.
pub(super) fn first_version(field: &FieldMeta) -> Value {
    match field.sql_type() {
        SqlType::Integer => Value::Integer(1),
        _ => Value::BigInt(1),
    }
}

/// The next version as the database computes it.
pub(in crate::orm) fn next_version(field: &'static FieldMeta) -> Expr {
    Expr::Function {
        function: Function::Add,
        arguments: vec![Expr::Column(Path::default(), field), Expr::Value(first_version(field))],
        output: field.sql_type(),
    }
}

/// The expressions of a change, its version counted on.
pub(in crate::orm) fn with_version(
    meta: &'static ModelMeta,
    columns: Vec<(usize, Value)>,
) -> Vec<(&'static FieldMeta, Expr)> {
    let fields: &'static [FieldMeta] = meta.fields;
    let mut changes: Vec<_> = columns
        .into_iter()
        .map(|(position, value)| (&fields[position], Expr::Value(value)))
        .collect();
    changes.extend(meta.version().map(|field| (field, next_version(field))));
    changes
}

/// Changes the row with this key that also meets `filter`. A version among the columns is the one expected.
///
/// # Errors
/// [`Error::DoesNotExist`] when there is no such row, [`Error::Conflict`] when it has another version.
pub(crate) async fn update_one(
    db: &impl Executor,
    meta: &'static ModelMeta,
    key: &Value,
    columns: Vec<(usize, Value)>,
    filter: Vec<Expr>,
) -> Result<()> {
    if columns.is_empty() {
        return Ok(());
    }
    let mut query = by_key(meta, key);
    query.filter.extend(filter);
    update(db, query, key, columns).await
}

async fn update(db: &impl Executor, mut query: Query, key: &Value, mut columns: Vec<(usize, Value)>) -> Result<()> {
    let meta = query.meta;
    let expected = take_version(meta, &mut columns);
    let plain = expected.is_some().then(|| query.clone());
    expect(&mut query, expected.as_ref());
    let statement = query.update_with(db.dialect(), &with_version(meta, columns));
    let rows = db.execute(statement).await;
    let rows = rows.map_err(|error| Error::of_model(error, meta))?;
    found(db, meta, rows, key, plain, expected).await
}

/// Deletes the row with this key that also meets `filter`, when it has the version expected; of a model whose deleted
/// rows stay, marks it.
///
/// # Errors
/// As [`update_one`]; [`Error::Protected`] with the rows that forbid it, [`Error::Integrity`] when the database refuses.
pub(crate) async fn delete_one(
    db: &impl Executor,
    meta: &'static ModelMeta,
    key: &Value,
    expected: Option<Value>,
    filter: Vec<Expr>,
) -> Result<()> {
    if let Some(position) = meta.lifecycle.soft_delete {
        return soft_delete::delete_one(db, meta, position, key, expected, filter).await;
    }
    let mut query = by_key(meta, key);
    query.filter.extend(filter);
    delete(db, query, key, expected).await
}

async fn delete(db: &impl Executor, mut query: Query, key: &Value, expected: Option<Value>) -> Result<()> {
    let meta = query.meta;
    let plain = expected.is_some().then(|| query.clone());
    expect(&mut query, expected.as_ref());
    let rows = crate::orm::deletion::delete_hard(db, &query).await?;
    found(db, meta, rows, key, plain, expected).await
}

fn expect(query: &mut Query, version: Option<&Value>) {
    if let (Some(field), Some(version)) = (query.meta.version(), version) {
        query.filter.push(Expr::own(field, version.clone()));
    }
}

/// Tells a row that is gone from one that has another version; `plain` is the query without the version.
async fn found(
    db: &impl Executor,
    meta: &ModelMeta,
    rows: usize,
    key: &Value,
    plain: Option<Query>,
    expected: Option<Value>,
) -> Result<()> {
    match (rows, plain, expected) {
        (0, Some(query), Some(version)) => {
            let there = db.fetch(query.exists(db.dialect()), |_| Ok(())).await?;
            match there.is_empty() {
                true => Err(Error::DoesNotExist { model: meta.name }),
                false => Err(conflict(meta, key, &version)),
            }
        }
        (0, ..) => Err(Error::DoesNotExist { model: meta.name }),
        _ => Ok(()),
    }
}

/// Writes columns that a row holds already, and lets it know its new version.
pub(in crate::orm) async fn write_row<M: Model>(
    db: &impl Executor,
    row: &mut M,
    mut columns: Vec<(usize, Value)>,
) -> Result<()> {
    if columns.is_empty() {
        return Ok(());
    }
    let version = M::META
        .lifecycle
        .version
        .map(|position| (position, row.value(position)));
    columns.extend(version.clone());
    let key = row.key().to_value();
    let mut query = by_key(M::META, &key);
    if let Some(position) = M::META.lifecycle.soft_delete
        && (!row.value(position).is_null() || columns.iter().any(|(column, _)| *column == position))
    {
        // Whoever has a deleted row in hand asked for it; for everybody else it is gone.
        query.visibility = Visibility::All;
    }
    update(db, query, &key, columns).await?;
    if let Some((position, _)) = version {
        count_version(row, position);
    }
    remember(row);
    Ok(())
}

/// Counts the version of a row on, as the database did.
pub(super) fn count_version<M: Model>(row: &mut M, position: usize) {
    // Cannot fail: it is a number of the same type.
    let _ = row.set_value(position, next(&row.value(position)));
}

/// Deletes a row, when it has the version that is known of it.
pub(in crate::orm) async fn delete_row<M: Model>(db: &impl Executor, row: &M, removal: Removal) -> Result<()> {
    if removal == Removal::Hard {
        // A deletion before has counted the version on, which the row in hand cannot know.
        let key = row.key().to_value();
        let mut query = by_key(M::META, &key);
        query.visibility = Visibility::All;
        return delete(db, query, &key, None).await;
    }
    let version = M::META.lifecycle.version.map(|position| row.value(position));
    delete_one(db, M::META, &row.key().to_value(), version, Vec::new()).await
}
