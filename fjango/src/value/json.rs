//! The JSON form of every kind of value, and the text form used in URLs.

use std::io::Write as _;
use std::ops::{Deref, DerefMut};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, SecondsFormat, SubsecRound, TimeDelta, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as JsonValue, json};
use uuid::Uuid;

use super::cell::BoxError;
use super::json_text::write_text;
use super::{Cell, DbValue, Invalid, SqlType, Value};

/// A JSON column holding a `T`, and a JSON body in a handler: `Json<Post>`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T> Json<T> {
    /// The value inside.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Json<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Serialize> Serialize for Json<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: serde::Deserialize<'de>> serde::Deserialize<'de> for Json<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Json)
    }
}

impl<T: Serialize + DeserializeOwned + Send + 'static> DbValue for Json<T> {
    type Plain = Self;
    type Like<U: DbValue> = U;

    const SQL_TYPE: SqlType = SqlType::Json;
    const NAME: &'static str = "Json";
    const SHOWN_AS_STORED: bool = true;

    /// A value that serde cannot write as JSON (a map with keys that are no strings) becomes JSON `null`.
    fn to_value(&self) -> Value {
        Value::Json(serde_json::to_value(&self.0).unwrap_or(JsonValue::Null))
    }

    fn from_value(value: Value) -> Result<Self, Invalid> {
        let json = JsonValue::from_value(value)?;
        serde_json::from_value(json)
            .map(Json)
            .map_err(|error| Invalid::new("type", error.to_string()))
    }

    fn decode(cell: Cell<'_>) -> Result<Self, BoxError> {
        Ok(Json(serde_json::from_value(JsonValue::decode(cell)?)?))
    }

    fn parse_json(value: &JsonValue) -> Result<Value, Invalid> {
        T::deserialize(value).map_err(|error| Invalid::new("type", error.to_string()))?;
        Ok(Value::Json(value.clone()))
    }
}

fn wrong_type(expected: &str) -> Invalid {
    Invalid::new("type", format!("must be {expected}"))
}

pub(super) fn out_of_range(range: Option<(i64, i64)>) -> Invalid {
    match range {
        Some((min, max)) => Invalid::new("range", format!("must be between {min} and {max}")),
        None => Invalid::new("range", "is outside the range that can be stored"),
    }
}

/// Text forms sort as dates do only for four-digit years.
pub(super) fn check_year(date: NaiveDate) -> Result<(), Invalid> {
    if (1..=9999).contains(&date.year()) {
        Ok(())
    } else {
        Err(Invalid::new("range", "must be between the years 1 and 9999"))
    }
}

/// Parses the JSON form of a value of this kind.
pub(super) fn parse(kind: SqlType, value: &JsonValue) -> Result<Value, Invalid> {
    match (kind, value) {
        (SqlType::Json, value) => Ok(Value::Json(value.clone())),
        (_, JsonValue::Null) => Err(Invalid::new("null", "must not be null")),
        (SqlType::Bool, JsonValue::Bool(b)) => Ok(Value::Bool(*b)),
        (SqlType::Bool, _) => Err(wrong_type("true or false")),
        (SqlType::SmallInt | SqlType::Integer | SqlType::BigInt, JsonValue::Number(number)) => integer(kind, number),
        (SqlType::SmallInt | SqlType::Integer | SqlType::BigInt, _) => Err(wrong_type("a whole number")),
        (SqlType::Real, JsonValue::Number(n)) => {
            let x = n.as_f64().unwrap_or(f64::INFINITY) as f32;
            if x.is_finite() {
                Ok(Value::Real(x))
            } else {
                Err(out_of_range(None))
            }
        }
        (SqlType::Double, JsonValue::Number(n)) => n
            .as_f64()
            .filter(|x| x.is_finite())
            .map(Value::Double)
            .ok_or_else(|| out_of_range(None)),
        (SqlType::Real | SqlType::Double, _) => Err(wrong_type("a number")),
        (SqlType::Decimal, JsonValue::Number(n)) => parse_text(kind, &n.to_string()),
        (SqlType::Decimal, JsonValue::String(text)) => parse_text(kind, text),
        (SqlType::Decimal, _) => Err(wrong_type("a decimal number, as a string or a number")),
        (_, JsonValue::String(text)) => parse_text(kind, text),
        (SqlType::Text, _) => Err(wrong_type("a string")),
        (_, _) => Err(wrong_type(expectation(kind))),
    }
}

