//! Mistakes in the description of an API that only show when all models are seen together.

use serde_json::Value as JsonValue;

use super::body::{self, Purpose, Sent, writable};
use super::example::Doc;
use super::{Api, Endpoint, ModelApi, filter};
use crate::orm::lookup;
use crate::schema::{FieldMeta, ModelMeta};
use crate::value::SqlType;

/// Names that are less alike than this are not offered; 1 is equal.
const ALIKE: f64 = 0.65;
/// Why a field like a password hash is in no list.
const HIDDEN: &str = "whose values must not be found out; remove it";
/// How many near names are offered.
const OFFERED: usize = 3;

impl Api {
    /// What is wrong with the models and endpoints exposed, a sentence each: names of fields that do not exist in `filter`,
    /// `search`, `order` and `owner`, and examples in doc comments that no client could send. An application looks at
    /// this before it serves, and so does its `check`.
    pub fn mistakes(&self) -> Vec<String> {
        let models = self.models.iter().flat_map(|api| of_model(api));
        let endpoints = self.endpoints.iter().flat_map(|endpoint| of_endpoint(endpoint));
        models.chain(endpoints).chain(self.collisions()).collect()
    }

    /// Addresses that two descriptions claim.
    fn collisions(&self) -> Vec<String> {
        let mut mistakes = Vec::new();
        for (i, api) in self.models.iter().enumerate() {
            if let Some(other) = self.models[..i].iter().find(|other| other.path == api.path) {
                let (first, second) = ((other.meta)().label(), (api.meta)().label());
                mistakes.push(format!(
                    "{first} and {second} both have the API path `{}`; change one",
                    api.path
                ));
            }
        }
        for (i, endpoint) in self.endpoints.iter().enumerate() {
            let same = |other: &&&Endpoint| other.path == endpoint.path && other.method == endpoint.method;
            if let Some(other) = self.endpoints[..i].iter().find(same) {
                mistakes.push(format!(
                    "{}::{} and {}::{} both answer `{} {}`; change one",
                    other.module, other.name, endpoint.module, endpoint.name, endpoint.method, endpoint.path
                ));
            }
        }
        mistakes
    }
}

fn of_model(api: &ModelApi) -> Vec<String> {
    let meta = (api.meta)();
    let mut mistakes = Vec::new();
    let mut wrong = |option: &str, entry: &str, reason: String| {
        mistakes.push(format!(
            "{}: `{option}` of `#[api(path = \"{}\")]` names `{entry}`, {reason}",
            meta.label(),
            api.path
        ));
    };
    for entry in api.filter {
        match filter::target(meta, entry) {
            None => wrong("filter", entry, unknown(meta, entry, true)),
            Some(target) if target.subject.field.value_type.hidden => wrong("filter", entry, HIDDEN.to_owned()),
            Some(_) => {}
        }
    }
    for entry in api.search {
        match lookup::column(meta, entry) {
            Err(_) => wrong("search", entry, unknown(meta, entry, false)),
            Ok((_, field)) if field.value_type.hidden => wrong("search", entry, HIDDEN.to_owned()),
            Ok((_, field)) if field.sql_type() != SqlType::Text => {
                wrong("search", entry, "which holds no text; use `filter` for it".to_owned());
            }
            Ok(_) => {}
        }
    }
    for entry in api.order {
        match lookup::column(meta, entry) {
            Err(_) => wrong("order", entry, unknown(meta, entry, false)),
            Ok((_, field)) if field.value_type.hidden => wrong("order", entry, HIDDEN.to_owned()),
            Ok(_) => {}
        }
    }
    if let Some(owner) = api.owner {
        match api.owner_field() {
            None => wrong("owner", owner, unknown(meta, owner, false)),
            Some((_, field)) if field.relation.is_none() => {
                wrong("owner", owner, "which is no foreign key to a user".to_owned());
            }
            Some(_) => {}
        }
    }
    let doc = Doc::parse(meta.doc);
    let label = meta.label();
    mistakes.extend(not_json(&label, &doc));
    for example in &doc.examples {
        mistakes.extend(
            example_of(meta, example).map(|reason| format!("{label}: the example in its doc comment {reason}")),
        );
    }
    mistakes
}

/// Why a row in a doc comment is none of the model, if it is not.
fn example_of(meta: &'static ModelMeta, example: &JsonValue) -> Option<String> {
    let Some(row) = example.as_object() else {
        return Some("is no JSON object".to_owned());
    };
    let is_field = |name: &str| meta.field(name).is_some() || meta.many_to_many(name).is_some();
    if let Some(name) = row.keys().find(|name| !is_field(name)) {
        return Some(format!("has `{name}`, {}", unknown(meta, name, true)));
    }
    let may_write = |name: &str| meta.field(name).is_none_or(|field| writable(field, Purpose::Create));
    let body = row.iter().filter(|(name, _)| may_write(name));
    let body: serde_json::Map<_, _> = body.map(|(name, value)| (name.clone(), value.clone())).collect();
    let errors = body::read(meta, &Sent::Json(body.into()), Purpose::Change, Vec::new()).err()?;
    Some(format!("could not be sent: {errors}"))
}

fn of_endpoint(endpoint: &Endpoint) -> Vec<String> {
    let name = format!("{}::{}", endpoint.module, endpoint.name);
    not_json(&name, &Doc::parse(endpoint.doc))
}

fn not_json(of: &str, doc: &Doc) -> Vec<String> {
    let mistakes = doc.mistakes.iter();
    mistakes
        .map(|reason| format!("{of}: an example marked `json` in its doc comment is not JSON: {reason}"))
        .collect()
}

/// Where a path goes wrong, and what is near.
fn unknown(meta: &'static ModelMeta, path: &str, many: bool) -> String {
    let (mut meta, mut done) = (meta, String::new());
    for (position, part) in path.split("__").enumerate() {
        let next = meta.field(part).and_then(FieldMeta::target);
        match next {
            Some(target) => {
                meta = target;
                done = path.split("__").take(position + 1).collect::<Vec<_>>().join("__");
            }
            None if meta.field(part).is_some() => {
                return format!(
                    "but `{part}` of `{}` is no foreign key, so nothing can follow it",
                    meta.name
                );
            }
            None if meta.many_to_many(part).is_some() => {
                return format!(
                    "but `{part}` is a many-to-many field, which can only be filtered by its keys, with `filter({part})`"
                );
            }
            None => return missing(meta, &done, part, many),
        }
    }
    format!("which ends at a relation; name a field of `{}`", meta.name)
}

fn missing(meta: &'static ModelMeta, before: &str, name: &str, many: bool) -> String {
    let fields = meta.fields.iter().map(|field| field.name);
    let keys = meta.many_to_many.iter().map(|field| field.name).filter(|_| many);
    let mut near: Vec<(f64, &str)> = fields
        .chain(keys)
        .map(|known| (strsim::jaro_winkler(known, name), known))
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    let close = near.iter().filter(|(alike, _)| *alike >= ALIKE).take(OFFERED);
    let prefix = if before.is_empty() {
        String::new()
    } else {
        format!("{before}__")
    };
    let names: Vec<String> = close.map(|(_, known)| format!("`{prefix}{known}`")).collect();
    if names.is_empty() {
        let names: Vec<String> = near.iter().map(|(_, known)| format!("`{prefix}{known}`")).collect();
        return format!("but `{}` has no field `{name}`; it has {}", meta.name, names.join(", "));
    }
    let near = names.join(", ");
    format!("but `{}` has no field `{name}`; near it are {near}", meta.name)
}
