use serde_json::Value as JsonValue;

use super::db_value::HIDDEN_TEXT;
use super::{Cell, Choice, DbValue, Invalid, SqlType, Value, json};
use crate::value::cell::BoxError;

/// A [`DbValue`] implementation as data: what metadata keeps of a field's Rust type.
#[derive(Clone, Copy)]
pub struct ValueType {
    /// The Rust type's name: `i64`, `Slug`, `Status`.
    pub name: &'static str,
    /// What the database stores.
    pub sql_type: SqlType,
    /// Whether the Rust type is an `Option`.
    pub nullable: bool,
    /// See [`DbValue::CHOICES`].
    pub choices: &'static [Choice],
    /// See [`DbValue::FORMAT`].
    pub format: Option<&'static str>,
    /// See [`DbValue::RANGE`].
    pub range: Option<(i64, i64)>,
    /// See [`DbValue::HIDDEN`].
    pub hidden: bool,
    /// See [`DbValue::to_json`].
    pub show: fn(Value) -> JsonValue,
    write: fn(Cell<'_>, &mut Vec<u8>) -> Result<(), BoxError>,
    /// See [`DbValue::SHOWN_AS_STORED`].
    shown_as_stored: bool,
    /// See [`DbValue::check`].
    pub check: fn(&Value) -> Result<(), Invalid>,
    /// See [`DbValue::parse_json`].
    pub parse_json: fn(&JsonValue) -> Result<Value, Invalid>,
    /// See [`DbValue::parse_text`].
    pub parse_text: fn(&str) -> Result<Value, Invalid>,
    /// See [`DbValue::json_schema`].
    pub json_schema: fn() -> JsonValue,
}

impl ValueType {
    /// The description of `T`.
    pub const fn of<T: DbValue>() -> Self {
        Self {
            name: T::NAME,
            sql_type: T::SQL_TYPE,
            nullable: T::NULLABLE,
            choices: T::CHOICES,
            format: T::FORMAT,
            range: T::RANGE,
            hidden: T::HIDDEN,
            show: show::<T>,
            write: T::write_json,
            shown_as_stored: T::SHOWN_AS_STORED,
            check: T::check,
            parse_json: T::parse_json,
            parse_text: T::parse_text,
            json_schema: T::json_schema,
        }
    }

    /// Decodes a column into an untyped value.
    ///
    /// # Errors
    /// What the backend's decoder says.
    pub fn decode(&self, cell: Cell<'_>) -> Result<Value, BoxError> {
        Value::decode(self.sql_type, cell)
    }

    /// Writes a column's JSON form at the end of `out` without building anything in between.
    ///
    /// # Errors
    /// What the backend's decoder says.
    pub fn write_json(&self, cell: Cell<'_>, out: &mut Vec<u8>) -> Result<(), BoxError> {
        if self.hidden && !cell.is_null() {
            out.extend_from_slice(format!("\"{HIDDEN_TEXT}\"").as_bytes());
            return Ok(());
        }
        (self.write)(cell, out)
    }

    /// Writes what [`write_json`](Self::write_json) would write of a column that `value` was put into, if that is certain
    /// without asking: a database may round numbers, and it orders the names in a document anew.
    pub(crate) fn write_known(&self, value: &Value, out: &mut Vec<u8>) -> bool {
        let same_kind = value.sql_type() == self.sql_type;
        same_kind && self.shown_as_stored && !self.hidden && json::write_exact(value, out)
    }
}

fn show<T: DbValue>(value: Value) -> JsonValue {
    // Of a value that the type refuses there is nothing to show.
    T::from_value(value).map_or(JsonValue::Null, |value| value.to_json())
}

impl std::fmt::Debug for ValueType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ValueType")
            .field("name", &self.name)
            .field("sql_type", &self.sql_type)
            .finish_non_exhaustive()
    }
}

impl PartialEq for ValueType {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.sql_type == other.sql_type && self.nullable == other.nullable
    }
}
