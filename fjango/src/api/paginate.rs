//! Pages of lists, and the links between them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value as JsonValue;

use super::filter::{ListQuery, wrong};
use super::order::OrderPart;
use super::{ModelApi, Paginate};
use crate::http::Problem;
use crate::orm::{Comparison, Expr};
use crate::value::Value;

/// The parameters of each [`Paginate`], by its position.
pub(super) const PAGE_PARAMETERS: [&[&str]; 3] =
    [&["page", "page_size"], &["limit", "offset"], &["cursor", "page_size"]];

/// The largest page number and offset; beyond, a database would walk rows for minutes.
pub(super) const MAX_POSITION: u64 = i32::MAX as u64;

/// Rows of a page: when a request does not say, and the most it may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PageSizes {
    pub(super) default: u64,
    pub(super) max: u64,
}

impl Default for PageSizes {
    fn default() -> Self {
        Self { default: 20, max: 100 }
    }
}

impl PageSizes {
    /// Those of one model, which may have a default of its own.
    pub(super) fn of(self, api: &ModelApi) -> Self {
        let default = api.page_size.map_or(self.default, |size| u64::from(size.max(1)));
        Self {
            default,
            max: self.max.max(default),
        }
    }
}

/// Which rows of a list are wanted.
#[derive(Debug)]
pub(super) struct Page {
    /// Rows of a page.
    pub(super) size: u64,
    pub(super) at: At,
}

#[derive(Debug)]
pub(super) enum At {
    /// The page's number, from 1.
    Number(u64),
    /// Rows left out.
    Offset(u64),
    /// Rows after or before a position in the order.
    Cursor(Option<Cursor>),
}

/// A position between two rows.
#[derive(Debug)]
pub(crate) struct Cursor {
    /// Whether the rows before it are wanted.
    pub(crate) backward: bool,
    /// The ordering values of the row at the position.
    values: Vec<Value>,
}

/// What a cursor's text holds: the order it is for, so that it cannot be used with another.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CursorText {
    o: String,
    b: bool,
    v: Vec<JsonValue>,
}

fn signature(order: &[OrderPart]) -> String {
    let names = order
        .iter()
        .map(|part| format!("{}{}", if part.descending { "-" } else { "" }, part.name));
    names.collect::<Vec<_>>().join(",")
}

impl Cursor {
    pub(crate) fn text(order: &[OrderPart], backward: bool, values: &[Value]) -> String {
        let text = CursorText {
            o: signature(order),
            b: backward,
            v: values.iter().map(Value::to_json).collect(),
        };
        // Strings, numbers and nulls always serialise, so the fallback is never taken.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&text).unwrap_or_default())
    }

    pub(crate) fn parse(order: &[OrderPart], text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let cursor: CursorText = serde_json::from_slice(&bytes).ok()?;
        if cursor.o != signature(order) || cursor.v.len() != order.len() {
            return None;
        }
        let values = cursor.v.iter().zip(order).map(|(json, part)| {
            if json.is_null() {
                return Some(Value::Null(part.field.sql_type()));
            }
            let value = (part.field.value_type.parse_json)(json).ok()?;
            let nul = value.as_str().is_some_and(|text| text.contains('\0'));
            (!nul).then_some(value)
        });
        Some(Self {
            backward: cursor.b,
            values: values.collect::<Option<_>>()?,
        })
    }

    /// The condition for rows behind this position in the order, or before it when going backward.
    pub(crate) fn condition(&self, order: &[OrderPart]) -> Expr {
        let mut alternatives = Vec::with_capacity(order.len());
        let mut equal: Vec<Expr> = Vec::new();
        for (part, value) in order.iter().zip(&self.values) {
            let column = part.column();
            let upward = part.descending == self.backward;
            let is_null = Expr::IsNull(Box::new(column.clone()));
            let compare = |how| Expr::Compare(Box::new(column.clone()), how, Box::new(Expr::Value(value.clone())));
            // NULL is the smallest value in every order.
            let further = match (value.is_null(), upward) {
                (true, true) => Expr::Not(Box::new(is_null.clone())),
                (true, false) => Expr::Bool(false),
                (false, true) => compare(Comparison::Gt),
                (false, false) if part.field.nullable || !part.is_own() => {
                    Expr::Or(vec![compare(Comparison::Lt), is_null.clone()])
                }
                (false, false) => compare(Comparison::Lt),
            };
            let mut all = equal.clone();
            all.push(further);
            alternatives.push(Expr::And(all));
            equal.push(if value.is_null() {
                is_null
            } else {
                compare(Comparison::Eq)
            });
        }
        Expr::Or(alternatives)
    }
}

