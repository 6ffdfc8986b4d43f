//! JSON bodies into values, every mistake reported at once.

use serde_json::Value as JsonValue;

use super::document::Object;
use crate::http::{Form, Part};
use crate::orm::{self, Uploads, Values, create_values, take_create_values, update_values};
use crate::schema::{FieldMeta, ManyToManyMeta, ModelMeta};
use crate::storage::{self, Upload};
use crate::value::{Invalid, SqlType, ValidationErrors, Value};

/// What a body is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// POST: a new row.
    Create,
    /// PUT: all that may be written of a row; what is left out goes back to its default or to null.
    Replace,
    /// PATCH: what is left out stays.
    Change,
}

/// A body as it was sent.
pub(crate) enum Sent<'a> {
    Json(Object<'a>),
    Form(Form),
    /// JSON, and content for fields of these names.
    Files(Object<'a>, Vec<(&'static str, Upload)>),
}

impl Sent<'_> {
    /// Whether the client said something of a field.
    fn names(&self, field: &str) -> bool {
        match self {
            Self::Json(object) => object.contains(field),
            Self::Form(form) => form.parts.iter().any(|(name, _)| name == field),
            Self::Files(object, files) => object.contains(field) || files.iter().any(|(name, _)| *name == field),
        }
    }
}

/// A body that is right: columns to write, and keys of many-to-many fields to put in place.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) columns: Vec<(usize, Value)>,
    pub(crate) many: Vec<(usize, Vec<Value>)>,
    /// Content to be stored in place of the names among the columns.
    pub(crate) uploads: Uploads,
}

/// Whether clients may set a field.
pub(crate) fn writable(field: &FieldMeta, purpose: Purpose) -> bool {
    // A client must not choose a hash.
    let named = field.editable() && (purpose == Purpose::Create || !field.primary_key);
    // A version is not set but expected, of a row that is there.
    let expected = field.version && purpose != Purpose::Create;
    (named || expected) && !field.value_type.hidden
}

/// Whether an empty text is no value of a field: it is required, and Django's forms and REST framework take none there
/// either unless they are told to. A field with a default may be emptied.
pub(super) fn needs_text(field: &FieldMeta) -> bool {
    let plain = field.file.is_none() && field.relation.is_none() && field.value_type.choices.is_empty();
    plain && field.required() && field.sql_type() == SqlType::Text
}

/// The value, unless it is a text that says nothing where something must be said.
fn said(field: &FieldMeta, value: Value) -> Result<Value, Invalid> {
    match value.as_str() {
        Some("") if needs_text(field) => Err(Invalid::new("blank", "must not be empty")),
        _ => Ok(value),
    }
}

