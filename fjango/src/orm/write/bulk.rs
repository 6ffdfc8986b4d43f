//! Many rows in few statements.

use super::arrays::insert_arrays;
use super::complete::check;
use super::create::insert_with;
use super::create_values;
use crate::db::{Executor, StatementBuilder};
use crate::orm::{Error, Expr, Model, Query, Result, Values};
use crate::schema::FieldMeta;
use crate::value::{Row, ValidationErrors, Value};

/// The most rows in one statement: beyond it a longer text costs more than a further round trip.
const MAX_ROWS: usize = 1_000;

/// What an insert does about a row that the table holds already.
#[derive(Clone, Debug)]
pub(in crate::orm) enum Conflict {
    /// Fails, and nothing is written.
    Refuse,
    /// Leaves the row that is there.
    Ignore,
    /// Changes the row that is there, found by the `unique` fields, in the `update` fields.
    Update {
        unique: Vec<&'static FieldMeta>,
        update: Vec<&'static FieldMeta>,
    },
}

impl Conflict {
    fn write(&self, sql: &mut StatementBuilder<'_>) {
        match self {
            Self::Refuse => {}
            Self::Ignore => {
                let clause = sql.dialect().on_conflict_do_nothing();
                sql.push(clause);
            }
            Self::Update { unique, update } => {
                sql.push(" ON CONFLICT (");
                for (i, field) in unique.iter().enumerate() {
                    sql.push(if i > 0 { ", " } else { "" }).name(field.column);
                }
                sql.push(") DO UPDATE SET ");
                for (i, field) in update.iter().enumerate() {
                    sql.push(if i > 0 { ", " } else { "" }).name(field.column);
                    sql.push(" = EXCLUDED.").name(field.column);
                }
            }
        }
    }
}

/// Creates many rows in as few statements as the database takes parameters.
pub(in crate::orm) async fn bulk_create<M: Model>(
    db: &impl Executor,
    inputs: Vec<Values>,
    mut conflict: Conflict,
) -> Result<Vec<M>> {
    let mut errors = ValidationErrors::new();
    let mut rows = Vec::with_capacity(inputs.len());
    for (i, values) in inputs.iter().enumerate() {
        match create_values(values) {
            Ok(complete) => rows.push(complete),
            Err(Error::Validation(found)) => errors.nest(&format!("/{i}"), found),
            Err(other) => return Err(other),
        }
    }
    let mut rows = errors.into_result(rows)?;
    if let Conflict::Update { update, .. } = &mut conflict {
        let times = M::META.fields.iter().filter(|field| field.auto_now);
        update.extend(times);
    }
    super::atomic(db, async |tx| insert_batches(tx, &mut rows, &conflict).await).await
}

async fn insert_batches<M: Model>(
    db: &impl Executor,
    rows: &mut [Vec<(usize, Value)>],
    conflict: &Conflict,
) -> Result<Vec<M>> {
    let mut created = Vec::with_capacity(rows.len());
    let mut start = 0;
    while start < rows.len() {
        // One statement takes rows with the same fields, as many as fit.
        let first = &rows[start];
        let same =
            |row: &&Vec<(usize, Value)>| row.len() == first.len() && row.iter().zip(first).all(|(a, b)| a.0 == b.0);
        let like = rows[start..]
            .iter()
            .take(super::arrays::MAX_ROWS)
            .take_while(same)
            .count();
        let arrays = match db.dialect().has_arrays() && !first.is_empty() {
            true => super::arrays::fit(M::META, &rows[start..start + like]),
            false => 0,
        };
        let end = start
            + match arrays {
                0 | 1 if first.is_empty() => 1,
                0 | 1 => like.min(db.dialect().max_binds() / first.len()).clamp(1, MAX_ROWS),
                arrays => arrays,
            };
        let clause = |sql: &mut StatementBuilder<'_>| conflict.write(sql);
        let statement = match arrays {
            0 | 1 => insert_with(db.dialect(), M::META, &rows[start..end], clause),
            _ => insert_arrays(db.dialect(), M::META, &mut rows[start..end], clause),
        };
        let decode = |row: Row<'_>| M::from_row(row);
        created.extend(
            db.fetch(statement, decode)
                .await
                .map_err(|error| Error::of_model(error, M::META))?,
        );
        start = end;
    }
    Ok(created)
}

/// Writes some fields of many rows: `UPDATE … SET field = CASE WHEN pk = … THEN … END`, as Django does.
pub(in crate::orm) async fn bulk_update<M: Model>(
    db: &impl Executor,
    rows: &mut [M],
    mut fields: Vec<&'static FieldMeta>,
) -> Result<usize> {
    for field in M::META.fields.iter().filter(|field| field.auto_now) {
        if !fields.iter().any(|known| known.name == field.name) {
            fields.push(field);
        }
    }
    let mut errors = ValidationErrors::new();
    let mut changes: Vec<(Value, Vec<Value>)> = Vec::with_capacity(rows.len());
    for (i, row) in rows.iter_mut().enumerate() {
        let mut found = ValidationErrors::new();
        let mut values = Vec::with_capacity(fields.len());
        for field in &fields {
            let position = M::META.field_index(field.name).unwrap_or_default();
            if field.auto_now
                && let Err(invalid) = row.set_value(position, super::complete::now(field))
            {
                found.add(field.name, invalid);
            }
            let value = row.value(position);
            check(field, &value, &mut found);
            values.push(value);
        }
        if !found.errors().is_empty() {
            errors.nest(&format!("/{i}"), found);
        }
        changes.push((row.value(M::META.primary_key), values));
    }
    errors.into_result(())?;
    let at_once = (db.dialect().max_binds() / (2 * fields.len() + 1)).clamp(1, MAX_ROWS);
    super::atomic(db, async |tx| {
        let mut changed = 0;
        for batch in changes.chunks(at_once) {
            changed += update_batch::<M>(tx, batch, &fields).await?;
        }
        Ok(changed)
    })
    .await
}

async fn update_batch<M: Model>(
    db: &impl Executor,
    batch: &[(Value, Vec<Value>)],
    fields: &[&'static FieldMeta],
) -> Result<usize> {
    let mut query = Query::new(M::META);
    let key = query.key();
    let cases: Vec<(&FieldMeta, Expr)> = fields
        .iter()
        .enumerate()
        .map(|(i, field)| {
            let branch = |(pk, values): &(Value, Vec<Value>)| {
                (
                    Expr::equal(key.clone(), Expr::Value(pk.clone())),
                    Expr::Value(values[i].clone()),
                )
            };
            let case = Expr::Case {
                branches: batch.iter().map(branch).collect(),
                otherwise: None,
            };
            (*field, case)
        })
        .collect();
    let keys = batch.iter().map(|(pk, _)| pk.clone()).collect();
    query
        .filter
        .push(Expr::In(Box::new(key.clone()), M::META.pk().sql_type(), keys));
    let statement = query.update_with(db.dialect(), &cases);
    db.execute(statement)
        .await
        .map_err(|error| Error::of_model(error, M::META))
}
