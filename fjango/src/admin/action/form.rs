//! The form of an action, from the JSON Schema of its struct.

use std::any::TypeId;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde_json::Value as JsonValue;

use crate::admin::contract::{ActionForm, ChoiceSchema, FieldSchema, FieldType};
use crate::api::Shape;
use crate::http::{FieldError, Problem};

/// Text longer than this is edited in many lines.
const ONE_LINE: u64 = 200;

/// The fields of a form; nothing for `()`.
pub(crate) fn fields_of<T: JsonSchema + 'static>() -> Option<ActionForm> {
    if TypeId::of::<T>() == TypeId::of::<()>() {
        return None;
    }
    let mut settings = SchemaSettings::draft2020_12();
    settings.inline_subschemas = true;
    let schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    let required: Vec<&str> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(JsonValue::as_str)
        .collect();
    let properties = schema["properties"].as_object().into_iter().flatten();
    let mut form = ActionForm {
        order: Vec::new(),
        fields: BTreeMap::new(),
    };
    for (name, property) in properties {
        form.order.push(name.clone());
        let field = field(name, property, required.contains(&name.as_str()));
        form.fields.insert(name.clone(), field);
    }
    // What must be filled in comes first; schemas know no other order.
    form.order.sort_by_key(|name| !required.contains(&name.as_str()));
    Some(form)
}

/// Reads a form, with every objection at its field.
pub(crate) fn read<T: DeserializeOwned + JsonSchema + 'static>(form: JsonValue) -> Result<T, Problem> {
    if TypeId::of::<T>() == TypeId::of::<()>() {
        return serde_json::from_value(JsonValue::Null).map_err(|error| Problem::internal(&error));
    }
    let shape = Shape::of::<T>();
    let mut errors = shape.mistakes(&form);
    if errors.is_empty() {
        errors = shape.broken_rules(&form);
    }
    if !errors.is_empty() {
        let errors = errors.into_iter();
        return Err(Problem::validation(
            errors
                .map(|error| FieldError::new(error.pointer, error.code, error.detail))
                .collect(),
        ));
    }
    serde_json::from_value(form)
        .map_err(|error| Problem::validation(vec![FieldError::new("", "type", error.to_string())]))
}

fn field(name: &str, schema: &JsonValue, required: bool) -> FieldSchema {
    let text = |key: &str| schema[key].as_str().unwrap_or_default();
    let choices = choices(schema);
    let kinds = match &schema["type"] {
        JsonValue::Array(kinds) => kinds.iter().filter_map(JsonValue::as_str).collect(),
        kind => kind.as_str().into_iter().collect::<Vec<_>>(),
    };
    let max = schema["maxLength"].as_u64();
    let kind = match (text("format"), kinds.first().copied().unwrap_or_default()) {
        _ if !choices.is_empty() => FieldType::Enum,
        ("date", _) => FieldType::Date,
        ("date-time", _) => FieldType::Datetime,
        ("email", _) => FieldType::Email,
        ("uri", _) => FieldType::Url,
        (_, "boolean") => FieldType::Boolean,
        (_, "integer") => FieldType::Integer,
        (_, "number") => FieldType::Float,
        (_, "string") if max.is_none_or(|max| max <= ONE_LINE) => FieldType::String,
        (_, "string") => FieldType::Text,
        _ => FieldType::Json,
    };
    let label = match text("title") {
        "" => crate::admin::schema::label(name),
        title => title.to_owned(),
    };
    FieldSchema {
        required,
        nullable: kinds.contains(&"null"),
        help: text("description").to_owned(),
        max: max.and_then(|max| u32::try_from(max).ok()),
        min_value: schema.get("minimum").cloned(),
        max_value: schema.get("maximum").cloned(),
        default: schema.get("default").cloned(),
        choices,
        ..FieldSchema::new(kind, label)
    }
}

fn choices(schema: &JsonValue) -> Vec<ChoiceSchema> {
    let plain = schema["enum"].as_array().into_iter().flatten();
    // With a doc comment each, variants are schemas of their own.
    let documented = schema["oneOf"].as_array().into_iter().flatten();
    let documented = documented.flat_map(|one| match one["enum"].as_array() {
        Some(values) => values.iter().collect(),
        None => vec![&one["const"]],
    });
    plain
        .chain(documented)
        .filter_map(JsonValue::as_str)
        .map(|value| ChoiceSchema {
            v: value.to_owned(),
            label: crate::admin::schema::label(value),
            tone: None,
        })
        .collect()
}
