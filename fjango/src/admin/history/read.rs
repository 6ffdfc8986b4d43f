//! Revisions as one actor may see them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde_json::{Value as JsonValue, json};

use super::Revision;
use super::write::object;
use crate::admin::builder::{Entry, Repr};
use crate::admin::contract::{Can, FieldChange, HistoryEntry, HistoryVerb, HistoryVia, Related};
use crate::admin::lens::Lens;
use crate::admin::list::{Plan, numbered};
use crate::admin::{Context, FieldAccess, Result};
use crate::db::{Db, Executor};
use crate::orm::{Expr, Model as _, Path, Visibility};
use crate::schema::{FieldMeta, ModelMeta};
use crate::value::Value;

/// Who changed a row last, and when.
pub(in crate::admin) async fn last(
    db: &impl Executor,
    lens: &Lens<'_>,
    key: &Value,
) -> Result<Option<(Option<Related>, DateTime<Utc>)>> {
    let (model, object) = (lens.entry.key.clone(), object(key));
    let last = Revision::objects()
        .filter(|revision| revision.model().eq(model) & revision.object().eq(object))
        .first(db)
        .await?;
    Ok(last.map(|last| (by(&last), last.at)))
}

fn by(revision: &Revision) -> Option<Related> {
    let id = revision
        .user
        .as_ref()
        .map_or_else(String::new, |user| user.key().to_string());
    (!revision.username.is_empty()).then(|| Related {
        id,
        repr: revision.username.clone(),
    })
}

/// What is said of a model that has revisions: one that is registered, or edited on the page of another. Nothing of one
/// that the actor may not see.
pub(super) fn known<'a>(context: &'a Context, model: &str) -> Option<Cow<'a, Entry>> {
    let entry = context.site.shown(model)?;
    lens(context, &entry).can(Can::View).then_some(entry)
}

/// A model as the actor sees it.
fn lens<'a>(context: &'a Context, entry: &'a Entry) -> Lens<'a> {
    Lens {
        site: &context.site,
        actor: &context.actor,
        entry,
    }
}

/// What the actor sees of a model that has revisions.
struct Seen<'a> {
    entry: Cow<'a, Entry>,
    /// The rows, where those differ.
    rows: Option<HashSet<String>>,
}

/// The revisions that the actor may see, in the same order: of models that may be seen, and of rows where those differ.
pub(super) async fn visible(context: &Context, revisions: Vec<Revision>) -> Result<Vec<HistoryEntry>> {
    let mut models: HashMap<String, Option<Seen<'_>>> = HashMap::new();
    for revision in &revisions {
        if models.contains_key(&revision.model) {
            continue;
        }
        let seen = match known(context, &revision.model) {
            Some(entry) => {
                let of_model = revisions.iter().filter(|other| other.model == revision.model);
                let objects: HashSet<&str> = of_model.map(|other| other.object.as_str()).collect();
                let rows = seen(&context.db, &lens(context, &entry), &objects).await?;
                Some(Seen { entry, rows })
            }
            None => None,
        };
        models.insert(revision.model.clone(), seen);
    }
    let mut entries = Vec::new();
    for revision in revisions {
        let Some(Some(seen)) = models.get(&revision.model) else {
            continue;
        };
        if seen.rows.as_ref().is_none_or(|rows| rows.contains(&revision.object)) {
            entries.push(entry(&lens(context, &seen.entry), revision));
        }
    }
    Ok(entries)
}

/// Which of a model's rows may be seen; `None` where all may be. Of rows that are gone nobody knows whose they were, so where
/// rows differ, they are nobody's.
async fn seen(db: &Db, lens: &Lens<'_>, objects: &HashSet<&str>) -> Result<Option<HashSet<String>>> {
    let mut query = lens.query();
    if query.filter.is_empty() && !lens.has_objects() {
        return Ok(None);
    }
    query.visibility = Visibility::All;
    query.order = Some(Vec::new());
    let pk = lens.meta().pk();
    let keys = objects.iter().filter_map(|object| lens.key(object).ok()).collect();
    let column = Expr::Column(Path::default(), pk);
    query.filter.push(Expr::In(Box::new(column), pk.sql_type(), keys));
    let plan = Arc::new(Plan::new(lens, &[], lens.has_objects(), db.storages()));
    let rows = plan.fetch(db, &query).await?.into_iter();
    let rows = rows.filter(|row| row.values.as_ref().is_none_or(|values| lens.object(values, Can::View)));
    Ok(Some(rows.map(|row| object(&row.key)).collect()))
}

/// A revision, with the fields that the actor may see.
fn entry(lens: &Lens<'_>, revision: Revision) -> HistoryEntry {
    let meta = lens.meta();
    let changes = changed(&revision).into_iter();
    let changes = changes.filter_map(|(name, before, after)| {
        let label = label(meta, &name)?;
        if lens.field(&name) == FieldAccess::Hidden {
            return None;
        }
        Some(FieldChange {
            before: shown(lens, &name, before),
            after: shown(lens, &name, after),
            label,
            f: name,
        })
    });
    HistoryEntry {
        changes: changes.collect(),
        rev: revision.id.to_string(),
        at: revision.at,
        by: by(&revision),
        verb: parsed(&revision.verb).unwrap_or(HistoryVerb::Change),
        via: parsed(&revision.via).unwrap_or(HistoryVia::Ui),
        ip: Some(revision.ip).filter(|ip| !ip.is_empty()),
        request_id: Some(revision.request_id).filter(|id| !id.is_empty()),
        repr: match lens.knows_names() {
            true => revision.repr,
            false => numbered(meta, &Value::Text(revision.object.clone())),
        },
        model: revision.model,
        id: revision.object,
        note: revision.note,
    }
}

/// The fields of a revision: name, before, after.
pub(super) fn changed(revision: &Revision) -> Vec<(String, JsonValue, JsonValue)> {
    let Some(changes) = revision.changes.as_object() else {
        return Vec::new();
    };
    let side = |change: &JsonValue, at: usize| change.get(at).cloned().unwrap_or_default();
    let changes = changes.iter();
    changes
        .map(|(name, change)| (name.clone(), side(change, 0), side(change, 1)))
        .collect()
}

fn parsed<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(word.into()).ok()
}

/// The name of a field that is still there.
fn label(meta: &'static ModelMeta, name: &str) -> Option<String> {
    let field = meta.field(name).map(|field| field.verbose_name);
    let many = || meta.many_to_many(name).map(|many| many.name);
    field.or_else(many).map(crate::admin::schema::label)
}

/// A value as this actor may see it: related rows go without their names where some may not be seen.
fn shown(lens: &Lens<'_>, name: &str, value: JsonValue) -> JsonValue {
    let meta = lens.meta();
    let one = meta.field(name).and_then(FieldMeta::target);
    let target = one.or_else(|| meta.many_to_many(name).map(|many| (many.target)()));
    let Some(target) = target else { return value };
    let other = lens.other(target);
    let is_known = other.is_visible && other.scope.is_none() && !matches!(other.repr, Repr::Key);
    let named = |related: JsonValue| {
        let id = related.get("id").and_then(JsonValue::as_str).map(str::to_owned);
        let Some(id) = id else { return related };
        let key = Value::Text(id.clone());
        match related.get("repr") {
            Some(repr) if is_known => json!({"id": id, "repr": repr}),
            _ => json!({"id": id, "repr": numbered(other.meta, &key)}),
        }
    };
    match value {
        JsonValue::Array(rows) => rows.into_iter().map(named).collect(),
        value => named(value),
    }
}
