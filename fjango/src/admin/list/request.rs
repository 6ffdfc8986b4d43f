use chrono::FixedOffset;

use super::filter::{conditions, search};
use crate::admin::builder::Column;
use crate::admin::contract::{Can, ListFilter, ListParameters, Members, Paging};
use crate::admin::lens::Lens;
use crate::admin::schema::{is_sortable, list_columns};
use crate::admin::{Error, Result};
use crate::api::{Cursor, OrderPart};
use crate::orm::{Query, Visibility};

/// The largest page number: beyond, a database would walk rows for minutes.
const MAX_PAGE: u64 = 100_000;
/// The most rows of a page.
const MAX_SIZE: u64 = 200;

/// A request for a list, understood: everything in it was allowed.
pub(crate) struct ListRequest<'a> {
    /// The rows, neither ordered nor cut.
    pub(crate) query: Query,
    pub(crate) order: Vec<OrderPart>,
    pub(crate) columns: Vec<&'a Column>,
    pub(crate) size: u64,
    pub(crate) at: At,
}

/// Where a page is.
pub(crate) enum At {
    /// At this number, from 1.
    Number(u64),
    /// Beside this row; at the beginning when `None`.
    Cursor(Option<Cursor>),
}

fn wrong(parameter: &str, why: &str) -> Error {
    Error::BadRequest(format!("`{parameter}` {why}"))
}

/// The zone of the request, as an offset.
pub(crate) fn zone(text: Option<&str>) -> Result<FixedOffset> {
    match text {
        None | Some("" | "UTC" | "Z") => {
            Ok(FixedOffset::east_opt(0).unwrap_or_else(|| unreachable!("UTC is an offset")))
        }
        // In a query string a plus sign is a blank unless somebody took care.
        Some(text) => text
            .replace(' ', "+")
            .parse()
            .map_err(|_| wrong("tz", "must be an offset such as `+02:00`")),
    }
}

/// The conditions of a view from Rust.
pub(crate) fn view_conditions<'a>(lens: &Lens<'a>, view: &str) -> Result<&'a ListFilter> {
    let views = lens.entry.views.iter();
    let mut views = views.filter(|known| known.key == view);
    views
        .next()
        .map(|view| &view.f)
        .ok_or_else(|| wrong("view", "is unknown"))
}

impl<'a> ListRequest<'a> {
    pub(crate) fn read(lens: &Lens<'a>, parameters: &ListParameters) -> Result<Self> {
        let zone = zone(parameters.tz.as_deref())?;
        let mut query = lens.query();
        if parameters.trash.as_deref().is_some_and(|trash| trash != "0") {
            if lens.meta().deleted_at().is_none() || !lens.can(Can::Delete) {
                return Err(Error::Forbidden);
            }
            query.visibility = Visibility::Deleted;
        }
        if let Some(view) = &parameters.view {
            // Said in Rust, so it may ask what the actor may not see.
            query
                .filter
                .extend(super::filter::trusted(lens, &view_conditions(lens, view)?.0, zone)?);
        }
        if let Some(text) = parameters.f.as_deref().filter(|text| !text.is_empty()) {
            let filter: Members = serde_json::from_str(text).map_err(|_| wrong("f", "must be a JSON object"))?;
            query.filter.extend(conditions(lens, &filter, zone)?);
        }
        if let Some(words) = &parameters.q {
            query.filter.extend(search(lens, words)?);
        }
        let order = order(lens, parameters.sort.as_deref())?;
        let size = match &parameters.size {
            None => lens.entry.sizes.first().copied().map_or(25, u64::from),
            Some(size) => size
                .parse()
                .ok()
                .filter(|size| (1..=MAX_SIZE).contains(size))
                .ok_or_else(|| wrong("size", "must be a number from 1 to 200"))?,
        };
        let at = match (&parameters.after, &parameters.page) {
            (Some(_), Some(_)) => return Err(wrong("page", "cannot be asked for together with `after`")),
            (Some(after), None) => {
                let cursor = Cursor::parse(&order, after);
                At::Cursor(Some(
                    cursor.ok_or_else(|| wrong("after", "is not one that this list gave out"))?,
                ))
            }
            (None, Some(page)) => At::Number(
                page.parse()
                    .ok()
                    .filter(|page| (1..=MAX_PAGE).contains(page))
                    .ok_or_else(|| wrong("page", "must be a number from 1"))?,
            ),
            (None, None) if lens.entry.paging == Paging::Keyset => At::Cursor(None),
            (None, None) => At::Number(1),
        };
        Ok(Self {
            query,
            order,
            columns: columns(lens, parameters.fields.as_deref())?,
            size,
            at,
        })
    }

    /// The rows of the page, and one more, so that it is known whether there is another page.
    pub(crate) fn page_query(&self) -> Query {
        let mut query = self.query.clone();
        let reversed = self.is_backward();
        query.order = Some(self.order.iter().map(|part| part.expr(reversed)).collect());
        query.limit = Some(self.size + 1);
        match &self.at {
            At::Number(number) => query.offset = (number - 1) * self.size,
            At::Cursor(Some(cursor)) => query.filter.push(cursor.condition(&self.order)),
            At::Cursor(None) => {}
        }
        query
    }

    /// Whether rows come in the opposite order.
    pub(crate) fn is_backward(&self) -> bool {
        matches!(&self.at, At::Cursor(Some(cursor)) if cursor.backward)
    }
}

/// The columns asked for, all of which the actor may see.
fn columns<'a>(lens: &Lens<'a>, fields: Option<&str>) -> Result<Vec<&'a Column>> {
    let seen = list_columns(lens);
    match fields.filter(|fields| !fields.is_empty()) {
        None => Ok(seen.into_iter().filter(|column| !column.more).collect()),
        Some(fields) => fields
            .split(',')
            .map(|name| {
                let found = seen.iter().find(|column| column.name == name);
                found
                    .copied()
                    .ok_or_else(|| wrong("fields", "names a column that is not there"))
            })
            .collect(),
    }
}

/// The order asked for, else the list's; the key comes last, so that no two rows are equal.
fn order(lens: &Lens<'_>, sort: Option<&str>) -> Result<Vec<OrderPart>> {
    let meta = lens.meta();
    let mut order: Vec<OrderPart> = Vec::new();
    match sort.filter(|sort| !sort.is_empty()) {
        None => {
            let visible = lens
                .entry
                .order
                .iter()
                .filter(|name| lens.way(name.trim_start_matches('-')).is_some());
            order.extend(
                visible.filter_map(|name| OrderPart::new(meta, name.trim_start_matches('-'), name.starts_with('-'))),
            );
        }
        Some(sort) => {
            let seen = list_columns(lens);
            for item in sort.split(',') {
                let name = item.strip_prefix('-').unwrap_or(item);
                let column = seen.iter().find(|column| column.name == name);
                let allowed = column.is_some_and(|column| is_sortable(lens, column));
                let part = OrderPart::new(meta, name, item.starts_with('-')).filter(|_| allowed);
                let part = part.ok_or_else(|| wrong("sort", "names a column that the list cannot be ordered by"))?;
                if !order.iter().any(|known| known.name == part.name) {
                    order.push(part);
                }
            }
        }
    }
    // What comes after the key cannot matter.
    if let Some(position) = order.iter().position(|part| part.is_own() && part.field.primary_key) {
        order.truncate(position + 1);
    } else {
        order.extend(OrderPart::new(meta, meta.pk().name, false));
    }
    Ok(order)
}
