//! JSON Schemas of models, from their metadata.

use serde_json::{Map, Value as JsonValue, json};

use super::body::{Purpose, needs_text, writable};
use super::example::Doc;
use crate::schema::{Bound, FieldMeta, FileKind, FileMeta, ModelMeta};

fn text(parts: &[&str]) -> String {
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n\n")
}

/// The same schema with `null` allowed.
fn nullable(mut schema: JsonValue) -> JsonValue {
    match schema.get("type").cloned() {
        Some(JsonValue::String(kind)) => {
            schema["type"] = json!([kind, "null"]);
            if let Some(values) = schema.get_mut("enum").and_then(JsonValue::as_array_mut) {
                values.push(JsonValue::Null);
            }
            schema
        }
        _ if schema.as_object().is_some_and(Map::is_empty) => schema,
        _ => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}

fn bound(bound: Bound) -> JsonValue {
    match bound {
        Bound::Integer(x) => x.into(),
        Bound::Float(x) => x.into(),
    }
}

/// The schema of one value of a field, never null, without its description.
pub(super) fn value(field: &FieldMeta) -> JsonValue {
    let mut schema = (field.value_type.json_schema)();
    if let Some(object) = schema.as_object_mut() {
        let kind = object
            .get("type")
            .and_then(JsonValue::as_str)
            .unwrap_or_default()
            .to_owned();
        // A file is shown by its URL, which is longer than the name.
        let length = field.max_length.filter(|_| field.file.is_none());
        if let (Some(max), "string") = (length, kind.as_str()) {
            // A type may have a limit of its own, as slugs have.
            let own = object.get("maxLength").and_then(JsonValue::as_u64);
            let max = own.map_or(u64::from(max), |own| own.min(max.into()));
            object.insert("maxLength".into(), max.into());
        }
        if matches!(kind.as_str(), "integer" | "number") {
            object.extend(field.min.map(|min| ("minimum".to_owned(), bound(min))));
            object.extend(field.max.map(|max| ("maximum".to_owned(), bound(max))));
            if let (Some((min, max)), "integer") = (field.value_type.range, kind.as_str()) {
                object.entry("minimum").or_insert(min.into());
                object.entry("maximum").or_insert(max.into());
            }
        }
        if let (Some(format), "string") = (field.value_type.format, kind.as_str()) {
            object.entry("format").or_insert(format.into());
        }
        if !field.value_type.choices.is_empty() {
            let values: Vec<_> = field.value_type.choices.iter().map(|choice| choice.value).collect();
            object.entry("enum").or_insert(values.into());
        }
    }
    schema
}

fn described(field: &FieldMeta, purpose: Option<Purpose>) -> JsonValue {
    let mut schema = value(field);
    if let Some(object) = schema
        .as_object_mut()
        .filter(|_| purpose.is_some() && needs_text(field))
    {
        object.entry("minLength").or_insert(1.into());
    }
    if field.nullable {
        schema = nullable(schema);
    }
    if let Some(object) = schema.as_object_mut() {
        let target = field.target().map(|target| format!("Key of `{}`.", target.name));
        let description = text(&[field.doc, field.help, target.as_deref().unwrap_or_default()]);
        if !description.is_empty() {
            object.insert("description".into(), description.into());
        }
        match purpose {
            None if !field.editable() && !field.version => {
                object.insert("readOnly".into(), true.into());
            }
            Some(Purpose::Create | Purpose::Replace) => {
                // A default that is made anew each time, as a random key is, would make the document differ each time.
                if let Some(default) = field.default.filter(|default| default() == default()) {
                    object.insert("default".into(), (field.value_type.show)(default()));
                }
            }
            _ => {}
        }
    }
    schema
}

fn object(meta: &ModelMeta, fields: Vec<(&'static str, JsonValue, bool)>, closed: bool) -> JsonValue {
    let required: Vec<&str> = fields
        .iter()
        .filter(|(_, _, required)| *required)
        .map(|(name, ..)| *name)
        .collect();
    let mut schema = json!({ "type": "object" });
    let doc = Doc::parse(meta.doc);
    if !doc.text.is_empty() {
        schema["description"] = doc.text.into();
    }
    // The examples are rows; a body has less.
    let known = |name: &String| fields.iter().any(|(known, ..)| known == name);
    let examples = doc.examples.into_iter().filter_map(|example| match example {
        JsonValue::Object(row) => Some(row.into_iter().filter(|(name, _)| known(name)).collect::<Map<_, _>>()),
        _ => None,
    });
    let examples: Vec<JsonValue> = examples.filter(|row| !row.is_empty()).map(JsonValue::Object).collect();
    if !examples.is_empty() {
        schema["examples"] = examples.into();
    }
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    schema["properties"] = JsonValue::Object(
        fields
            .into_iter()
            .map(|(name, value, _)| (name.to_owned(), value))
            .collect(),
    );
    if closed {
        schema["additionalProperties"] = false.into();
    }
    schema
}

fn many(meta: &'static ModelMeta) -> impl Iterator<Item = (&'static str, JsonValue)> {
    meta.many_to_many.iter().map(|field| {
        let target = (field.target)();
        let description = text(&[field.doc, field.help, &format!("Keys of `{}`.", target.name)]);
        let schema = json!({ "type": "array", "items": value(target.pk()), "description": description });
        (field.name, schema)
    })
}

/// A row as it is answered.
pub(crate) fn row(meta: &'static ModelMeta) -> JsonValue {
    let columns = meta
        .fields
        .iter()
        .map(|field| (field.name, described(field, None), true));
    let many = many(meta).map(|(name, schema)| (name, schema, true));
    object(meta, columns.chain(many).collect(), false)
}

/// A body of JSON. Fields called `optional` are set for the client when left out.
pub(super) fn body(meta: &'static ModelMeta, purpose: Purpose, optional: Option<&str>) -> JsonValue {
    // JSON cannot hold a file, but say that there is to be none.
    let none = |field: &FieldMeta| {
        let mut schema = described(field, None);
        if let Some(object) = schema.as_object_mut() {
            object.retain(|key, _| key == "description");
            object.insert("type".into(), "null".into());
        }
        schema
    };
    body_with(meta, purpose, optional, |field| match field.file {
        Some(_) => field.nullable.then(|| none(field)),
        None => Some(described(field, Some(purpose))),
    })
}

/// A body of `multipart/form-data`.
pub(super) fn form(meta: &'static ModelMeta, purpose: Purpose, optional: Option<&str>) -> JsonValue {
    body_with(meta, purpose, optional, |field| {
        let mut schema = described(field, Some(purpose));
        if let (Some(file), Some(object)) = (&field.file, schema.as_object_mut()) {
            object.retain(|key, _| key == "description");
            object.insert("type".into(), "string".into());
            object.insert("contentMediaType".into(), media_type(file).into());
            if let Some(max) = file.max_size {
                let text = object
                    .get("description")
                    .and_then(JsonValue::as_str)
                    .unwrap_or_default();
                let text = self::text(&[text, &format!("At most {max} bytes.")]);
                object.insert("description".into(), text.into());
            }
        }
        Some(schema)
    })
}

/// The content types of a file, as `encoding` has them.
pub(super) fn media_types(file: &FileMeta) -> String {
    match (file.content_types, file.kind) {
        ([], FileKind::Image) => "image/*".to_owned(),
        ([], FileKind::File) => "*/*".to_owned(),
        (types, _) => types.join(", "),
    }
}

fn media_type(file: &FileMeta) -> &'static str {
    match file.content_types {
        [one] if !one.ends_with('*') => one,
        _ => "application/octet-stream",
    }
}

/// Whether a body can only be a form, because a file must be in it.
pub(super) fn needs_form(meta: &ModelMeta, purpose: Purpose) -> bool {
    let needed = |field: &FieldMeta| field.file.is_some() && field.required() && writable(field, purpose);
    purpose != Purpose::Change && meta.fields.iter().any(needed)
}

fn body_with(
    meta: &'static ModelMeta,
    purpose: Purpose,
    optional: Option<&str>,
    schema: impl Fn(&FieldMeta) -> Option<JsonValue>,
) -> JsonValue {
    let whole = purpose != Purpose::Change;
    let columns = meta
        .fields
        .iter()
        .filter(|field| writable(field, purpose))
        .filter_map(|field| {
            let required = whole && (field.required() || field.version) && optional != Some(field.name);
            Some((field.name, schema(field)?, required))
        });
    let takes_keys = |name: &str| meta.many_to_many(name).is_some_and(|field| field.takes_keys(meta));
    let many = many(meta).filter(|(name, _)| takes_keys(name));
    let many = many.map(|(name, schema)| (name, schema, false));
    object(meta, columns.chain(many).collect(), true)
}

/// A row as serde writes the struct: a loaded relation is the related row instead of its key, and rows that were not
/// loaded are left out.
pub(crate) fn serialized(meta: &'static ModelMeta) -> JsonValue {
    let columns = meta.fields.iter().map(|field| {
        let mut schema = described(field, None);
        if field.relation.is_some() {
            schema = json!({ "anyOf": [schema, { "type": "object" }] });
        }
        (field.name, schema, true)
    });
    let loaded = || json!({ "type": "array", "items": { "type": "object" } });
    let many = meta.many_to_many.iter().map(|field| (field.name, loaded(), false));
    let reverse = meta.reverse.iter().map(|field| (field.name, loaded(), false));
    object(meta, columns.chain(many).chain(reverse).collect(), false)
}

/// The body of `PostCreate`, or of `PostPatch` when it is `partial`.
pub(crate) fn input(meta: &'static ModelMeta, partial: bool) -> JsonValue {
    let purpose = if partial { Purpose::Change } else { Purpose::Create };
    body(meta, purpose, None)
}
