//! A permission for each thing that can be done with each model.

use std::collections::{HashMap, HashSet};

use super::{ContentType, ContentTypeCreate, Permission, PermissionCreate, Result};
use crate::db::Db;
use crate::orm::Model as _;
use crate::schema::registry;

/// What can be done with every model.
pub const ACTIONS: [&str; 4] = ["add", "change", "delete", "view"];

/// Makes the content type and the four permissions of every registered model that lacks them, and gives the number
/// of rows made. Runs after migrations; a second run changes nothing.
///
/// # Errors
/// [`Error::Database`](super::Error::Database).
pub async fn sync_permissions(db: &Db) -> Result<usize> {
    let known: HashSet<(String, String)> = Permission::objects()
        .values(db, |permission| {
            (permission.content_type().app_label(), permission.codename())
        })
        .await?
        .into_iter()
        .collect();
    let missing: Vec<_> = registry::models()
        .iter()
        .flat_map(|model| ACTIONS.map(|action| (*model, action, format!("{action}_{}", model.name_lower()))))
        .filter(|(model, _, codename)| !known.contains(&(model.app.to_owned(), codename.clone())))
        .collect();
    if missing.is_empty() {
        return Ok(0);
    }
    db.transaction(async |tx| {
        // Two processes may do this at once, so each row is made only where there is none.
        let names: HashSet<_> = missing
            .iter()
            .map(|(model, ..)| (model.app.to_owned(), model.name_lower()))
            .collect();
        let types = names.into_iter().map(|(app, model)| ContentTypeCreate::new(app, model));
        let made = ContentType::objects().bulk_create_ignore(tx, types).await?.len();
        let types: HashMap<(String, String), i64> = ContentType::objects()
            .values(tx, |kind| (kind.app_label(), kind.model(), kind.id()))
            .await?
            .into_iter()
            .map(|(app, model, id)| ((app, model), id))
            .collect();
        let permissions = missing.iter().filter_map(|(model, action, codename)| {
            let kind = types.get(&(model.app.to_owned(), model.name_lower()))?;
            let name = format!("Can {action} {}", model.verbose_name);
            Some(PermissionCreate::new(name, *kind, codename))
        });
        let permissions = Permission::objects().bulk_create_ignore(tx, permissions).await?;
        Ok(made + permissions.len())
    })
    .await
}