fn integer(kind: SqlType, number: &serde_json::Number) -> Result<Value, Invalid> {
    // 1.0 is a whole number in JSON Schema's eyes.
    let whole = number.as_i64().or_else(|| {
        number
            .as_f64()
            .filter(|x| x.fract() == 0.0 && x.abs() < 9e15)
            .map(|x| x as i64)
    });
    match whole {
        Some(whole) => narrow(kind, whole),
        None if number.is_u64() || number.as_f64().is_some_and(|x| x.fract() == 0.0) => Err(out_of_range(None)),
        None => Err(wrong_type("a whole number")),
    }
}

fn narrow(kind: SqlType, whole: i64) -> Result<Value, Invalid> {
    match kind {
        SqlType::SmallInt => i16::try_from(whole)
            .map(Value::SmallInt)
            .map_err(|_| out_of_range(Some((i16::MIN.into(), i16::MAX.into())))),
        SqlType::Integer => i32::try_from(whole)
            .map(Value::Integer)
            .map_err(|_| out_of_range(Some((i32::MIN.into(), i32::MAX.into())))),
        _ => Ok(Value::BigInt(whole)),
    }
}

const fn expectation(kind: SqlType) -> &'static str {
    match kind {
        SqlType::Bool => "true or false",
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => "a whole number",
        SqlType::Real | SqlType::Double => "a number",
        SqlType::Decimal => "a decimal number such as `12.50`",
        SqlType::Text => "a string",
        SqlType::Bytes => "base64 text",
        SqlType::Uuid => "a UUID",
        SqlType::DateTime => "a date and time with offset such as `2026-05-01T12:30:00Z`",
        SqlType::Date => "a date such as `2026-05-01`",
        SqlType::Time => "a time such as `12:30:00`",
        SqlType::Interval => "an ISO 8601 duration such as `PT90S`",
        SqlType::Json => "JSON",
    }
}

/// Parses the text form of a value of this kind.
pub(super) fn parse_text(kind: SqlType, text: &str) -> Result<Value, Invalid> {
    let wrong = || wrong_type(expectation(kind));
    match kind {
        SqlType::Text => Ok(Value::Text(text.to_owned())),
        SqlType::Bool => match text {
            "true" | "True" | "1" => Ok(Value::Bool(true)),
            "false" | "False" | "0" => Ok(Value::Bool(false)),
            _ => Err(wrong()),
        },
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err(wrong());
            }
            text.parse()
                .map_err(|_| out_of_range(None))
                .and_then(|whole| narrow(kind, whole))
        }
        SqlType::Real => text
            .parse()
            .ok()
            .filter(|x: &f32| x.is_finite())
            .map(Value::Real)
            .ok_or_else(wrong),
        SqlType::Double => text
            .parse()
            .ok()
            .filter(|x: &f64| x.is_finite())
            .map(Value::Double)
            .ok_or_else(wrong),
        SqlType::Decimal => Decimal::from_str_exact(text)
            .or_else(|_| Decimal::from_scientific(text))
            .map(Value::Decimal)
            .map_err(|_| wrong()),
        SqlType::Bytes => BASE64.decode(text).map(Value::Bytes).map_err(|_| wrong()),
        SqlType::Uuid => Uuid::parse_str(text).map(Value::Uuid).map_err(|_| wrong()),
        SqlType::DateTime => {
            let parsed = DateTime::parse_from_rfc3339(text)
                .map_err(|_| wrong())?
                .with_timezone(&Utc)
                .trunc_subsecs(6);
            check_year(parsed.date_naive())?;
            Ok(Value::DateTime(parsed))
        }
        SqlType::Date => {
            let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| wrong())?;
            check_year(date)?;
            Ok(Value::Date(date))
        }
        SqlType::Time => ["%H:%M:%S%.f", "%H:%M"]
            .iter()
            .find_map(|format| NaiveTime::parse_from_str(text, format).ok())
            // A leap second has no place in either database.
            .filter(|time| chrono::Timelike::nanosecond(time) < 1_000_000_000)
            .map(|time| Value::Time(time.trunc_subsecs(6)))
            .ok_or_else(wrong),
        SqlType::Interval => parse_duration(text).map(Value::Interval).ok_or_else(wrong),
        SqlType::Json => serde_json::from_str(text).map(Value::Json).map_err(|_| wrong()),
    }
}

