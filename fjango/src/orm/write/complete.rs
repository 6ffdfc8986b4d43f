//! The values of a write, completed (defaults, times, slugs) and checked.

use chrono::{DateTime, SubsecRound, Utc};

use super::files;
use crate::orm::{Expr, Model, Result, Values, validate};
use crate::schema::{FieldMeta, ModelMeta};
use crate::storage::Upload;
use crate::value::{Invalid, SqlType, ValidationErrors, Value, slugify};

/// Completes the values of a row to be created (defaults, times, slugs) and checks them all.
///
/// # Errors
/// [`Error::Validation`] with every wrong or missing field.
pub fn create_values(values: &Values) -> Result<Vec<(usize, Value)>> {
    let (complete, errors) = completed(values);
    Ok(errors.into_result(complete)?)
}

/// [`create_values`] that takes the values instead of copying them; the keys of many-to-many fields stay.
///
/// # Errors
/// As [`create_values`].
pub fn take_create_values(values: &mut Values) -> Result<Vec<(usize, Value)>> {
    let (complete, errors) = take_completed(values);
    Ok(errors.into_result(complete)?)
}

/// The completed values of a row to be created that are right, and what is wrong with the others.
pub(in crate::orm) fn completed(values: &Values) -> (Vec<(usize, Value)>, ValidationErrors) {
    take_completed(&mut values.clone())
}

fn take_completed(values: &mut Values) -> (Vec<(usize, Value)>, ValidationErrors) {
    let mut errors = ValidationErrors::new();
    complete(values, &mut errors);
    let fields = values.meta().fields.len();
    let mut right = Vec::with_capacity(fields);
    right.extend((0..fields).filter_map(|position| Some((position, values.replace(position, None)?))));
    (right, errors)
}

/// Completes the values of a row to be created and checks them all; those that are wrong are taken out.
pub(super) fn complete(values: &mut Values, errors: &mut ValidationErrors) {
    let meta = values.meta();
    // One moment, so that a new row was not changed after it was created.
    let mut moment = None;
    files::measure(values);
    for (position, field) in meta.fields.iter().enumerate() {
        if values.get(position).is_none_or(|value| is_empty_slug(field, value)) {
            let generated = generated(field, values, &mut moment);
            values.replace(position, generated);
        }
    }
    for (position, field) in meta.fields.iter().enumerate() {
        match values.get(position) {
            Some(value) => {
                if let Err(invalid) = validate_file(field, value, values.upload(position)) {
                    errors.add(field.name, invalid);
                    values.replace(position, None);
                }
            }
            None if field.required() || field.slug_from.is_some() => {
                errors.add(field.name, Invalid::new("required", "is required"));
            }
            None => {}
        }
    }
}

/// The values of a row that are right, and what is wrong with the others.
pub(in crate::orm) fn row_values<M: Model>(row: &M) -> (Vec<(usize, Value)>, ValidationErrors) {
    let mut errors = ValidationErrors::new();
    let mut right = Vec::with_capacity(M::META.fields.len());
    for (position, field) in M::META.fields.iter().enumerate() {
        let upload = row.upload(position);
        let value = upload.map_or_else(|| row.value(position), |upload| files::name_of(field, upload));
        match validate_file(field, &value, upload) {
            Ok(()) => right.push((position, value)),
            Err(invalid) => errors.add(field.name, invalid),
        }
    }
    (right, errors)
}

/// Completes the values of a change (times) and checks those given.
///
/// # Errors
/// [`Error::Validation`] with every wrong field.
pub fn update_values(values: &Values) -> Result<Vec<(usize, Value)>> {
    let mut errors = ValidationErrors::new();
    let mut complete = Vec::new();
    let measured = files::measured(values);
    let values = measured.as_ref().unwrap_or(values);
    for (position, field) in values.meta().fields.iter().enumerate() {
        let value = match values.get(position) {
            Some(value) => Some(value.clone()),
            None if field.auto_now => Some(now(field)),
            None => None,
        };
        if let Some(value) = value {
            if let Err(invalid) = validate_file(field, &value, values.upload(position)) {
                errors.add(field.name, invalid);
            }
            complete.push((position, value));
        }
    }
    Ok(errors.into_result(complete)?)
}

