use std::collections::BTreeMap;

use super::journal::{self, Done};
use super::read::found;
use super::version::is_same;
use super::write::{held, stale};
use crate::admin::contract::{Can, DeleteBlocker, DeleteCount, DeletePreview, HistoryVerb, Related};
use crate::admin::lens::Lens;
use crate::admin::list::{among, numbered};
use crate::admin::schema::label;
use crate::admin::{Context, Error, Result};
use crate::db::{Db, Executor, Tx};
use crate::orm::{self, Deletion, Expr, Query, delete_one, untyped_hooks};
use crate::schema::ModelMeta;
use crate::value::Value;

/// Counts are told up to here.
const MANY: usize = 1_000;
/// Rows that forbid a deletion are named up to here.
const EXAMPLES: usize = 5;

/// Deletes a row of the record, with its hooks: for good, or as its model has it.
pub(super) async fn remove(tx: &Tx, lens: &Lens<'_>, key: &Value) -> Result<()> {
    match untyped_hooks(lens.meta()) {
        Some(hooks) => hooks.delete(tx, key.clone(), Vec::new()).await?,
        None => delete_one(tx, lens.meta(), key, None, Vec::new()).await?,
    }
    Ok(())
}

/// Deletes a row that is still what the client saw (`None` of a bulk deletion, which saw none), and writes it down.
pub(crate) async fn delete_row(
    tx: &Tx,
    context: &Context,
    lens: &Lens<'_>,
    key: &Value,
    seen: Option<&str>,
) -> Result<()> {
    let before = held(tx, context, lens, key, Can::Delete).await?;
    if let Some(seen) = seen
        && !is_same(seen, &before.version, false)
    {
        return Err(stale(tx, context, lens, key, Vec::new()).await?);
    }
    let is_marked = lens
        .meta()
        .lifecycle
        .soft_delete
        .and_then(|position| before.values().get(position))
        .is_some_and(|value| !value.is_null());
    if is_marked {
        // Out of the trash a row goes for good.
        let mut query = lens.by_key(key);
        query.visibility = orm::Visibility::All;
        orm::delete_hard(tx, &query).await?;
    } else {
        remove(tx, lens, key).await?;
    }
    let done = Done {
        verb: HistoryVerb::Delete,
        before: Some(&before),
        ..Done::of(lens, key)
    };
    journal::note(tx, context, done).await
}

/// Brings rows back from the trash, and gives their number.
pub(crate) async fn restore_rows(tx: &Tx, context: &Context, lens: &Lens<'_>, keys: &[Value]) -> Result<usize> {
    if lens.meta().deleted_at().is_none() {
        return Err(Error::NotFound);
    }
    let mut query = lens.query();
    let pk = lens.meta().pk();
    let column = Expr::Column(orm::Path::default(), pk);
    query.visibility = orm::Visibility::Deleted;
    query
        .filter
        .push(Expr::In(Box::new(column), pk.sql_type(), keys.to_vec()));
    let there = among(tx, query.clone(), keys).await?;
    let mut rows = Vec::new();
    for key in keys.iter().filter(|key| there.contains(&key.key())) {
        let before = found(tx, lens, key, context.db.storages()).await?;
        if !lens.object(before.values(), Can::Delete) {
            return Err(Error::Forbidden);
        }
        rows.push((key, before));
    }
    let restored = orm::restore_rows(tx, &query).await?;
    for (key, before) in &rows {
        let after = found(tx, lens, key, context.db.storages()).await?;
        let done = Done {
            verb: HistoryVerb::Restore,
            before: Some(before),
            after: Some(&after),
            ..Done::of(lens, key)
        };
        journal::note(tx, context, done).await?;
    }
    Ok(restored)
}

/// What deleting a row would take along, and what forbids it.
pub(super) async fn preview(db: &Db, lens: &Lens<'_>, key: &Value) -> Result<DeletePreview> {
    let row = found(db, lens, key, db.storages()).await?;
    let query = lens.by_key(key);
    let deletion = Deletion::of(db, &query).await?;
    let mut goes = Vec::new();
    for (meta, keys) in deletion.rows() {
        // The row itself is not what goes along.
        let n = keys.len() - usize::from(meta.is(lens.meta()) && keys.iter().any(|other| other.key() == key.key()));
        if n > 0 {
            goes.push(count(lens, meta, n));
        }
    }
    let links = deletion.links().map(|(table, n)| DeleteCount {
        model: None,
        label: label(&table.replace('.', " ")),
        n: n.min(MANY as u64),
        more: n > MANY as u64,
    });
    goes.extend(links);
    let mut unlinked: BTreeMap<String, (&'static ModelMeta, usize)> = BTreeMap::new();
    for (meta, n) in deletion.unlinked() {
        unlinked.entry(meta.label()).or_insert((meta, 0)).1 += n;
    }
    let mut protects = Vec::new();
    for blocker in deletion.blockers() {
        let examples = examples(db, lens, blocker.model, &blocker.keys).await?;
        let counted = count(lens, blocker.model, blocker.keys.len());
        protects.push(DeleteBlocker {
            model: counted.model,
            label: counted.label,
            n: counted.n,
            more: counted.more,
            examples,
        });
    }
    Ok(DeletePreview {
        repr: row.row.repr,
        soft: lens.meta().deleted_at().is_some(),
        possible: protects.is_empty(),
        goes,
        unlinks: unlinked.into_values().map(|(meta, n)| count(lens, meta, n)).collect(),
        protects,
    })
}

fn count(lens: &Lens<'_>, meta: &'static ModelMeta, n: usize) -> DeleteCount {
    DeleteCount {
        model: lens.neighbour(meta).map(|other| other.entry.key.clone()),
        label: if n == 1 {
            meta.verbose_name
        } else {
            meta.verbose_name_plural
        }
        .to_owned(),
        n: n.min(MANY) as u64,
        more: n > MANY,
    }
}

/// Some of the rows, where the actor may see them.
async fn examples(
    db: &impl Executor,
    lens: &Lens<'_>,
    meta: &'static ModelMeta,
    keys: &[Value],
) -> Result<Vec<Related>> {
    let Some(other) = lens.neighbour(meta) else {
        return Ok(Vec::new());
    };
    let some = &keys[..keys.len().min(EXAMPLES)];
    let has_objects = other.has_objects();
    let plan = crate::admin::list::Plan::new(&other, &[], has_objects, &Default::default());
    let mut query: Query = other.query();
    let pk = meta.pk();
    let column = Expr::Column(orm::Path::default(), pk);
    query
        .filter
        .push(Expr::In(Box::new(column), pk.sql_type(), some.to_vec()));
    let rows = std::sync::Arc::new(plan).fetch(db, &query).await?;
    let seen = rows.into_iter().filter(|row| match &row.values {
        Some(values) if has_objects => other.object(values, Can::View),
        _ => true,
    });
    let named = seen.map(|row| Related {
        id: row.key.to_text(),
        repr: if row.repr.is_empty() {
            numbered(meta, &row.key)
        } else {
            row.repr
        },
    });
    Ok(named.collect())
}
