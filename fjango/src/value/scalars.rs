//! [`DbValue`] for the standard types, decoded by diesel's `FromSql`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, NaiveDate, NaiveTime, SubsecRound, TimeDelta, Utc};
#[cfg(any(feature = "postgres", feature = "sqlite"))]
use diesel::deserialize::FromSql;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
use diesel::sql_types as st;
use rust_decimal::Decimal;
use serde::Serializer;
use uuid::Uuid;

use super::cell::{BoxError, sent};
use super::{Cell, DbValue, Invalid, SqlType, Value, json};

/// Decodes with diesel: the Rust type, its SQL type on PostgreSQL, its SQL type on SQLite.
macro_rules! decode_with {
    ($cell:expr, $rust:ty, $pg:ty, $sqlite:ty) => {
        match $cell {
            #[cfg(feature = "postgres")]
            Cell::Pg(value) => <$rust as FromSql<$pg, diesel::pg::Pg>>::from_nullable_sql(value),
            #[cfg(feature = "sqlite")]
            Cell::Sqlite(value) => <$rust as FromSql<$sqlite, diesel::sqlite::Sqlite>>::from_nullable_sql(value),
            Cell::Sent(value) => sent(value),
            Cell::Never(_, never) => match never {},
        }
    };
}

fn mismatch(expected: &'static str, value: &Value) -> Invalid {
    Invalid::new("type", format!("must be {expected}, not {}", value.sql_type().name()))
}

/// One type for each entry: its name, its kind, the value it is sent as and how it is read; then, where they are not as
/// for any type, how JSON shows it and the rule beyond its kind.
macro_rules! scalars {
    ($($rust:ty, $name:literal, $variant:ident,
       send($this:ident) $send:expr,
       read($cell:ident) $read:expr
       $(, own($owned:ident) $own:expr)?
       $(, show($shown:ident, $serializer:ident) $show:expr)?
       $(, check($value:ident) $check:expr)?;)*) => {$(
        impl DbValue for $rust {
            type Plain = Self;
            type Like<U: DbValue> = U;

            const SQL_TYPE: SqlType = SqlType::$variant;
            const NAME: &'static str = $name;
            const SHOWN_AS_STORED: bool = true;

            fn to_value(&self) -> Value {
                let $this = self;
                Value::$variant($send)
            }

            $(fn into_value(self) -> Value {
                let $owned = self;
                Value::$variant($own)
            })?

            $(#[inline]
            fn serialize_json<S: Serializer>(&self, $serializer: S) -> Result<S::Ok, S::Error> {
                let $shown = self;
                $show
            })?

            fn from_value(value: Value) -> Result<Self, Invalid> {
                match value {
                    Value::$variant(x) => Ok(x),
                    other => Err(mismatch($name, &other)),
                }
            }

            #[inline]
            fn decode($cell: Cell<'_>) -> Result<Self, BoxError> {
                $read
            }

            $(fn check(value: &Value) -> Result<(), Invalid> {
                match value {
                    Value::$variant($value) => $check,
                    _ => Ok(()),
                }
            })?
        }
    )*};
}