/// ISO 8601 durations of days, hours, minutes and seconds: `P1DT2H`, `-PT0.5S`. Months and years have no fixed length.
fn parse_duration(text: &str) -> Option<TimeDelta> {
    let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let rest = rest.strip_prefix('P')?;
    let (days, time) = rest
        .split_once('T')
        .map_or((rest, None), |(days, time)| (days, Some(time)));
    let mut micros: i64 = 0;
    let mut parts = 0;
    let mut take = |text: &mut &str, unit: char, unit_micros: i64| -> Option<()> {
        let Some((number, rest)) = text.split_once(unit) else {
            return Some(());
        };
        *text = rest;
        parts += 1;
        let number = Decimal::from_str_exact(number).ok().filter(|n| !n.is_sign_negative())?;
        let added = number.checked_mul(Decimal::from(unit_micros))?;
        micros = micros.checked_add(added.trunc().try_into().ok()?)?;
        Some(())
    };
    let mut days = days;
    take(&mut days, 'W', 7 * 86_400_000_000)?;
    take(&mut days, 'D', 86_400_000_000)?;
    let mut time_rest = time.unwrap_or_default();
    take(&mut time_rest, 'H', 3_600_000_000)?;
    take(&mut time_rest, 'M', 60_000_000)?;
    take(&mut time_rest, 'S', 1_000_000)?;
    if !days.is_empty() || !time_rest.is_empty() || parts == 0 || time.is_some_and(str::is_empty) {
        return None;
    }
    Some(TimeDelta::microseconds(if negative { -micros } else { micros }))
}

fn duration_text(delta: TimeDelta) -> String {
    let micros = delta
        .num_microseconds()
        .unwrap_or(if delta < TimeDelta::zero() { i64::MIN } else { i64::MAX });
    let sign = if micros < 0 { "-" } else { "" };
    let micros = micros.unsigned_abs();
    let (seconds, fraction) = (micros / 1_000_000, micros % 1_000_000);
    let fraction = if fraction == 0 {
        String::new()
    } else {
        format!(".{fraction:06}").trim_end_matches('0').to_owned()
    };
    format!("{sign}PT{seconds}{fraction}S")
}

