//! What a form says of files: which uploads it takes, and that no client names a file of its choice.

use std::io;

use futures_util::TryStreamExt as _;
use serde_json::Value as JsonValue;
use uuid::Uuid;

use super::AdminUpload;
use super::pending::remove;
use crate::admin::contract::Members;
use crate::admin::lens::Lens;
use crate::admin::{Context, FieldAccess, Result};
use crate::db::{Executor as _, Tx};
use crate::orm::Model as _;
use crate::schema::FieldMeta;
use crate::storage::{self, Name, Upload};
use crate::value::{Invalid, ValidationErrors, Value};

/// The uploads that one save takes.
#[derive(Default)]
pub(crate) struct Claims(Vec<AdminUpload>);

/// What was taken out of a form.
#[derive(Default)]
pub(crate) struct Taken {
    /// Content, by field.
    pub(crate) uploads: Vec<(&'static str, Upload)>,
    /// What cannot be taken.
    pub(crate) errors: ValidationErrors,
}

impl Claims {
    /// Takes the files out of what a form says of a row: uploads of this user for these fields. What the row, of which
    /// these are the `current` columns, names already stays; anything else is objected to.
    pub(crate) async fn take(
        &mut self,
        context: &Context,
        lens: &Lens<'_>,
        set: &mut Members,
        current: Option<&[Value]>,
    ) -> Result<Taken> {
        let mut taken = Taken::default();
        let fields: &'static [FieldMeta] = lens.meta().fields;
        for (position, field) in fields.iter().enumerate().filter(|(_, field)| field.file.is_some()) {
            // What may not be written is refused with the other fields.
            if lens.field(field.name) < FieldAccess::Write || lens.entry.readonly.contains(field.name) {
                continue;
            }
            let Some(said) = set.get(field.name).filter(|said| !said.is_null()).map(said) else {
                continue;
            };
            set.remove(field.name);
            let now = current.and_then(|values| values.get(position)?.as_str());
            if now.is_some_and(|now| !now.is_empty() && said.as_deref() == Some(now)) {
                continue;
            }
            let id = said.and_then(|said| said.parse().ok());
            let upload = match id {
                Some(id) => self.one(context, lens, field, id).await?,
                None => None,
            };
            match upload {
                Some(upload) => taken.uploads.push((field.name, upload)),
                None => taken.errors.add(
                    field.name,
                    Invalid::new("not_uploaded", "must be a file uploaded for this field within a day"),
                ),
            }
        }
        Ok(taken)
    }

    async fn one(&mut self, context: &Context, lens: &Lens<'_>, field: &FieldMeta, id: Uuid) -> Result<Option<Upload>> {
        let (actor, model, name) = (context.actor.id, lens.entry.key.clone(), field.name.to_owned());
        let own = AdminUpload::objects().filter(|one| one.id().eq(id) & one.user().eq(actor));
        let own = own.filter(|one| one.model().eq(model) & one.field().eq(name));
        let Some(kept) = own.first(&context.db).await? else {
            return Ok(None);
        };
        let read = content(context, &kept).await;
        match read {
            Ok(upload) => {
                self.0.push(kept);
                Ok(Some(upload))
            }
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(crate::orm::Error::from(error).into()),
        }
    }

    /// Notes in the transaction of the save that these uploads wait no more; their files go when it is committed.
    pub(crate) async fn settle(&self, tx: &Tx) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        let ids: Vec<Uuid> = self.0.iter().map(|kept| kept.id).collect();
        let rows = AdminUpload::objects().filter(|one| one.id().in_(ids));
        rows.delete(tx).await?;
        for kept in &self.0 {
            let (storages, storage, name) = (tx.storages().clone(), kept.storage.clone(), kept.name.clone());
            tx.on_commit(async move {
                remove(&storages, &storage, &name).await;
            });
        }
        Ok(())
    }
}

/// The text that tells which file is meant: what an upload was answered, or the name in what a record says of a file.
fn said(json: &JsonValue) -> Option<String> {
    let text = json
        .as_str()
        .or_else(|| json.get("id")?.as_str())
        .or_else(|| json.get("name")?.as_str());
    text.map(str::to_owned)
}

/// The content of a waiting file, on its way to where the field has its files.
async fn content(context: &Context, kept: &AdminUpload) -> storage::Result<Upload> {
    let storage = context.db.storages().get(&kept.storage)?;
    let name = Name::new(kept.name.clone())?;
    let opened = storage.open(&name, None).await?;
    let size = opened.stat.size;
    let stream = opened.into_stream().map_err(io::Error::other);
    Upload::from_stream(name.file_name(), stream, size, &**storage).await
}