// Both databases keep microseconds; what is finer is cut, so that a row reads back as it was saved. JSON has no NaN or
// infinity, and SQLite turns NaN into NULL.
scalars! {
    bool, "bool", Bool, send(x) *x, read(cell) decode_with!(cell, bool, st::Bool, st::Bool),
        show(x, s) s.serialize_bool(*x);
    i16, "i16", SmallInt, send(x) *x, read(cell) decode_with!(cell, i16, st::SmallInt, st::SmallInt),
        show(x, s) s.serialize_i16(*x);
    i32, "i32", Integer, send(x) *x, read(cell) decode_with!(cell, i32, st::Integer, st::Integer),
        show(x, s) s.serialize_i32(*x);
    i64, "i64", BigInt, send(x) *x, read(cell) decode_with!(cell, i64, st::BigInt, st::BigInt),
        show(x, s) s.serialize_i64(*x);
    f32, "f32", Real, send(x) *x, read(cell) decode_with!(cell, f32, st::Float, st::Float),
        check(x) finite(x.is_finite());
    f64, "f64", Double, send(x) *x, read(cell) decode_with!(cell, f64, st::Double, st::Double),
        check(x) finite(x.is_finite());
    String, "String", Text, send(x) x.clone(), read(cell) decode_with!(cell, String, st::Text, st::Text), own(x) x,
        show(x, s) s.serialize_str(x);
    Vec<u8>, "Vec<u8>", Bytes, send(x) x.clone(), read(cell) decode_with!(cell, Vec<u8>, st::Binary, st::Binary), own(x) x,
        show(x, s) s.serialize_str(&BASE64.encode(x));
    NaiveDate, "NaiveDate", Date, send(x) *x, read(cell) decode_with!(cell, NaiveDate, st::Date, st::Date),
        show(x, s) s.collect_str(x);
    NaiveTime, "NaiveTime", Time, send(x) x.trunc_subsecs(6),
        read(cell) decode_with!(cell, NaiveTime, st::Time, st::Time);
    DateTime<Utc>, "DateTime<Utc>", DateTime, send(x) x.trunc_subsecs(6), read(cell) date_time(cell),
        show(x, s) s.serialize_str(&json::date_time_text(x.trunc_subsecs(6))),
        check(x) json::check_year(x.date_naive());
    Uuid, "Uuid", Uuid, send(x) *x, read(cell) uuid(cell);
    TimeDelta, "Duration", Interval, send(x) *x, read(cell) duration(cell),
        check(x) match x.num_microseconds() {
            Some(_) => Ok(()),
            None => Err(Invalid::new("max", "must be shorter than 292,000 years")),
        };
    Decimal, "Decimal", Decimal, send(x) *x, read(cell) super::decimal::decode(cell);
    serde_json::Value, "Json", Json, send(x) x.clone(),
        read(cell) decode_with!(cell, serde_json::Value, st::Jsonb, st::Json), own(x) x;
}

fn finite(is_finite: bool) -> Result<(), Invalid> {
    match is_finite {
        true => Ok(()),
        false => Err(Invalid::new("finite", "must be a finite number")),
    }
}

fn date_time(cell: Cell<'_>) -> Result<DateTime<Utc>, BoxError> {
    match cell {
        #[cfg(feature = "postgres")]
        Cell::Pg(value) => <DateTime<Utc> as FromSql<st::Timestamptz, diesel::pg::Pg>>::from_nullable_sql(value),
        #[cfg(feature = "sqlite")]
        Cell::Sqlite(value) => sqlite_date_time(value),
        Cell::Sent(value) => sent(value),
        Cell::Never(_, never) => match never {},
    }
}

/// SQLite holds text. diesel tries one format after the other; what fjango and SQLite write differs from RFC 3339 only
/// in a space, so that is tried first, at a tenth of the cost.
#[cfg(feature = "sqlite")]
fn sqlite_date_time(
    value: Option<<diesel::sqlite::Sqlite as diesel::backend::Backend>::RawValue<'_>>,
) -> Result<DateTime<Utc>, BoxError> {
    use diesel::sqlite::{Sqlite, SqliteType};
    let by_diesel = <DateTime<Utc> as FromSql<st::TimestamptzSqlite, Sqlite>>::from_nullable_sql;
    let Some(mut value) = value else {
        return by_diesel(None);
    };
    if value.value_type() == Some(SqliteType::Text)
        && let Ok(time) = DateTime::parse_from_rfc3339(value.read_text())
    {
        return Ok(time.to_utc());
    }
    by_diesel(Some(value))
}

/// SQLite keeps its text.
fn uuid(cell: Cell<'_>) -> Result<Uuid, BoxError> {
    match cell {
        #[cfg(feature = "postgres")]
        Cell::Pg(value) => <Uuid as FromSql<st::Uuid, diesel::pg::Pg>>::from_nullable_sql(value),
        #[cfg(feature = "sqlite")]
        Cell::Sqlite(value) => {
            let text = <String as FromSql<st::Text, diesel::sqlite::Sqlite>>::from_nullable_sql(value)?;
            Ok(Uuid::parse_str(&text)?)
        }
        Cell::Sent(value) => sent(value),
        Cell::Never(_, never) => match never {},
    }
}

