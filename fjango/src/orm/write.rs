use chrono::{SubsecRound, Utc};

use super::{Error, Expr, Model, Result, Values, validate};
use crate::db::{Dialect, Executor, Statement, StatementBuilder};
use crate::schema::{FieldMeta, ManyToManyMeta, ModelMeta};
use crate::value::{Invalid, Row, SqlType, ValidationErrors, Value, slugify};

/// Completes the values of a row to be created (defaults, times, slugs) and checks them all.
///
/// # Errors
/// [`Error::Validation`] with every wrong or missing field.
pub fn create_values(values: &Values) -> Result<Vec<(usize, Value)>> {
    let meta = values.meta();
    let mut errors = ValidationErrors::new();
    let mut complete = Vec::with_capacity(meta.fields.len());
    for (position, field) in meta.fields.iter().enumerate() {
        let value = match values.get(position) {
            Some(value) if !is_empty_slug(field, value) => Some(value.clone()),
            _ => generated(field, values, true),
        };
        match value {
            Some(value) => {
                check(field, &value, &mut errors);
                complete.push((position, value));
            }
            None if field.required() || field.slug_from.is_some() => {
                errors.add(field.name, Invalid::new("required", "is required"));
            }
            None => {}
        }
    }
    Ok(errors.into_result(complete)?)
}

/// Completes the values of a change (times) and checks those given.
///
/// # Errors
/// [`Error::Validation`] with every wrong field.
pub fn update_values(values: &Values) -> Result<Vec<(usize, Value)>> {
    let mut errors = ValidationErrors::new();
    let mut complete = Vec::new();
    for (position, field) in values.meta().fields.iter().enumerate() {
        let value = match values.get(position) {
            Some(value) => Some(value.clone()),
            None if field.auto_now => Some(now(field)),
            None => None,
        };
        if let Some(value) = value {
            check(field, &value, &mut errors);
            complete.push((position, value));
        }
    }
    Ok(errors.into_result(complete)?)
}

