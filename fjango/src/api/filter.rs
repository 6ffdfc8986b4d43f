//! Query strings into conditions.

use actix_web::HttpRequest;

use super::order::{self, OrderPart};
use super::paginate::PAGE_PARAMETERS;
use super::{ModelApi, Paginate};
use crate::http::{Problem, ProblemType};
use crate::orm::{Error, Expr, lookup};
use crate::schema::{FieldMeta, ModelMeta};
use crate::value::SqlType;

/// The most words of one search: each is a condition on each search field.
const MAX_WORDS: usize = 16;

/// A list request, understood.
#[derive(Debug)]
pub(super) struct ListQuery {
    pub(super) filter: Vec<Expr>,
    pub(super) order: Vec<OrderPart>,
    /// The parameters of paging, with their raw values.
    pub(super) paging: Vec<(String, String)>,
    /// Everything else, to be repeated in links to other pages.
    pub(super) rest: Vec<(String, String)>,
}

/// The 400 that names a parameter.
pub(super) fn wrong(parameter: &str, detail: impl std::fmt::Display) -> Problem {
    // The name is the client's text: it is cut, and JSON escapes it.
    let name: String = parameter.chars().take(100).collect();
    Problem::new(ProblemType::InvalidQuery)
        .with_detail(format!("The query parameter `{name}` {detail}."))
        .with_extension("parameter", name)
}

/// Refuses a parameter of the query string that is none of `known`.
pub(super) fn only_parameters(request: &HttpRequest, known: &[String]) -> Result<(), Problem> {
    let mut given = url::form_urlencoded::parse(request.query_string().as_bytes());
    match given.find(|(name, _)| !known.iter().any(|known| known == name)) {
        Some((name, _)) => Err(wrong(&name, "is unknown")),
        None => Ok(()),
    }
}

/// The field at the end of an entry of `filter`: a column, or the key of a many-to-many field's other end.
pub(super) fn target(meta: &'static ModelMeta, entry: &str) -> Option<&'static FieldMeta> {
    lookup::column(meta, entry)
        .map(|(_, field)| field)
        .ok()
        .or_else(|| meta.many_to_many(entry).map(|field| (field.target)().pk()))
}

const KEYS: &[&str] = &["exact", "in"];
const NUMBERS: &[&str] = &["exact", "in", "lt", "lte", "gt", "gte", "range"];
// Regular expressions are left out: a client could make the database spend minutes on one.
const TEXTS: &[&str] = &[
    "exact",
    "in",
    "iexact",
    "contains",
    "icontains",
    "startswith",
    "istartswith",
    "endswith",
    "iendswith",
    "lt",
    "lte",
    "gt",
    "gte",
    "range",
];
const DATE_PARTS: &[&str] = &["year", "month", "day"];
const TIME_PARTS: &[&str] = &["hour", "minute", "second"];

/// The lookups a list can be filtered by on a field, `exact` first.
pub(super) fn lookups(meta: &'static ModelMeta, entry: &str) -> Vec<String> {
    let Some(field) = target(meta, entry) else {
        return Vec::new();
    };
    let many = meta.many_to_many(entry).is_some();
    let kind = field.sql_type();
    let choices = !field.value_type.choices.is_empty();
    let base: &[&str] = match kind {
        // `startswith` would give it away letter by letter.
        _ if field.value_type.hidden => return Vec::new(),
        _ if many || field.relation.is_some() || choices => KEYS,
        SqlType::Bool | SqlType::Bytes => &["exact"],
        SqlType::Json => &[],
        SqlType::Uuid => KEYS,
        SqlType::Text => TEXTS,
        _ => NUMBERS,
    };
    let mut all: Vec<String> = base.iter().map(|&name| name.to_owned()).collect();
    let mut parts: Vec<&str> = Vec::new();
    if matches!(kind, SqlType::DateTime | SqlType::Date) {
        parts.extend(DATE_PARTS);
    }
    if matches!(kind, SqlType::DateTime | SqlType::Time) {
        parts.extend(TIME_PARTS);
    }
    for part in parts {
        all.push(part.to_owned());
        all.extend(["lt", "lte", "gt", "gte"].map(|how| format!("{part}__{how}")));
    }
    if many || field.nullable || entry.contains("__") {
        all.push("isnull".to_owned());
    }
    all
}

/// Whether `name` is a filter that the model's API offers.
fn offered(api: &ModelApi, meta: &'static ModelMeta, name: &str) -> bool {
    api.filter.iter().any(|entry| {
        let Some(rest) = name.strip_prefix(entry) else {
            return false;
        };
        // A longer path is another entry: `author` does not open `author__password`.
        match rest.strip_prefix("__") {
            _ if rest.is_empty() => target(meta, entry).is_some(),
            Some(how) => lookups(meta, entry).iter().any(|known| known == how),
            None => false,
        }
    })
}

/// Reads the query string of a list.
pub(super) fn read(api: &ModelApi, query: &str) -> Result<ListQuery, Problem> {
    let meta = (api.meta)();
    let mut list = ListQuery {
        filter: Vec::new(),
        order: Vec::new(),
        paging: Vec::new(),
        rest: Vec::new(),
    };
    let mut ordering = None;
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if seen.iter().any(|known| *known == name) {
            return Err(wrong(&name, "is given more than once"));
        }
        seen.push(name.clone().into_owned());
        if offered(api, meta, &name) {
            list.filter.push(condition(meta, &name, &value)?);
        } else if name == "search" && !api.search.is_empty() {
            search(api, meta, &value, &mut list.filter)?;
        } else if name == "ordering" && !api.order.is_empty() {
            ordering = Some(value.clone().into_owned());
        } else if page_parameters(api.paginate).contains(&&*name) {
            list.paging.push((name.into_owned(), value.into_owned()));
            continue;
        } else {
            return Err(wrong(&name, "is unknown"));
        }
        list.rest.push((name.into_owned(), value.into_owned()));
    }
    list.order = order::read(api, meta, ordering.as_deref())?;
    Ok(list)
}

/// The parameters of a way of paging.
pub(super) fn page_parameters(paginate: Paginate) -> &'static [&'static str] {
    PAGE_PARAMETERS[paginate as usize]
}

fn condition(meta: &'static ModelMeta, name: &str, value: &str) -> Result<Expr, Problem> {
    lookup::parse(meta, name, value).map_err(|error| match error {
        Error::Lookup { reason, .. } => wrong(name, reason),
        _ => wrong(name, "cannot be understood"),
    })
}

/// Every word must be in one of the search fields.
fn search(api: &ModelApi, meta: &'static ModelMeta, text: &str, filter: &mut Vec<Expr>) -> Result<(), Problem> {
    for (i, word) in text.split_whitespace().enumerate() {
        if i == MAX_WORDS {
            return Err(wrong("search", format!("has more than {MAX_WORDS} words")));
        }
        let fields = api.search.iter().map(|field| {
            condition(meta, &format!("{field}__icontains"), word).map_err(|error| {
                let detail = if word.contains('\0') {
                    "must not contain a NUL character"
                } else {
                    "cannot be searched for"
                };
                tracing::debug!(%error, field, "a search field refused a word");
                wrong("search", detail)
            })
        });
        filter.push(Expr::Or(fields.collect::<Result<_, _>>()?));
    }
    Ok(())
}
