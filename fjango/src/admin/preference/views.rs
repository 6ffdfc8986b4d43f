//! Saved views: who sees them, who may change them, and what may be in them.

use std::collections::HashSet;

use chrono::Utc;
use serde::{Deserialize, Serialize};

use super::preferences::{check_widths, retain_seen};
use super::{AdminView, AdminViewCreate, AdminViewPatch};
use crate::admin::contract::{ColumnPreference, ListFilter, ListParameters, Related, Shared, View, ViewWrite, Views};
use crate::admin::lens::Lens;
use crate::admin::list::ListRequest;
use crate::admin::{Context, Error, Result};
use crate::auth::{Group, User};
use crate::orm::Model as _;
use crate::value::{Invalid, ValidationErrors};

/// The most views that one user keeps of one list.
const MAX_VIEWS: u64 = 100;
/// The most letters of a label.
const MAX_LABEL: usize = 80;
/// The most bytes of what a view asks.
const MAX_BYTES: usize = 20_000;

/// What is kept of a view.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Content {
    q: Option<String>,
    f: ListFilter,
    sort: Vec<String>,
    columns: Option<Vec<ColumnPreference>>,
}

/// Whether the actor may share with everyone.
fn may_share(context: &Context) -> bool {
    context.actor.has("admin.add_adminview")
}

/// Whether the actor may change views of others, those that are shared.
fn may_tidy(context: &Context) -> bool {
    context.actor.has("admin.change_adminview")
}

/// The groups that the actor is in; of a superuser all, as everything may be done there.
async fn groups(context: &Context) -> Result<Vec<Group>> {
    if context.actor.is_superuser {
        return Ok(Group::objects().all(&context.db).await?);
    }
    let own = User::objects().filter(|user| user.id().eq(context.actor.id));
    let user = own.prefetch_related(|user| user.groups()).first(&context.db).await?;
    let mut groups: Vec<Group> = user
        .and_then(|user| Some(user.groups.get()?.to_vec()))
        .unwrap_or_default();
    groups.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(groups)
}

/// The views of a list that the actor may use.
pub(super) async fn list(context: &Context, model: &str) -> Result<Views> {
    let lens = context.lens_of(model)?;
    let groups = groups(context).await?;
    let rows = AdminView::objects()
        .filter(|view| view.model().eq(model))
        .all(&context.db)
        .await?;
    let mine: HashSet<i64> = groups.iter().map(|group| group.id).collect();
    let seen = rows.into_iter().filter(|row| is_seen(context, row, &mine));
    let views = seen.filter_map(|row| shown(context, &lens, row));
    Ok(Views {
        views: views.collect(),
        roles: groups
            .iter()
            .map(|group| Related {
                id: group.id.to_string(),
                repr: group.name.clone(),
            })
            .collect(),
        everyone: may_share(context),
    })
}

fn is_seen(context: &Context, row: &AdminView, groups: &HashSet<i64>) -> bool {
    *row.user.key() == context.actor.id
        || match row.shared.as_str() {
            "everyone" => true,
            "role" => row.role.as_ref().is_some_and(|role| groups.contains(role.key())),
            _ => false,
        }
}

fn may_change(context: &Context, row: &AdminView) -> bool {
    *row.user.key() == context.actor.id || (row.shared != "private" && may_tidy(context))
}

/// A view as this actor may use it; nothing when it asks for what the actor may not, which must not be told either.
fn shown(context: &Context, lens: &Lens<'_>, row: AdminView) -> Option<View> {
    let own = may_change(context, &row);
    let mut content: Content = serde_json::from_value(row.content).ok()?;
    if let Some(columns) = &mut content.columns {
        retain_seen(lens, columns);
    }
    ListRequest::read(lens, &parameters(&content)).ok()?;
    Some(View {
        id: row.id.to_string(),
        own,
        view: ViewWrite {
            model: row.model,
            label: row.label,
            shared: match row.shared.as_str() {
                "everyone" => Shared::Everyone,
                "role" => Shared::Role,
                _ => Shared::Private,
            },
            role: row.role.map(|role| role.key().to_string()),
            q: content.q,
            f: content.f,
            sort: content.sort,
            columns: content.columns,
        },
    })
}

/// What the list would be asked with the view.
fn parameters(content: &Content) -> ListParameters {
    ListParameters {
        q: content.q.clone(),
        f: (!content.f.0.is_empty()).then(|| serde_json::Value::Object(content.f.0.clone()).to_string()),
        sort: (!content.sort.is_empty()).then(|| content.sort.join(",")),
        ..ListParameters::default()
    }
}

/// A view that may be kept.
struct Checked {
    label: String,
    shared: &'static str,
    role: Option<i64>,
    content: serde_json::Value,
}