pub(super) fn date_time_text(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn write_date_time(time: DateTime<Utc>, out: &mut Vec<u8>) {
    out.push(b'"');
    out.extend_from_slice(date_time_text(time).as_bytes());
    out.push(b'"');
}

/// The JSON Schema of a kind's JSON form.
pub(super) fn schema(kind: SqlType) -> JsonValue {
    match kind {
        SqlType::Bool => json!({ "type": "boolean" }),
        SqlType::SmallInt => json!({ "type": "integer", "minimum": i16::MIN, "maximum": i16::MAX }),
        SqlType::Integer => {
            json!({ "type": "integer", "format": "int32" , "minimum": i32::MIN, "maximum": i32::MAX })
        }
        SqlType::BigInt => {
            json!({ "type": "integer", "format": "int64", "minimum": i64::MIN, "maximum": i64::MAX })
        }
        SqlType::Real => json!({ "type": "number", "format": "float" }),
        SqlType::Double => json!({ "type": "number", "format": "double" }),
        SqlType::Decimal => {
            json!({ "type": "string", "format": "decimal", "pattern": r"^-?\d{1,28}(\.\d{1,28})?$" })
        }
        SqlType::Text => json!({ "type": "string" }),
        SqlType::Bytes => json!({ "type": "string", "contentEncoding": "base64" }),
        SqlType::Uuid => json!({ "type": "string", "format": "uuid" }),
        SqlType::DateTime => json!({ "type": "string", "format": "date-time" }),
        SqlType::Date => json!({ "type": "string", "format": "date" }),
        SqlType::Time => json!({ "type": "string", "format": "time" }),
        SqlType::Interval => json!({ "type": "string", "format": "duration" }),
        SqlType::Json => json!({}),
    }
}

impl Value {
    /// The JSON form: decimals, dates, UUIDs and durations as text, bytes as base64.
    pub fn to_json(&self) -> JsonValue {
        match self {
            Self::Null(_) => JsonValue::Null,
            Self::Bool(x) => (*x).into(),
            Self::SmallInt(x) => (*x).into(),
            Self::Integer(x) => (*x).into(),
            Self::BigInt(x) => (*x).into(),
            Self::Real(x) => real(*x),
            Self::Double(x) => (*x).into(),
            Self::Decimal(x) => x.to_string().into(),
            Self::Text(x) => x.clone().into(),
            Self::Bytes(x) => BASE64.encode(x).into(),
            Self::Uuid(x) => x.to_string().into(),
            Self::DateTime(x) => date_time_text(*x).into(),
            Self::Date(x) => x.to_string().into(),
            Self::Time(x) => x.to_string().into(),
            Self::Interval(x) => duration_text(*x).into(),
            Self::Json(x) => x.clone(),
        }
    }

    /// [`to_json`](Self::to_json) of a value that is not needed any more: text is moved, not copied.
    pub fn into_json(self) -> JsonValue {
        match self {
            Self::Text(x) => x.into(),
            Self::Json(x) => x,
            other => other.to_json(),
        }
    }

    /// The text form: what [`DbValue::parse_text`] reads.
    pub fn to_text(&self) -> String {
        match self {
            Self::SmallInt(x) => return x.to_string(),
            Self::Integer(x) => return x.to_string(),
            Self::BigInt(x) => return x.to_string(),
            _ => {}
        }
        match self.to_json() {
            JsonValue::String(text) => text,
            other => other.to_string(),
        }
    }
}

/// An `f32` as the shortest decimal that reads back as the same `f32`, not as its widened digits.
fn real(x: f32) -> JsonValue {
    x.to_string().parse::<f64>().map_or(JsonValue::Null, JsonValue::from)
}

/// Shows the text in a column to `read`, without a copy.
fn with_text(cell: Cell<'_>, read: &mut dyn FnMut(&str) -> Result<(), BoxError>) -> Result<(), BoxError> {
    match cell {
        #[cfg(feature = "postgres")]
        Cell::Pg(Some(value)) => read(std::str::from_utf8(value.as_bytes())?),
        #[cfg(feature = "sqlite")]
        Cell::Sqlite(Some(mut value)) => read(value.read_text()),
        other => read(&String::decode(other)?),
    }
}

/// Writes the JSON form of a value that every database gives back as it took it; of another, nothing.
pub(super) fn write_exact(value: &Value, out: &mut Vec<u8>) -> bool {
    if !value.is_exact() {
        return false;
    }
    let written = match value {
        Value::Null(_) => out.write_all(b"null"),
        Value::Bool(x) => write!(out, "{x}"),
        Value::SmallInt(x) => serde_json::to_writer(out, x).map_err(Into::into),
        Value::Integer(x) => serde_json::to_writer(out, x).map_err(Into::into),
        Value::BigInt(x) => serde_json::to_writer(out, x).map_err(Into::into),
        Value::Text(x) => {
            write_text(x, out);
            Ok(())
        }
        Value::Uuid(x) => write!(out, "\"{x}\""),
        Value::DateTime(x) => {
            write_date_time(*x, out);
            Ok(())
        }
        _ => return false,
    };
    // Writing into memory does not fail.
    written.is_ok()
}

/// Writes a column's JSON form at the end of `out`.
pub(super) fn write_cell(kind: SqlType, cell: Cell<'_>, out: &mut Vec<u8>) -> Result<(), BoxError> {
    if cell.is_null() {
        out.extend_from_slice(b"null");
        return Ok(());
    }
    match kind {
        SqlType::Bool => out.extend_from_slice(if bool::decode(cell)? { b"true" } else { b"false" }),
        SqlType::SmallInt => serde_json::to_writer(&mut *out, &i16::decode(cell)?)?,
        SqlType::Integer => serde_json::to_writer(&mut *out, &i32::decode(cell)?)?,
        SqlType::BigInt => serde_json::to_writer(&mut *out, &i64::decode(cell)?)?,
        SqlType::Text => with_text(cell, &mut |text| {
            write_text(text, out);
            Ok(())
        })?,
        SqlType::Uuid => write!(out, "\"{}\"", Uuid::decode(cell)?)?,
        SqlType::DateTime => write_date_time(DateTime::decode(cell)?, out),
        other => serde_json::to_writer(&mut *out, &Value::decode(other, cell)?.to_json())?,
    }
    Ok(())
}
