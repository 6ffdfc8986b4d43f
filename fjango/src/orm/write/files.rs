//! The content of files: stored before the row is written, and removed when it is not.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::Utc;

use crate::db::{Executor, Tx};
use crate::orm::input::Uploads;
use crate::orm::{Model, Result, RunHooks as _, Values};
use crate::schema::{FieldMeta, ModelMeta};
use crate::storage::{Name, Storage, Upload};
use crate::value::{Invalid, SqlType, ValidationErrors, Value};

/// The longest name, of a column without a length.
const MAX_NAME: usize = 1_000;

fn max_length(field: &FieldMeta) -> usize {
    field.max_length.map_or(MAX_NAME, |length| length as usize)
}

/// The name that content will have unless it is taken.
pub(in crate::orm) fn name_of(field: &FieldMeta, upload: &Upload) -> Value {
    let directory = field.file.map(|file| file.directory(Utc::now())).unwrap_or_default();
    let name = upload.file_name().below(&directory);
    let name = name.and_then(|name| name.shortened(max_length(field)));
    // A directory that leaves no room is an error of the field's length.
    Value::Text(name.map_or_else(|_| format!("{directory}/{}", upload.name()), Name::into))
}

/// Width and height of an image, for the fields that hold them.
fn measures(meta: &ModelMeta, field: &FieldMeta, upload: Option<&Upload>) -> Vec<(usize, Value)> {
    let Some(file) = &field.file else { return Vec::new() };
    let size = upload.and_then(Upload::image_size);
    let sides = [
        (file.width_field, size.map(|(width, _)| width)),
        (file.height_field, size.map(|(_, height)| height)),
    ];
    let position = |(name, side): (Option<&str>, Option<u32>)| Some((meta.field_index(name?)?, side));
    let sides = sides.into_iter().filter_map(position);
    sides
        .map(|(position, side)| (position, pixels(&meta.fields[position], side)))
        .collect()
}

fn pixels(field: &FieldMeta, side: Option<u32>) -> Value {
    let kind = field.sql_type();
    match (side, kind) {
        (None, _) => Value::Null(kind),
        (Some(side), SqlType::BigInt) => Value::BigInt(side.into()),
        // One that the column cannot hold is out of the field's range.
        (Some(side), SqlType::SmallInt) => Value::SmallInt(i16::try_from(side).unwrap_or(i16::MAX)),
        (Some(side), _) => Value::Integer(i32::try_from(side).unwrap_or(i32::MAX)),
    }
}

/// Sets the fields that follow from content, or from that there is none.
pub(super) fn measure(values: &mut Values) {
    let meta = values.meta();
    for (position, field) in meta.fields.iter().enumerate().filter(|(_, field)| field.file.is_some()) {
        let upload = values.upload(position).cloned();
        let emptied = values.get(position).is_some_and(Value::is_null);
        if upload.is_none() && !emptied {
            continue;
        }
        for (position, value) in measures(meta, field, upload.as_ref()) {
            values.set(position, value);
        }
    }
}

/// The values with the fields set that follow from content; nothing when none does.
pub(super) fn measured(values: &Values) -> Option<Values> {
    let has_files = values.meta().fields.iter().any(|field| field.file.is_some());
    has_files.then(|| {
        let mut values = values.clone();
        measure(&mut values);
        values
    })
}

/// Sets the fields of a row that follow from its content.
pub(super) fn measure_row<M: Model>(row: &mut M, errors: &mut ValidationErrors) {
    let fields: &'static [FieldMeta] = M::META.fields;
    for (position, field) in fields.iter().enumerate().filter(|(_, field)| field.file.is_some()) {
        let upload = row.upload(position).cloned();
        if upload.is_none() && !row.value(position).is_null() {
            continue;
        }
        for (position, value) in measures(M::META, field, upload.as_ref()) {
            if let Err(invalid) = row.set_value(position, value) {
                errors.add(fields[position].name, invalid);
            }
        }
    }
}