/// Completes a change by expressions (times) and checks the values among them.
pub(super) fn update_expressions(
    meta: &'static ModelMeta,
    mut changes: Vec<(&'static FieldMeta, Expr)>,
) -> Result<Vec<(&'static FieldMeta, Expr)>> {
    let mut errors = ValidationErrors::new();
    for (field, change) in &changes {
        if let Expr::Value(value) = change {
            check(field, value, &mut errors);
        }
    }
    for field in meta.fields.iter().filter(|field| field.auto_now) {
        if !changes.is_empty() && !changes.iter().any(|(changed, _)| changed.name == field.name) {
            changes.push((field, Expr::Value(now(field))));
        }
    }
    Ok(errors.into_result(changes)?)
}

/// All columns of a row to be saved but its key, with its `auto_now` times set on the row too.
pub(super) fn save_values<M: Model>(row: &mut M) -> Result<Vec<(usize, Value)>> {
    let mut errors = ValidationErrors::new();
    let mut complete = Vec::new();
    for (position, field) in M::META.fields.iter().enumerate() {
        if field.primary_key {
            continue;
        }
        if field.auto_now
            && let Err(invalid) = row.set_value(position, now(field))
        {
            errors.add(field.name, invalid);
        }
        let value = row.value(position);
        check(field, &value, &mut errors);
        complete.push((position, value));
    }
    Ok(errors.into_result(complete)?)
}

fn check(field: &FieldMeta, value: &Value, errors: &mut ValidationErrors) {
    if let Err(invalid) = validate(field, value) {
        errors.add(field.name, invalid);
    }
}

fn is_empty_slug(field: &FieldMeta, value: &Value) -> bool {
    field.slug_from.is_some() && value.as_str().is_some_and(str::is_empty)
}

fn generated(field: &FieldMeta, values: &Values, creating: bool) -> Option<Value> {
    if field.auto_now || (field.auto_now_add && creating) {
        return Some(now(field));
    }
    if let Some(source) = field.slug_from {
        let position = values.meta().field_index(source)?;
        let slug = slugify(values.get(position)?.as_str()?);
        return Some(Value::Text(slug));
    }
    field.default.map(|default| default())
}

fn now(field: &FieldMeta) -> Value {
    let now = Utc::now();
    match field.sql_type() {
        SqlType::Date => Value::Date(now.date_naive()),
        _ => Value::DateTime(now.trunc_subsecs(6)),
    }
}

/// `INSERT INTO … VALUES …, … RETURNING` the model's columns. Every row has the same fields.
pub fn insert_rows(dialect: &dyn Dialect, meta: &'static ModelMeta, rows: &[Vec<(usize, Value)>]) -> Statement {
    let mut sql = StatementBuilder::new(dialect);
    sql.writes().push("INSERT INTO ").name(meta.table);
    let fields: Vec<usize> = rows
        .first()
        .map(|row| row.iter().map(|(field, _)| *field).collect())
        .unwrap_or_default();
    if fields.is_empty() {
        sql.push(" DEFAULT VALUES");
    } else {
        sql.push(" (");
        for (i, field) in fields.iter().enumerate() {
            sql.push(if i > 0 { ", " } else { "" }).name(meta.fields[*field].column);
        }
        sql.push(") VALUES ");
        for (i, row) in rows.iter().enumerate() {
            sql.push(if i > 0 { ", (" } else { "(" });
            for (j, (_, value)) in row.iter().enumerate() {
                sql.push(if j > 0 { ", " } else { "" }).bind(value.clone());
            }
            sql.push(")");
        }
    }
    if rows.len() > 1 {
        sql.one_off();
    }
    returning(&mut sql, meta);
    sql.finish()
}

fn returning(sql: &mut StatementBuilder<'_>, meta: &ModelMeta) {
    sql.push(" RETURNING ");
    for (i, field) in meta.fields.iter().enumerate() {
        sql.push(if i > 0 { ", " } else { "" }).name(field.column);
    }
}

/// Creates one row with its many-to-many keys; without those it is one statement.
pub(super) async fn create<M: Model>(db: &impl Executor, values: Values) -> Result<M> {
    let complete = create_values(&values)?;
    let has_many = values.iter_many().any(|(_, keys)| !keys.is_empty());
    match db.as_db().filter(|_| has_many) {
        Some(db) => {
            db.transaction(async |tx| create_in::<M>(tx, complete, &values).await)
                .await
        }
        None => create_in(db, complete, &values).await,
    }
}

async fn create_in<M: Model>(db: &impl Executor, complete: Vec<(usize, Value)>, values: &Values) -> Result<M> {
    let statement = insert_rows(db.dialect(), M::META, &[complete]);
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

/// Makes `keys` the related rows of a many-to-many field; with `replace` those there before go.
pub(crate) async fn set_many(
    db: &impl Executor,
    owner: &'static ModelMeta,
    position: usize,
    key: &Value,
    keys: &[Value],
    replace: bool,
) -> Result<()> {
    let field: &ManyToManyMeta = &owner.many_to_many[position];
    let (table, near, far) = (
        field.through_table(owner),
        field.source_column(owner),
        field.target_column(owner),
    );
    if replace {
        let mut sql = StatementBuilder::new(db.dialect());
        sql.writes()
            .push("DELETE FROM ")
            .name(&table)
            .push(" WHERE ")
            .name(&near)
            .push(" = ")
            .bind(key.clone());
        db.execute(sql.finish()).await?;
    }
    if keys.is_empty() {
        return Ok(());
    }
    let mut sql = StatementBuilder::new(db.dialect());
    sql.writes()
        .one_off()
        .push("INSERT INTO ")
        .name(&table)
        .push(" (")
        .name(&near)
        .push(", ")
        .name(&far)
        .push(") VALUES ");
    for (i, other) in keys.iter().enumerate() {
        sql.push(if i > 0 { ", (" } else { "(" })
            .bind(key.clone())
            .push(", ")
            .bind(other.clone())
            .push(")");
    }
    let ignore = db.dialect().on_conflict_do_nothing();
    sql.push(ignore);
    db.execute(sql.finish())
        .await
        .map_err(|error| match Error::of_model(error, owner) {
            Error::Integrity {
                kind, model, source, ..
            } => Error::Integrity {
                kind,
                model,
                fields: vec![field.name.to_owned()],
                source,
            },
            other => other,
        })?;
    Ok(())
}

/// Creates many rows in as few statements as the database takes parameters.
pub(super) async fn bulk_create<M: Model>(db: &impl Executor, inputs: Vec<Values>) -> Result<Vec<M>> {
    let mut errors = ValidationErrors::new();
    let mut rows = Vec::with_capacity(inputs.len());
    for (i, values) in inputs.iter().enumerate() {
        match create_values(values) {
            Ok(complete) => rows.push(complete),
            Err(Error::Validation(found)) => errors.nest(&format!("/{i}"), found),
            Err(other) => return Err(other),
        }
    }
    let rows = errors.into_result(rows)?;
    match db.as_db() {
        Some(db) => db.transaction(async |tx| insert_batches(tx, rows).await).await,
        None => insert_batches(db, rows).await,
    }
}

async fn insert_batches<M: Model>(db: &impl Executor, rows: Vec<Vec<(usize, Value)>>) -> Result<Vec<M>> {
    let mut created = Vec::with_capacity(rows.len());
    let mut start = 0;
    while start < rows.len() {
        // One statement takes rows with the same fields, as many as parameters fit.
        let same = |row: &Vec<(usize, Value)>| {
            row.len() == rows[start].len() && row.iter().zip(&rows[start]).all(|(a, b)| a.0 == b.0)
        };
        let fit = (db.dialect().max_binds() / rows[start].len().max(1)).clamp(1, 1_000);
        let fit = if rows[start].is_empty() { 1 } else { fit };
        let end = rows[start..]
            .iter()
            .take(fit)
            .position(|row| !same(row))
            .map_or((start + fit).min(rows.len()), |n| start + n);
        let statement = insert_rows(db.dialect(), M::META, &rows[start..end]);
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
