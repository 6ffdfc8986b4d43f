//! Values as the pages see them, and back.

use serde_json::{Value as JsonValue, json};

use crate::schema::FieldMeta;
use crate::storage::{Name, Storages};
use crate::value::{SqlType, Value};

/// A value of a column: keys, `i64` and decimals as strings, times in UTC.
pub(crate) fn of_value(field: &FieldMeta, value: Value) -> JsonValue {
    match value {
        Value::Null(_) => JsonValue::Null,
        Value::BigInt(number) => number.to_string().into(),
        // A key is a string whatever its width.
        ref number @ (Value::Integer(_) | Value::SmallInt(_)) if field.relation.is_some() || field.primary_key => {
            number.to_text().into()
        }
        Value::Decimal(_) => value.to_text().into(),
        value => (field.value_type.show)(value),
    }
}

/// A value that no field describes.
pub(crate) fn of_plain(value: Value) -> JsonValue {
    match value {
        Value::BigInt(number) => number.to_string().into(),
        value => value.into_json(),
    }
}

/// The name of a file with its address: `url` where the admin itself shows it, else the storage's.
pub(crate) fn of_file(storages: &Storages, field: &FieldMeta, value: &Value, url: Option<String>) -> JsonValue {
    let (Some(file), Some(name)) = (&field.file, value.as_str().filter(|name| !name.is_empty())) else {
        return JsonValue::Null;
    };
    if let Some(url) = url {
        return json!({"name": name, "url": url});
    }
    let url = Name::new(name).and_then(|name| storages.get(file.storage)?.url(&name));
    match url {
        Ok(url) => json!({"name": name, "url": url}),
        // A storage may have no addresses.
        Err(_) => json!({"name": name}),
    }
}

/// What the pages send of a column, as the rest of fjango reads it: whole numbers may be strings.
pub(crate) fn to_plain(field: &FieldMeta, json: JsonValue) -> JsonValue {
    let whole = matches!(field.sql_type(), SqlType::SmallInt | SqlType::Integer | SqlType::BigInt);
    match json {
        JsonValue::String(text) if whole => match text.parse::<i64>() {
            Ok(number) => number.into(),
            Err(_) => JsonValue::String(text),
        },
        // An emptied input of a column that has a word for nothing.
        JsonValue::String(text) if text.is_empty() && field.nullable && field.sql_type() != SqlType::Text => {
            JsonValue::Null
        }
        json => json,
    }
}
