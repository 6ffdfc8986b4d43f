//! The picker of every relation: 20 rows at a time, never all of them.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::Method;
use serde::Deserialize;

use super::builder::{has_index, name_field};
use super::contract::{Can, RelationOption, RelationOptions};
use super::gate::json;
use super::lens::Lens;
use super::list::{Plan, at_most, search};
use super::{Asks, Context, Endpoint, Error, FieldAccess, Result};
use crate::api::{Cursor, OrderPart};
use crate::db::{Db, Executor};
use crate::http::Problem;
use crate::orm::{Expr, Path, Query};
use crate::schema::ModelMeta;
use crate::storage::Storages;

/// Rows offered at once.
const OPTIONS: usize = 20;
/// Rows looked up by their keys at once.
const MAX_IDS: usize = 200;

/// So few rows are sorted in no time.
const FEW: u64 = 10_000;

pub(super) const ENDPOINTS: [Endpoint; 1] = [Endpoint::new(
    Method::GET,
    "/rel/{model}/{field}",
    Asks::Actor,
    |context| Box::pin(options(context)),
)];

#[derive(Deserialize)]
struct Asked {
    q: Option<String>,
    /// Keys with commas between: names of rows that are chosen already.
    ids: Option<String>,
    after: Option<String>,
}

/// The model at the other end of `field`: of the model itself, or (`lines.product`) of an inline.
fn target(lens: &Lens<'_>, field: &str) -> Result<&'static ModelMeta> {
    if let Some((inline, field)) = field.split_once('.') {
        let inline = lens.entry.inline(inline).ok_or(Error::NotFound)?;
        let entry = lens.site.entry_or_default(inline.meta);
        let child = Lens { entry: &entry, ..*lens };
        if !child.can(Can::View) {
            return Err(Error::Forbidden);
        }
        return target_of(&child, field);
    }
    target_of(lens, field)
}

fn target_of(lens: &Lens<'_>, name: &str) -> Result<&'static ModelMeta> {
    let meta = lens.meta();
    if let Some(field) = meta.many_to_many(name)
        && lens.field(name) > FieldAccess::Hidden
    {
        return Ok((field.target)());
    }
    if let Some((_, field)) = lens.way(name) {
        return field.target().ok_or(Error::NotFound);
    }
    // Filters go ways of their own.
    let target = crate::orm::lookup::target(meta, name)
        .ok()
        .filter(|_| lens.may_filter(name));
    target
        .filter(|target| target.is_relation)
        .map(|target| target.model)
        .ok_or(Error::NotFound)
}

async fn options(context: Context) -> Result<HttpResponse, Problem> {
    let asked: Asked = context.query()?;
    // Also of a model that is only edited on the page of another, which has relations of its own.
    let own = context.site.shown(context.part("model")).ok_or(Error::NotFound)?;
    let lens = Lens {
        site: &context.site,
        actor: &context.actor,
        entry: &own,
    };
    if !lens.can(Can::View) {
        return Err(Error::Forbidden.into());
    }
    let target = target(&lens, context.part("field"))?;
    let entry = context.site.entry_or_default(target);
    let other = Lens { entry: &entry, ..lens };
    if !other.can(Can::View) {
        return Err(Error::Forbidden.into());
    }
    let mut query = other.query();
    let order = order(&context.db, &other).await?;
    let mut limit = OPTIONS;
    if let Some(ids) = &asked.ids {
        let ids = ids.split(',').filter(|id| !id.is_empty()).take(MAX_IDS);
        let keys = ids.map(|id| other.key(id)).collect::<Result<Vec<_>>>()?;
        limit = keys.len();
        let column = Expr::Column(Path::default(), target.pk());
        query
            .filter
            .push(Expr::In(Box::new(column), target.pk().sql_type(), keys));
    }
    if let Some(words) = asked.q.as_deref().filter(|words| !words.trim().is_empty()) {
        query.filter.extend(search(&other, words)?);
    }
    if let Some(after) = &asked.after {
        let cursor = Cursor::parse(&order, after);
        let cursor =
            cursor.ok_or_else(|| Error::BadRequest("`after` is not one that this list gave out".to_owned()))?;
        query.filter.push(cursor.condition(&order));
    }
    Ok(json(
        &read(&context.db, &other, query, &order, limit, context.db.storages()).await?,
    ))
}

/// By the name, so that who scrolls finds it; by key where that would mean to sort very many rows.
async fn order(db: &Db, lens: &Lens<'_>) -> Result<Vec<OrderPart>> {
    let meta = lens.meta();
    let mut order: Vec<OrderPart> = Vec::new();
    if let Some(field) = name_field(meta).filter(|field| lens.way(field.name).is_some())
        && (has_index(meta, field) || at_most(db, &lens.query(), FEW + 1).await? <= FEW)
    {
        order.extend(OrderPart::new(meta, field.name, false));
    }
    order.extend(OrderPart::new(meta, meta.pk().name, false));
    Ok(order)
}

/// The first rows of a query, as something to choose from.
pub(super) async fn read(
    db: &impl Executor,
    lens: &Lens<'_>,
    mut query: Query,
    order: &[OrderPart],
    limit: usize,
    storages: &Storages,
) -> Result<RelationOptions> {
    query.order = Some(order.iter().map(|part| part.expr(false)).collect());
    query.limit = Some(limit as u64 + 1);
    let sub = sub_column(lens);
    let columns: Vec<_> = sub.iter().collect();
    let plan = Arc::new(Plan::new(lens, &columns, false, storages).ordered(order));
    let mut rows = plan.fetch(db, &query).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|last| Cursor::text(order, false, &last.order));
    let options = rows.into_iter().map(|row| RelationOption {
        id: row.key.to_text(),
        sub: sub
            .as_ref()
            .and_then(|column| row.cells.get(&column.name)?.as_str())
            .filter(|text| !text.is_empty() && *text != row.repr)
            .map(str::to_owned),
        repr: row.repr,
    });
    Ok(RelationOptions {
        options: options.collect(),
        next,
    })
}

/// What tells rows of one name apart: the second text that is searched.
fn sub_column(lens: &Lens<'_>) -> Option<super::builder::Column> {
    let name = name_field(lens.meta()).map(|field| field.name);
    let searched = lens.entry.search.iter().map(|field| field.trim_start_matches('='));
    let mut others = searched.filter(|field| Some(*field) != name && lens.way(field).is_some());
    others.next().map(super::builder::Column::field)
}