/// Reads a body for `meta`. What is `preset` stands where the client says nothing; PUT needs the row's key there.
pub(crate) fn read(
    meta: &'static ModelMeta,
    body: &Sent<'_>,
    purpose: Purpose,
    preset: Vec<(usize, Value)>,
) -> Result<Written, ValidationErrors> {
    let mut errors = ValidationErrors::new();
    let mut values = Values::new(meta);
    match body {
        Sent::Json(object) => given(meta, object.iter(), purpose, &mut values, &mut errors),
        Sent::Form(form) => given_form(meta, form, purpose, &mut values, &mut errors),
        Sent::Files(object, files) => {
            given(meta, object.iter(), purpose, &mut values, &mut errors);
            for (name, upload) in files {
                match meta
                    .field_index(name)
                    .filter(|position| writable(&meta.fields[*position], purpose))
                {
                    Some(position) => values.set_upload(position, upload.clone()),
                    None => errors.add(name, Invalid::new("read_only", "cannot be written")),
                }
            }
        }
    }
    for (position, value) in preset {
        if !body.names(meta.fields[position].name) {
            values.set(position, value);
        }
    }
    if purpose == Purpose::Replace {
        // What replaces the whole row has read the whole row.
        if let Some(field) = meta.version().filter(|field| !body.names(field.name)) {
            errors.add(field.name, Invalid::new("required", "is required"));
        }
        for (position, field) in meta.fields.iter().enumerate() {
            let left_out = values.get(position).is_none() && writable(field, purpose);
            if left_out && field.nullable && field.default.is_none() && field.db_default.is_none() {
                values.set(position, Value::Null(field.sql_type()));
            }
        }
    }
    let completed = match purpose {
        Purpose::Change => update_values(&values),
        Purpose::Create => take_create_values(&mut values),
        Purpose::Replace => {
            // The key, the time of creation and what is hidden stay as they are.
            take_create_values(&mut values).map(|columns| {
                let stays = |field: &FieldMeta| {
                    field.primary_key || field.value_type.hidden || (field.auto_now_add && !field.auto_now)
                };
                columns
                    .into_iter()
                    .filter(|(position, _)| !stays(&meta.fields[*position]))
                    .collect()
            })
        }
    };
    let columns = match completed {
        Ok(columns) => columns,
        Err(orm::Error::Validation(more)) => {
            merge(meta, &mut errors, &more);
            Vec::new()
        }
        // Completing values can only object to them.
        Err(_) => Vec::new(),
    };
    let mut many: Vec<_> = values
        .iter_many()
        .map(|(position, keys)| (position, keys.to_vec()))
        .collect();
    if purpose == Purpose::Replace {
        for position in 0..meta.many_to_many.len() {
            let left_out = !many.iter().any(|(known, _)| *known == position);
            if left_out && meta.many_to_many[position].takes_keys(meta) {
                many.push((position, Vec::new()));
            }
        }
    }
    let uploads = values.take_uploads();
    errors.into_result(Written { columns, many, uploads })
}

/// Reads what `PostCreate` holds, or `PostPatch` when it is `partial`.
pub(crate) fn values_of(meta: &'static ModelMeta, body: &JsonValue, partial: bool) -> Result<Values, ValidationErrors> {
    let object = body.as_object().ok_or_else(no_object)?;
    let mut errors = ValidationErrors::new();
    let purpose = if partial { Purpose::Change } else { Purpose::Create };
    let mut values = Values::new(meta);
    let members = object.iter().map(|(name, value)| (name.as_str(), value));
    given(meta, members, purpose, &mut values, &mut errors);
    // Only the objections count here: what is missing is completed when the row is written.
    let completed = if partial {
        update_values(&values)
    } else {
        create_values(&values)
    };
    if let Err(orm::Error::Validation(more)) = completed {
        merge(meta, &mut errors, &more);
    }
    errors.into_result(values)
}

/// Adds what completing the values objected to, but nothing that follows from an error already known.
fn merge(meta: &ModelMeta, errors: &mut ValidationErrors, more: &ValidationErrors) {
    for error in more.errors() {
        let known = |pointer: &str| errors.errors().iter().any(|error| error.pointer == pointer);
        let field = error.pointer.strip_prefix('/').and_then(|name| meta.field(name));
        let follows = field
            .and_then(|field| field.slug_from)
            .is_some_and(|source| known(&format!("/{source}")));
        if !known(&error.pointer) && !follows {
            errors.push(error.clone());
        }
    }
}

/// What is wrong with JSON that is no object.
pub(crate) fn no_object() -> ValidationErrors {
    let mut errors = ValidationErrors::new();
    errors.push(Invalid::new("type", "must be a JSON object").at(""));
    errors
}

fn given<'a>(
    meta: &'static ModelMeta,
    members: impl Iterator<Item = (&'a str, &'a JsonValue)>,
    purpose: Purpose,
    values: &mut Values,
    errors: &mut ValidationErrors,
) {
    for (name, json) in members {
        if let Some(position) = meta.field_index(name) {
            let field = &meta.fields[position];
            if !writable(field, purpose) {
                errors.add(name, Invalid::new("read_only", "cannot be written"));
                continue;
            }
            match parse(field, json) {
                Ok(value) => values.set(position, value),
                Err(invalid) => errors.add(name, invalid),
            }
        } else if let Some(position) = meta.many_to_many.iter().position(|field| field.name == name) {
            let field = &meta.many_to_many[position];
            if let Some(through) = field.through.filter(|_| !field.takes_keys(meta)) {
                let through = (through.model)().name;
                let detail = format!("cannot be written as keys; create and delete `{through}` rows");
                errors.add(name, Invalid::new("read_only", detail));
            } else if let Some(keys) = key_list(field, json, errors) {
                values.set_many(position, keys);
            }
        } else {
            errors.add(name, Invalid::new("unknown", "is not a field"));
        }
    }
}

