//! Query strings into conditions.

use actix_web::HttpRequest;

use super::order::{self, OrderPart};
use super::paginate::PAGE_PARAMETERS;
use super::{ModelApi, Paginate};
use crate::http::{Problem, ProblemType};
use crate::orm::lookup::{self, Lookup, Subject, Taken, Target};
use crate::orm::{Error, Expr};
use crate::schema::ModelMeta;
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

/// A parameter that filters a list.
#[derive(Clone, Debug)]
pub(super) struct Filter {
    /// As requests spell it: `created__year__gte`.
    pub(super) name: String,
    /// The part of the field's value that is compared, where it is not the whole: `year`.
    pub(super) part: Option<&'static str>,
    pub(super) subject: Subject,
    pub(super) how: Lookup,
}

/// The field that an entry of `filter` is about: a column, or the key of a relation's other end.
pub(super) fn target(meta: &'static ModelMeta, entry: &str) -> Option<Target> {
    lookup::target(meta, entry).ok()
}

/// The parameters that an entry of `filter` opens, `exact` first: every lookup of the value and of its parts, but for
/// regular expressions, with which a client could make the database spend minutes or fail, and for orders among keys.
pub(super) fn filters(meta: &'static ModelMeta, entry: &str) -> Vec<Filter> {
    let Some(target) = target(meta, entry) else {
        return Vec::new();
    };
    // `startswith` would give it away letter by letter.
    if target.subject.field.value_type.hidden {
        return Vec::new();
    }
    let mut all: Vec<Filter> = Vec::new();
    let mut add = |part: Option<&'static str>, subject: &Subject| {
        let way = part.map_or_else(|| entry.to_owned(), |part| format!("{entry}__{part}"));
        let lookups = subject.lookups().iter().copied();
        for how in lookups.filter(|how| offers(&target, part.is_some(), subject, *how)) {
            let name = match how {
                Lookup::Exact => way.clone(),
                _ => format!("{way}__{}", how.name()),
            };
            all.push(Filter {
                name,
                part,
                subject: subject.clone(),
                how,
            });
        }
    };
    add(None, &target.subject);
    if !target.is_relation && target.subject.field.relation.is_none() {
        for part in target.subject.transforms() {
            if let Some(subject) = target.subject.transform(part) {
                add(Some(part), &subject);
            }
        }
    }
    all
}

fn offers(target: &Target, is_part: bool, subject: &Subject, how: Lookup) -> bool {
    let field = subject.field;
    let whole = matches!(subject.taken, Taken::Field);
    let is_key = target.is_relation || field.relation.is_some() || !field.value_type.choices.is_empty();
    match how {
        Lookup::Exact => true,
        Lookup::Regex | Lookup::IRegex => false,
        Lookup::IsNull => target.nullable && !is_part,
        Lookup::In => !(whole && matches!(subject.kind(), SqlType::Bool | SqlType::Bytes)),
        _ if whole && is_key => false,
        _ => !(whole && matches!(subject.kind(), SqlType::Bool | SqlType::Bytes | SqlType::Uuid)),
    }
}

/// Whether `name` is a filter that the model's API offers.
fn offered(api: &ModelApi, meta: &'static ModelMeta, name: &str) -> bool {
    // A longer path is another entry: `author` does not open `author__password`.
    let begun = api.filter.iter().filter(|entry| name.starts_with(**entry));
    begun
        .into_iter()
        .any(|entry| filters(meta, entry).iter().any(|filter| filter.name == name))
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