/// Completes a change by expressions (times) and checks the values among them.
pub(in crate::orm) fn update_expressions(
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
    if let Some(field) = meta.version().filter(|_| !changes.is_empty()) {
        changes.retain(|(changed, _)| changed.name != field.name);
        changes.push((field, super::next_version(field)));
    }
    Ok(errors.into_result(changes)?)
}

/// All columns of a row to be saved but its key, its version and what the database computes, with its `auto_now` times set on the row too. Of a row
/// that is tracked, those that changed.
pub(in crate::orm) fn save_values<M: Model>(row: &mut M) -> Result<Vec<(usize, Value)>> {
    let mut errors = ValidationErrors::new();
    let mut complete = Vec::new();
    files::measure_row(row, &mut errors);
    let changed = changed(row);
    if changed.as_ref().is_some_and(Vec::is_empty) {
        return Ok(complete);
    }
    for (position, field) in M::META.fields.iter().enumerate() {
        let stays = changed.as_ref().is_some_and(|changed| !changed.contains(&position));
        let elsewhere = field.primary_key || field.version || field.deleted_at || field.generated.is_some();
        if elsewhere || (stays && !field.auto_now) {
            continue;
        }
        if field.auto_now
            && let Err(invalid) = row.set_value(position, now(field))
        {
            errors.add(field.name, invalid);
        }
        let upload = row.upload(position);
        let value = upload.map_or_else(|| row.value(position), |upload| files::name_of(field, upload));
        if let Err(invalid) = validate_file(field, &value, upload) {
            errors.add(field.name, invalid);
        }
        complete.push((position, value));
    }
    Ok(errors.into_result(complete)?)
}

/// [`validate`] of a field's value, and of the content that comes with it.
fn validate_file(field: &FieldMeta, value: &Value, upload: Option<&Upload>) -> Result<(), Invalid> {
    if let (Some(upload), Some(file)) = (upload, &field.file) {
        upload.check(file)?;
    }
    validate(field, value)
}

/// The positions of the fields that changed, of a row that is tracked.
fn changed<M: Model>(row: &mut M) -> Option<Vec<usize>> {
    let known = std::mem::take(row.tracked_mut()?);
    let is_changed = |(position, value): (usize, &Value)| (*value != row.value(position)).then_some(position);
    let changed = known
        .values()
        .map(|values| values.iter().enumerate().filter_map(is_changed).collect());
    if let Some(tracked) = row.tracked_mut() {
        *tracked = known;
    }
    changed
}

pub(super) fn check(field: &FieldMeta, value: &Value, errors: &mut ValidationErrors) {
    if let Err(invalid) = validate(field, value) {
        errors.add(field.name, invalid);
    }
}

fn is_empty_slug(field: &FieldMeta, value: &Value) -> bool {
    field.slug_from.is_some() && value.as_str().is_some_and(str::is_empty)
}

fn generated(field: &FieldMeta, values: &Values, moment: &mut Option<DateTime<Utc>>) -> Option<Value> {
    if field.auto_now || field.auto_now_add {
        return Some(at(field, *moment.get_or_insert_with(Utc::now)));
    }
    if field.version {
        return Some(super::first_version(field));
    }
    if let Some(source) = field.slug_from {
        let position = values.meta().field_index(source)?;
        let slug = slugify(values.get(position)?.as_str()?);
        return Some(Value::Text(slug));
    }
    field.default.map(|default| default())
}

pub(in crate::orm) fn now(field: &FieldMeta) -> Value {
    at(field, Utc::now())
}

fn at(field: &FieldMeta, moment: DateTime<Utc>) -> Value {
    match field.sql_type() {
        SqlType::Date => Value::Date(moment.date_naive()),
        _ => Value::DateTime(moment.trunc_subsecs(6)),
    }
}