/// The content that a row holds and its storage does not.
pub(in crate::orm) fn uploads<M: Model>(row: &M) -> Uploads {
    let fields = M::META.fields.iter().enumerate();
    let files = fields.filter(|(_, field)| field.file.is_some());
    files
        .filter_map(|(position, _)| Some((position, row.upload(position)?.clone())))
        .collect()
}

/// Files that were stored for a write.
#[derive(Default)]
pub(crate) struct Stored(Vec<(usize, Arc<dyn Storage>, Name)>);

impl Stored {
    pub(super) fn extend(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    /// Deletes them, as no row names them.
    pub(crate) async fn remove(self) {
        for (_, storage, name) in self.0 {
            remove(&*storage, &name).await;
        }
    }

    /// Deletes those that none of the rows names: a row that was there already was kept in place of theirs.
    pub(super) async fn remove_unnamed<M: Model>(self, rows: &[M]) {
        let named: HashSet<(usize, String)> = self
            .0
            .iter()
            .map(|(position, ..)| *position)
            .collect::<HashSet<_>>()
            .into_iter()
            .flat_map(|position| rows.iter().map(move |row| (position, row.value(position).to_text())))
            .collect();
        for (position, storage, name) in self.0 {
            if !named.contains(&(position, name.to_string())) {
                remove(&*storage, &name).await;
            }
        }
    }
}

/// Deletes a file that no row names. When that fails, a file too many stays, which is no harm to any row.
async fn remove(storage: &dyn Storage, name: &Name) {
    if let Err(error) = storage.delete(name).await {
        tracing::warn!(%name, %error, "a file that no row names could not be deleted");
    }
}

/// Stores content, puts the names that it got among the columns, and has it removed when the transaction is undone.
pub(crate) async fn store(
    tx: &Tx,
    meta: &'static ModelMeta,
    uploads: &[(usize, Upload)],
    columns: &mut [(usize, Value)],
) -> Result<Stored> {
    let mut stored = Stored::default();
    for (position, upload) in uploads {
        let field = &meta.fields[*position];
        let column = columns.iter_mut().find(|(column, _)| column == position);
        // Invariant: what comes with content is among the columns, its name checked.
        let (Some((_, value)), Some(file)) = (column, &field.file) else {
            continue;
        };
        let storage = Arc::clone(tx.storages().get(file.storage)?);
        let asked = Name::new(value.as_str().unwrap_or_default())?;
        let name = storage.save(&asked, upload.content(), max_length(field)).await?;
        *value = Value::Text(name.to_string());
        let undone = (Arc::clone(&storage), name.clone());
        tx.on_rollback(async move { remove(&*undone.0, &undone.1).await });
        stored.0.push((*position, storage, name));
    }
    Ok(stored)
}

/// Stores the content that a row holds and writes the row.
pub(in crate::orm) async fn save_with_files<M: Model>(
    row: &mut M,
    db: &impl Executor,
    mut columns: Vec<(usize, Value)>,
    uploads: &[(usize, Upload)],
) -> Result<()> {
    let saved = super::atomic(db, async |tx| {
        store(tx, M::META, uploads, &mut columns).await?;
        for (position, value) in &columns {
            if uploads.iter().any(|(upload, _)| upload == position) {
                row.set_value(*position, value.clone())
                    .map_err(|invalid| objection(M::META, *position, invalid))?;
            }
        }
        M::Hooks::save(row, tx, columns).await
    })
    .await;
    if saved.is_err() {
        // The files are gone, so that the row holds their content again.
        for (position, upload) in uploads {
            row.set_upload(*position, upload.clone());
        }
    }
    saved
}

fn objection(meta: &ModelMeta, position: usize, invalid: Invalid) -> ValidationErrors {
    let mut errors = ValidationErrors::new();
    errors.add(meta.fields[position].name, invalid);
    errors
}