/// SQLite keeps its microseconds.
fn duration(cell: Cell<'_>) -> Result<TimeDelta, BoxError> {
    match cell {
        #[cfg(feature = "postgres")]
        Cell::Pg(value) => <TimeDelta as FromSql<st::Interval, diesel::pg::Pg>>::from_nullable_sql(value),
        #[cfg(feature = "sqlite")]
        Cell::Sqlite(value) => {
            let micros = <i64 as FromSql<st::BigInt, diesel::sqlite::Sqlite>>::from_nullable_sql(value)?;
            Ok(TimeDelta::microseconds(micros))
        }
        Cell::Sent(value) => sent(value),
        Cell::Never(_, never) => match never {},
    }
}

/// Whole numbers narrower than their column, or unsigned: the range is checked on every write.
macro_rules! narrow {
    ($($rust:ty, $name:literal, $wide:ty, $variant:ident, $max:expr;)*) => {$(
        impl DbValue for $rust {
            type Plain = Self;
            type Like<U: DbValue> = U;

            const SQL_TYPE: SqlType = SqlType::$variant;
            const NAME: &'static str = $name;
            const SHOWN_AS_STORED: bool = true;
            const RANGE: Option<(i64, i64)> = Some((<$rust>::MIN as i64, $max));

            fn to_value(&self) -> Value {
                // A u64 beyond i64::MAX becomes negative here, and the range check refuses it.
                Value::$variant(*self as $wide)
            }

            fn from_value(value: Value) -> Result<Self, Invalid> {
                match value {
                    Value::$variant(x) => <$rust>::try_from(x).map_err(|_| json::out_of_range(Self::RANGE)),
                    other => Err(mismatch($name, &other)),
                }
            }

            #[inline]
            fn decode(cell: Cell<'_>) -> Result<Self, BoxError> {
                Ok(<$rust>::try_from(<$wide>::decode(cell)?)?)
            }

            fn check(value: &Value) -> Result<(), Invalid> {
                match value.as_i64() {
                    Some(x) if x < <$rust>::MIN as i64 || x > $max => Err(json::out_of_range(Self::RANGE)),
                    _ => Ok(()),
                }
            }
        }
    )*};
}

narrow! {
    i8, "i8", i16, SmallInt, i8::MAX as i64;
    u8, "u8", i16, SmallInt, u8::MAX as i64;
    u16, "u16", i32, Integer, u16::MAX as i64;
    u32, "u32", i64, BigInt, u32::MAX as i64;
    u64, "u64", i64, BigInt, i64::MAX;
}

impl Value {
    /// Decodes a column of the given kind into an untyped value.
    ///
    /// # Errors
    /// What the backend's decoder says.
    pub fn decode(kind: SqlType, cell: Cell<'_>) -> Result<Self, BoxError> {
        if cell.is_null() {
            return Ok(Self::Null(kind));
        }
        Ok(match kind {
            SqlType::Bool => Self::Bool(bool::decode(cell)?),
            SqlType::SmallInt => Self::SmallInt(i16::decode(cell)?),
            SqlType::Integer => Self::Integer(i32::decode(cell)?),
            SqlType::BigInt => Self::BigInt(i64::decode(cell)?),
            SqlType::Real => Self::Real(f32::decode(cell)?),
            SqlType::Double => Self::Double(f64::decode(cell)?),
            SqlType::Decimal => Self::Decimal(Decimal::decode(cell)?),
            SqlType::Text => Self::Text(String::decode(cell)?),
            SqlType::Bytes => Self::Bytes(Vec::decode(cell)?),
            SqlType::Uuid => Self::Uuid(Uuid::decode(cell)?),
            SqlType::DateTime => Self::DateTime(DateTime::decode(cell)?),
            SqlType::Date => Self::Date(NaiveDate::decode(cell)?),
            SqlType::Time => Self::Time(NaiveTime::decode(cell)?),
            SqlType::Interval => Self::Interval(TimeDelta::decode(cell)?),
            SqlType::Json => Self::Json(serde_json::Value::decode(cell)?),
        })
    }
}
