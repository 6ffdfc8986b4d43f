//! What every `#[derive(Choices)]` does, written once.

use crate::value::{Cell, Choices, DbValue, Invalid, Value};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

fn unknown<C: Choices>() -> Invalid {
    let values: Vec<&str> = C::ALL.iter().map(|(_, choice)| choice.value).collect();
    Invalid::new("choice", format!("must be one of `{}`", values.join("`, `")))
}

pub fn to_value<C: Choices>(choice: C) -> Value {
    Value::Text(choice.as_str().to_owned())
}

pub fn from_text<C: Choices>(text: &str) -> Result<C, Invalid> {
    C::from_name(text).ok_or_else(unknown::<C>)
}

pub fn from_value<C: Choices>(value: &Value) -> Result<C, Invalid> {
    match value.as_str() {
        Some(text) => from_text(text),
        None => Err(Invalid::new(
            "type",
            format!("must be text, not {}", value.sql_type().name()),
        )),
    }
}

pub fn decode<C: Choices>(cell: Cell<'_>) -> Result<C, BoxError> {
    Ok(from_text(&String::decode(cell)?)?)
}

pub fn check<C: Choices>(value: &Value) -> Result<(), Invalid> {
    from_value::<C>(value).map(drop)
}

pub fn parse_json<C: Choices>(value: &serde_json::Value) -> Result<Value, Invalid> {
    let value = String::parse_json(value)?;
    check::<C>(&value)?;
    Ok(value)
}

pub fn parse_text<C: Choices>(text: &str) -> Result<Value, Invalid> {
    from_text::<C>(text).map(to_value)
}

pub fn json_schema<C: Choices>() -> serde_json::Value {
    let values: Vec<&str> = C::ALL.iter().map(|(_, choice)| choice.value).collect();
    serde_json::json!({ "type": "string", "enum": values })
}

pub fn deserialize<'de, C: Choices, D: serde::Deserializer<'de>>(deserializer: D) -> Result<C, D::Error> {
    let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
    from_text(&text).map_err(serde::de::Error::custom)
}