fn given_form(
    meta: &'static ModelMeta,
    form: &Form,
    purpose: Purpose,
    values: &mut Values,
    errors: &mut ValidationErrors,
) {
    let mut lists: Vec<(usize, Vec<JsonValue>)> = Vec::new();
    for (i, (name, part)) in form.parts.iter().enumerate() {
        if let Some(position) = meta.field_index(name) {
            let field = &meta.fields[position];
            if !writable(field, purpose) {
                errors.add(name, Invalid::new("read_only", "cannot be written"));
            } else if form.parts[..i].iter().any(|(before, _)| before == name) {
                errors.add(name, Invalid::new("type", "is given twice"));
            } else if let Err(invalid) = part_of(field, part, position, values) {
                errors.add(name, invalid);
            }
        } else if let Some(position) = meta.many_to_many.iter().position(|field| field.name == name) {
            let pk = (meta.many_to_many[position].target)().pk();
            let key = match part {
                Part::Text(text) => {
                    (pk.value_type.parse_text)(text).map_or_else(|_| text.clone().into(), Value::into_json)
                }
                _ => JsonValue::Null,
            };
            match lists.iter_mut().find(|(known, _)| *known == position) {
                Some((_, keys)) => keys.push(key),
                None => lists.push((position, vec![key])),
            }
        } else {
            errors.add(name, Invalid::new("unknown", "is not a field"));
        }
    }
    // Keys have the rules that they have in JSON.
    let lists: Vec<(&str, JsonValue)> = lists
        .into_iter()
        .map(|(position, keys)| (meta.many_to_many[position].name, keys.into()))
        .collect();
    given(
        meta,
        lists.iter().map(|(name, keys)| (*name, keys)),
        purpose,
        values,
        errors,
    );
}

/// Reads what a form says of a field.
fn part_of(field: &FieldMeta, part: &Part, position: usize, values: &mut Values) -> Result<(), Invalid> {
    match (part, field.file.is_some()) {
        (Part::File(upload), true) => values.set_upload(position, upload.clone()),
        (Part::TooLarge(max), true) => return Err(storage::too_large(*max)),
        (Part::Empty, true) => {}
        // A form has no other way to say that there is to be none.
        (Part::Text(text), _) if text.is_empty() && field.nullable => {
            values.set(position, Value::Null(field.sql_type()));
        }
        (Part::Text(_), true) => return Err(Invalid::new("type", "must be a file, with a `filename`")),
        (Part::Text(text), false) => values.set(position, said(field, (field.value_type.parse_text)(text)?)?),
        (_, false) => return Err(Invalid::new("type", "must be text, not a file")),
        (Part::Unwanted, true) => return Err(Invalid::new("type", "must be a file")),
    }
    Ok(())
}

fn parse(field: &FieldMeta, json: &JsonValue) -> Result<Value, Invalid> {
    if json.is_null() {
        return if field.nullable {
            Ok(Value::Null(field.sql_type()))
        } else if field.sql_type() == SqlType::Json {
            (field.value_type.parse_json)(json)
        } else {
            Err(Invalid::new("null", "must not be null"))
        };
    }
    said(field, (field.value_type.parse_json)(json)?)
}

fn key_list(field: &ManyToManyMeta, json: &JsonValue, errors: &mut ValidationErrors) -> Option<Vec<Value>> {
    let Some(items) = json.as_array() else {
        errors.add(field.name, Invalid::new("type", "must be a list of keys"));
        return None;
    };
    let pk = (field.target)().pk();
    let mut keys = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        let parsed = parse(pk, item).and_then(|value| orm::validate(pk, &value).map(|()| value));
        match parsed {
            Ok(key) => keys.push(key),
            Err(invalid) => errors.push(invalid.at(format!("/{}/{i}", field.name))),
        }
    }
    Some(keys)
}