async fn check(context: &Context, lens: &Lens<'_>, write: ViewWrite) -> Result<Checked> {
    let mut errors = ValidationErrors::new();
    let label = write.label.trim().to_owned();
    if label.is_empty() {
        errors.add("label", Invalid::new("required", "is required"));
    } else if label.chars().count() > MAX_LABEL || label.contains('\0') {
        let wrong = format!("must have at most {MAX_LABEL} characters");
        errors.add("label", Invalid::new("max_length", wrong));
    }
    let mut role = None;
    let shared = match write.shared {
        Shared::Private => "private",
        Shared::Everyone => {
            if !may_share(context) {
                let wrong = "needs the permission `admin.add_adminview` for everyone";
                errors.add("shared", Invalid::new("forbidden", wrong));
            }
            "everyone"
        }
        Shared::Role => {
            let groups = groups(context).await?;
            let wanted = write.role.as_deref().and_then(|role| role.parse().ok());
            role = groups.iter().map(|group| group.id).find(|id| Some(*id) == wanted);
            if role.is_none() {
                errors.add("role", Invalid::new("choice", "must be a group that you are in"));
            }
            "role"
        }
    };
    let mut content = Content {
        q: write.q.filter(|q| !q.trim().is_empty()),
        f: write.f,
        sort: write.sort,
        columns: write.columns,
    };
    if let Some(columns) = &mut content.columns {
        check_widths("/columns", columns, &mut errors);
        retain_seen(lens, columns);
    }
    if let Err(why @ (Error::BadRequest(_) | Error::Filter { .. })) = ListRequest::read(lens, &parameters(&content)) {
        errors.push(Invalid::new("invalid", format!("cannot be asked of this list: {why}")).at(""));
    }
    let content = serde_json::to_value(&content).unwrap_or_default();
    if content.to_string().len() > MAX_BYTES {
        errors.push(Invalid::new("max_bytes", "asks for more than is kept").at(""));
    }
    Ok(errors.into_result(Checked {
        label,
        shared,
        role,
        content,
    })?)
}

/// Keeps a new view.
pub(super) async fn create(context: &Context, write: ViewWrite) -> Result<View> {
    let model = write.model.clone();
    let lens = context.lens_of(&model)?;
    let checked = check(context, &lens, write).await?;
    let own = AdminView::objects().filter(|view| view.user().eq(context.actor.id) & view.model().eq(model.as_str()));
    if own.count(&context.db).await? >= MAX_VIEWS {
        let mut errors = ValidationErrors::new();
        let wrong = format!("would be more than {MAX_VIEWS} views of one list; delete some");
        errors.push(Invalid::new("too_many", wrong).at(""));
        return Err(errors.into());
    }
    let now = Utc::now();
    let mut new = AdminViewCreate::new(
        context.actor.id,
        &model,
        checked.label,
        checked.shared,
        checked.content,
        now,
        now,
    );
    new.role = checked.role;
    let row = AdminView::objects().create(&context.db, new).await?;
    shown(context, &lens, row).ok_or(Error::NotFound)
}

/// The view with this key, if the actor may change it. What may not be seen is not there.
async fn changeable(context: &Context, id: &str) -> Result<AdminView> {
    let id: i64 = id.parse().map_err(|_| Error::NotFound)?;
    let row = AdminView::objects()
        .filter(|view| view.id().eq(id))
        .first(&context.db)
        .await?;
    let row = row.ok_or(Error::NotFound)?;
    if may_change(context, &row) {
        return Ok(row);
    }
    let groups = groups(context).await?.iter().map(|group| group.id).collect();
    Err(if is_seen(context, &row, &groups) {
        Error::Forbidden
    } else {
        Error::NotFound
    })
}

/// Replaces a view. Its list stays.
pub(super) async fn replace(context: &Context, id: &str, write: ViewWrite) -> Result<View> {
    let row = changeable(context, id).await?;
    if row.model != write.model {
        let mut errors = ValidationErrors::new();
        errors.add(
            "model",
            Invalid::new("read_only", "cannot be changed; save another view"),
        );
        return Err(errors.into());
    }
    let lens = context.lens_of(&row.model)?;
    let checked = check(context, &lens, write).await?;
    let patch = AdminViewPatch {
        label: Some(checked.label),
        shared: Some(checked.shared.to_owned()),
        role: Some(checked.role),
        content: Some(checked.content),
        updated: Some(Utc::now()),
        ..AdminViewPatch::default()
    };
    let same = AdminView::objects().filter(|view| view.id().eq(row.id));
    same.update(&context.db, patch).await?;
    let row = same.first(&context.db).await?.ok_or(Error::NotFound)?;
    shown(context, &lens, row).ok_or(Error::NotFound)
}

/// Deletes a view.
pub(super) async fn delete(context: &Context, id: &str) -> Result<()> {
    let row = changeable(context, id).await?;
    AdminView::objects()
        .filter(|view| view.id().eq(row.id))
        .delete(&context.db)
        .await?;
    Ok(())
}