fn number(name: &str, text: &str, min: u64, max: u64) -> Result<u64, Problem> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|number| digits && (min..=max).contains(number))
        .ok_or_else(|| wrong(name, format!("must be a whole number between {min} and {max}")))
}

impl Page {
    pub(super) fn read(api: &ModelApi, sizes: PageSizes, list: &ListQuery) -> Result<Self, Problem> {
        let mut page = Self {
            size: sizes.default,
            at: match api.paginate {
                Paginate::Page => At::Number(1),
                Paginate::LimitOffset => At::Offset(0),
                Paginate::Cursor => At::Cursor(None),
            },
        };
        for (name, value) in &list.paging {
            match name.as_str() {
                "page" => page.at = At::Number(number(name, value, 1, MAX_POSITION)?),
                "offset" => page.at = At::Offset(number(name, value, 0, MAX_POSITION)?),
                "cursor" => {
                    let cursor = Cursor::parse(&list.order, value);
                    let cursor = cursor.ok_or_else(|| wrong(name, "is not one that this list gave out"))?;
                    page.at = At::Cursor(Some(cursor));
                }
                _ => page.size = number(name, value, 1, sizes.max)?,
            }
        }
        Ok(page)
    }

    /// Whether rows come in the opposite order.
    pub(super) fn is_backward(&self) -> bool {
        matches!(&self.at, At::Cursor(Some(cursor)) if cursor.backward)
    }

    pub(super) fn is_counted(&self) -> bool {
        !matches!(self.at, At::Cursor(_))
    }

    pub(super) fn offset(&self) -> u64 {
        match self.at {
            At::Number(number) => (number - 1).saturating_mul(self.size),
            At::Offset(offset) => offset,
            At::Cursor(_) => 0,
        }
    }

    pub(super) fn condition(&self, order: &[OrderPart]) -> Option<Expr> {
        match &self.at {
            At::Cursor(Some(cursor)) => Some(cursor.condition(order)),
            _ => None,
        }
    }
}

/// The addresses of the pages beside one.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Links {
    pub(super) next: Option<String>,
    pub(super) previous: Option<String>,
}

impl Links {
    /// By number or offset, given how many rows there are.
    pub(super) fn counted(path: &str, list: &ListQuery, page: &Page, count: u64) -> Self {
        let offset = page.offset();
        let address = |offset: u64| match page.at {
            At::Number(_) => link(path, list, &[("page", (offset / page.size + 1).to_string())]),
            _ => link(path, list, &[("offset", offset.to_string())]),
        };
        // From far behind the end the way back leads to the last rows.
        let before = offset.saturating_sub(page.size);
        let last = count.saturating_sub(1) / page.size * page.size;
        let back = if before >= count { last } else { before };
        Self {
            next: (offset + page.size < count && offset + page.size <= MAX_POSITION)
                .then(|| address(offset + page.size)),
            previous: (offset > 0).then(|| address(back)),
        }
    }

    /// By the ordering values of the first and the last row, where there are rows beyond.
    pub(super) fn cursors(path: &str, list: &ListQuery, before: Option<&[Value]>, after: Option<&[Value]>) -> Self {
        let address = |backward: bool, values: &[Value]| {
            link(path, list, &[("cursor", Cursor::text(&list.order, backward, values))])
        };
        Self {
            next: after.map(|values| address(false, values)),
            previous: before.map(|values| address(true, values)),
        }
    }

    /// The value of the `Link` header (RFC 8288).
    pub(super) fn header(&self) -> Option<String> {
        let parts = [("next", &self.next), ("prev", &self.previous)];
        let parts = parts
            .iter()
            .filter_map(|(relation, address)| Some(format!("<{}>; rel=\"{relation}\"", address.as_deref()?)));
        let header = parts.collect::<Vec<_>>().join(", ");
        (!header.is_empty()).then_some(header)
    }
}

/// The address of another page: the same request with some parameters changed.
fn link(path: &str, list: &ListQuery, changes: &[(&str, String)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(list.rest.iter());
    for (name, value) in &list.paging {
        if !changes.iter().any(|(changed, _)| changed == name) {
            query.append_pair(name, value);
        }
    }
    for (name, value) in changes {
        query.append_pair(name, value);
    }
    format!("{path}?{}", query.finish())
}
