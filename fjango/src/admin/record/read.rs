use std::collections::BTreeMap;
use std::sync::Arc;

use super::version::with_many;
use crate::admin::builder::{Column, InlineEntry};
use crate::admin::contract::{Can, InlineRow, InlineRows, Record};
use crate::admin::lens::Lens;
use crate::admin::list::{Found, Plan, fill};
use crate::admin::schema::{form_fields, inline_fields};
use crate::admin::{Error, Result};
use crate::api::{Cursor, OrderPart};
use crate::db::Executor;
use crate::orm::{Expr, Query, Visibility};
use crate::storage::Storages;
use crate::value::Value;

/// A row with all that the form shows of it.
#[derive(Debug)]
pub(crate) struct FoundRecord {
    pub(crate) row: Found,
    /// The version, many-to-many fields included.
    pub(crate) version: String,
}

impl FoundRecord {
    /// All columns of the row, in the order of the model.
    pub(crate) fn values(&self) -> &[Value] {
        self.row.values.as_deref().unwrap_or_default()
    }
}

/// The row with this key that the actor may see, of a form's plan.
fn by_key(lens: &Lens<'_>, key: &Value) -> Query {
    let mut query = lens.by_key(key);
    // Who may delete rows may look at those that are deleted and stay.
    if lens.meta().deleted_at().is_some() && lens.can(Can::Delete) {
        query.visibility = Visibility::All;
    }
    query
}

async fn rows(
    db: &impl Executor,
    lens: &Lens<'_>,
    names: &[String],
    query: &Query,
    order: &[OrderPart],
    storages: &Storages,
) -> Result<Vec<FoundRecord>> {
    let columns: Vec<Column> = names.iter().map(|name| Column::field(name)).collect();
    let columns: Vec<&Column> = columns.iter().collect();
    let plan = Arc::new(Plan::new(lens, &columns, true, storages).ordered(order));
    let mut rows = plan.fetch(db, query).await?;
    fill(db, lens, &plan.many, &mut rows).await?;
    let found = rows.into_iter().map(|row| FoundRecord {
        version: with_many(&row.version, &plan.many, &row.cells),
        row,
    });
    Ok(found.collect())
}

/// The row with this key, as the form shows it.
///
/// # Errors
/// [`Error::NotFound`] when it is not there or not to be seen.
pub(crate) async fn found(
    db: &impl Executor,
    lens: &Lens<'_>,
    key: &Value,
    storages: &Storages,
) -> Result<FoundRecord> {
    let names: Vec<String> = form_fields(lens).into_iter().map(str::to_owned).collect();
    let mut rows = rows(db, lens, &names, &by_key(lens, key), &[], storages).await?;
    let found = rows.pop().ok_or(Error::NotFound)?;
    if lens.object(found.values(), Can::View) {
        Ok(found)
    } else {
        Err(Error::NotFound)
    }
}

/// A record with its inlines.
pub(crate) async fn record(db: &impl Executor, lens: &Lens<'_>, key: &Value, storages: &Storages) -> Result<Record> {
    let found = found(db, lens, key, storages).await?;
    let mut inlines = BTreeMap::new();
    for inline in &lens.entry.inlines {
        if let Some(rows) = inline_rows(db, lens, inline, key, None, storages).await? {
            inlines.insert(inline.name.clone(), rows);
        }
    }
    let deleted = lens
        .meta()
        .lifecycle
        .soft_delete
        .and_then(|position| found.values().get(position));
    let deleted = deleted.and_then(|value| match value {
        Value::DateTime(moment) => Some(*moment),
        _ => None,
    });
    Ok(Record {
        id: found.row.key.to_text(),
        can: lens.cans_of(found.values()),
        v: found.version,
        deleted,
        repr: found.row.repr,
        url: found.row.url,
        values: found.row.cells,
        inlines,
    })
}

/// What the rows of an inline are ordered by: their place, else as their model is.
pub(super) fn inline_order(child: &Lens<'_>, inline: &InlineEntry) -> Vec<OrderPart> {
    let meta = child.meta();
    let mut order: Vec<OrderPart> = Vec::new();
    match &inline.sortable {
        Some(name) => order.extend(OrderPart::new(meta, name, false)),
        None => {
            let parts = meta.ordering.iter();
            order.extend(parts.filter_map(|part| OrderPart::new(meta, part.path, part.descending)));
        }
    }
    order.extend(OrderPart::new(meta, meta.pk().name, false));
    order
}

/// Rows of an inline, those after a place; nothing when the actor may not see them.
pub(super) async fn inline_rows(
    db: &impl Executor,
    lens: &Lens<'_>,
    inline: &InlineEntry,
    key: &Value,
    after: Option<&str>,
    storages: &Storages,
) -> Result<Option<InlineRows>> {
    let entry = lens.site.entry_or_default(inline.meta);
    let child = Lens { entry: &entry, ..*lens };
    if !child.can(Can::View) {
        return Ok(None);
    }
    let order = inline_order(&child, inline);
    let mut query = child.query();
    query.filter.push(Expr::own(inline.fk, key.clone()));
    query.order = Some(order.iter().map(|part| part.expr(false)).collect());
    query.limit = Some(u64::from(inline.page) + 1);
    if let Some(after) = after {
        let cursor = Cursor::parse(&order, after);
        let cursor =
            cursor.ok_or_else(|| Error::BadRequest("`after` is not one that this list gave out".to_owned()))?;
        query.filter.push(cursor.condition(&order));
    }
    let names = inline_fields(&child, inline);
    let mut found = rows(db, &child, &names, &query, &order, storages).await?;
    let page = inline.page as usize;
    let more = found.len() > page;
    found.truncate(page);
    let next = found.last().filter(|_| more);
    let next = next.map(|last| Cursor::text(&order, false, &last.row.order));
    let shown = found
        .into_iter()
        .filter(|found| child.object(found.values(), Can::View));
    let rows = shown.map(|found| InlineRow {
        id: found.row.key.to_text(),
        repr: found.row.repr,
        v: found.version,
        values: found.row.cells,
    });
    Ok(Some(InlineRows {
        rows: rows.collect(),
        next,
    }))
}

/// One row of an inline, as it is now: its version and all its columns.
pub(super) async fn inline_row(
    db: &impl Executor,
    child: &Lens<'_>,
    inline: &InlineEntry,
    parent: &Value,
    key: &Value,
    storages: &Storages,
) -> Result<Option<FoundRecord>> {
    let mut query = child.by_key(key);
    query.filter.push(Expr::own(inline.fk, parent.clone()));
    let names = inline_fields(child, inline);
    Ok(rows(db, child, &names, &query, &[], storages).await?.pop())
}
