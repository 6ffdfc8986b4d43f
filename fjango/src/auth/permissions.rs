//! A permission for each thing that can be done with each model.

use std::collections::{HashMap, HashSet};

use super::{ContentType, ContentTypeCreate, Permission, PermissionCreate, Result};
use crate::db::{Db, Executor, StatementBuilder, Tx};
use crate::orm::Model as _;
use crate::schema::registry;
use crate::value::Value;

/// What can be done with every model.
pub const ACTIONS: [&str; 4] = ["add", "change", "delete", "view"];

/// Lets the content types and permissions of models follow their labels (before and after), so that who had a permission
/// has it still.
///
/// # Errors
/// [`Error::Database`](super::Error::Database).
pub(super) async fn follow(db: &Db, relabelled: &[(String, String)]) -> Result<()> {
    for (from, to) in relabelled {
        let (Some(from), Some(to)) = (from.split_once('.'), to.split_once('.')) else {
            continue;
        };
        let (old, new) = (from.1.to_lowercase(), to.1.to_lowercase());
        db.transaction(async |tx| relabel(tx, (from.0, &old), (to.0, &new)).await)
            .await?;
    }
    Ok(())
}

/// Moves one content type with its permissions; each end is an app and a model's name in lower case.
async fn relabel(tx: &Tx, (old_app, old): (&str, &str), (app, new): (&str, &str)) -> Result<()> {
    let of = |app: &str, model: &str| {
        let (app, model) = (app.to_owned(), model.to_owned());
        ContentType::objects().filter(move |kind| kind.app_label().eq(app) & kind.model().eq(model))
    };
    let Some(mut kind) = of(old_app, old).first(tx).await? else {
        return Ok(());
    };
    // What somebody made for the new label already, with permissions given since, is left alone.
    if of(app, new).exists(tx).await? {
        return Ok(());
    }
    (kind.app_label, kind.model) = (app.to_owned(), new.to_owned());
    kind.save(tx).await?;
    for action in ACTIONS {
        let codename = format!("{action}_{old}");
        let own = Permission::objects()
            .filter(|permission| permission.content_type().eq(kind.id) & permission.codename().eq(codename));
        if let Some(mut permission) = own.first(tx).await? {
            permission.codename = format!("{action}_{new}");
            permission.save(tx).await?;
        }
    }
    Ok(())
}

/// All permissions of a user, directly and through groups, such as `blog.change_post`: one statement.
///
/// # Errors
/// [`Error::Database`](super::Error::Database).
pub async fn permissions_of(db: &impl Executor, user: i64) -> Result<HashSet<String>> {
    let mut sql = StatementBuilder::new(db.dialect());
    sql.push("SELECT t.app_label, p.codename FROM auth_permission p");
    sql.push(" JOIN django_content_type t ON t.id = p.content_type_id WHERE p.id IN (");
    sql.push("SELECT permission_id FROM auth_user_user_permissions WHERE user_id = ")
        .bind(Value::BigInt(user));
    sql.push(" UNION SELECT g.permission_id FROM auth_group_permissions g");
    sql.push(" JOIN auth_user_groups u ON u.group_id = g.group_id WHERE u.user_id = ")
        .bind(Value::BigInt(user));
    sql.push(")");
    let names = db.fetch(sql.finish(), |row| Ok((row.get(0)?, row.get(1)?))).await?;
    Ok(names
        .into_iter()
        .map(|(app, codename): (String, String)| format!("{app}.{codename}"))
        .collect())
}

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
