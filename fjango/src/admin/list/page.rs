use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::HttpResponse;
use futures_util::future::try_join;
use rust_decimal::Decimal;
use serde_json::Value as JsonValue;

use super::count::total;
use super::many::fill;
use super::plan::{Found, Plan};
use super::request::{At, ListRequest};
use crate::admin::contract::{ListPage, ListParameters, ListRow, PageInfo};
use crate::admin::gate::json;
use crate::admin::lens::Lens;
use crate::admin::{Context, Error};
use crate::api::Cursor;
use crate::http::Problem;

/// `GET m/{model}`.
pub(super) async fn page(context: Context) -> Result<HttpResponse, Problem> {
    let parameters: ListParameters = context.query()?;
    let lens = context.lens()?;
    let request = ListRequest::read(&lens, &parameters)?;
    let db = &context.db;
    let editable = request.columns.iter().any(|column| column.editable);
    // Without a version, a row is told from what it was by all of its columns.
    let whole = editable && lens.meta().version().is_none();
    let plan = Plan::new(&lens, &request.columns, whole, db.storages()).ordered(&request.order);
    let plan = Arc::new(plan);
    let rows = async { Ok::<_, Error>(plan.fetch(db, &request.page_query()).await?) };
    let (mut rows, total) = try_join(rows, total(db, &request.query, lens.entry.count)).await?;

    let size = usize::try_from(request.size).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    if request.is_backward() {
        rows.reverse();
    }
    fill(db, &lens, &plan.many, &mut rows).await?;
    let edge = |row: Option<&Found>, backward: bool| row.map(|row| Cursor::text(&request.order, backward, &row.order));
    let (next, prev, number) = match &request.at {
        At::Number(number) => (
            edge(rows.last().filter(|_| more), false),
            edge(rows.first().filter(|_| *number > 1), true),
            Some(*number),
        ),
        At::Cursor(None) => (edge(rows.last().filter(|_| more), false), None, None),
        At::Cursor(Some(cursor)) if cursor.backward => (
            edge(rows.last(), false),
            edge(rows.first().filter(|_| more), true),
            None,
        ),
        At::Cursor(Some(_)) => (
            edge(rows.last().filter(|_| more), false),
            edge(rows.first(), true),
            None,
        ),
    };
    let summed = request.columns.iter().filter(|column| column.sum);
    let sums: BTreeMap<String, JsonValue> = summed
        .map(|column| (column.name.clone(), sum(&rows, &column.name)))
        .collect();
    let page = ListPage {
        rows: rows.into_iter().map(|found| row(&lens, found)).collect(),
        page: PageInfo {
            next,
            prev,
            number,
            size: request.size,
            total,
        },
        sums,
    };
    Ok(json(&page))
}

/// A row as lists show it.
pub(crate) fn row(lens: &Lens<'_>, found: Found) -> ListRow {
    let can = match &found.values {
        Some(values) if lens.has_objects() => Some(lens.cans_of(values)),
        _ => None,
    };
    ListRow {
        id: found.key.to_text(),
        repr: found.repr,
        v: found.version,
        can,
        url: found.url,
        cells: found.cells,
    }
}

/// The sum of a column: exact, as a string like every decimal.
fn sum(rows: &[Found], name: &str) -> JsonValue {
    let values = rows.iter().filter_map(|row| match row.cells.get(name)? {
        JsonValue::String(text) => text.parse().ok(),
        JsonValue::Number(number) => number.to_string().parse().ok(),
        _ => None,
    });
    let sum = values.fold(Decimal::ZERO, |sum, value: Decimal| {
        sum.checked_add(value).unwrap_or(sum)
    });
    sum.to_string().into()
}
