//! Files that wait for their form to be saved.

use chrono::{TimeDelta, Utc};
use uuid::Uuid;

use super::{AdminUpload, AdminUploadCreate, AdminUploadPatch};
use crate::admin::{Context, Result};
use crate::db::Db;
use crate::orm::Model as _;
use crate::schema::{FieldMeta, FileMeta};
use crate::storage::{Name, Storages, Upload};

/// Where files wait in a storage.
const DIRECTORY: &str = "admin-uploads";
/// How long a file waits for its form to be saved.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// Files that one user may have waiting; the oldest go when one more comes.
const WAITING: u64 = 100;
/// Files forgotten at once, so that nobody waits long for others' litter.
const SWEPT: u64 = 100;
/// The longest name of a waiting file.
const MAX_NAME: usize = 1_000;

/// Stores a file until its form is saved, and gives what the form calls it.
pub(super) async fn keep(
    context: &Context,
    model: &str,
    field: &FieldMeta,
    file: &FileMeta,
    upload: &Upload,
) -> Result<Uuid> {
    let db = &context.db;
    sweep(db).await?;
    let mine = AdminUpload::objects().filter(|one| one.user().eq(context.actor.id));
    let most = mine.order_by(|one| one.created().desc()).offset(WAITING - 1);
    forget(db, most.limit(SWEPT).all(db).await?).await?;
    let storage = db.storages().get(file.storage).map_err(crate::orm::Error::from)?;
    let id = Uuid::new_v4();
    let asked = upload.file_name().below(&format!("{DIRECTORY}/{id}"));
    let asked = asked.map_err(crate::orm::Error::from)?;
    // Noted before it is there, so that there is never one that nobody knows of.
    let new = AdminUploadCreate {
        id: Some(id),
        user: Some(context.actor.id),
        ..AdminUploadCreate::new(model, field.name, file.storage, asked.as_str(), Utc::now())
    };
    AdminUpload::objects().create(db, new).await?;
    let saved = storage.save(&asked, upload.content(), MAX_NAME).await;
    let name = saved.map_err(crate::orm::Error::from)?;
    if name != asked {
        let patch = AdminUploadPatch {
            name: Some(name.into()),
            ..AdminUploadPatch::default()
        };
        let own = AdminUpload::objects().filter(|one| one.id().eq(id));
        own.update(db, patch).await?;
    }
    Ok(id)
}

/// Forgets files whose form nobody saved within a day. It is called at every sign-in and every upload.
pub(crate) async fn sweep(db: &Db) -> Result<()> {
    let old = AdminUpload::objects().filter(|one| one.created().lt(Utc::now() - KEPT));
    forget(db, old.limit(SWEPT).all(db).await?).await
}

async fn forget(db: &Db, uploads: Vec<AdminUpload>) -> Result<()> {
    if uploads.is_empty() {
        return Ok(());
    }
    let mut gone = Vec::new();
    for upload in uploads {
        // The file first: a row without a file is forgotten next time, a file without a row never.
        if remove(db.storages(), &upload.storage, &upload.name).await {
            gone.push(upload.id);
        }
    }
    let rows = AdminUpload::objects().filter(|one| one.id().in_(gone));
    rows.delete(db).await?;
    Ok(())
}

/// Deletes a waiting file. Says whether there is nothing more to be done about it.
pub(super) async fn remove(storages: &Storages, storage: &str, name: &str) -> bool {
    let place = Name::new(name).and_then(|name| Ok((storages.get(storage)?, name)));
    let (storage, name) = match place {
        Ok(place) => place,
        // The application has this storage no more; only who took it away knows where its files are.
        Err(error) => {
            tracing::warn!(storage, name, %error, "an upload that nobody saved cannot be found");
            return true;
        }
    };
    match storage.delete(&name).await {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(%name, %error, "an upload that nobody needs could not be deleted");
            false
        }
    }
}
