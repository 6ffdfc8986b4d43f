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

use super::cell::BoxError;
use super::{Cell, DbValue, Invalid, SqlType, Value, json};

/// Decodes with diesel: the Rust type, its SQL type on PostgreSQL, its SQL type on SQLite.
macro_rules! decode_with {
    ($cell:expr, $rust:ty, $pg:ty, $sqlite:ty) => {
        match $cell {
            #[cfg(feature = "postgres")]
            Cell::Pg(value) => <$rust as FromSql<$pg, diesel::pg::Pg>>::from_nullable_sql(value),
            #[cfg(feature = "sqlite")]
            Cell::Sqlite(value) => <$rust as FromSql<$sqlite, diesel::sqlite::Sqlite>>::from_nullable_sql(value),
            Cell::Never(_, never) => match never {},
        }
    };
}

fn mismatch(expected: &'static str, value: &Value) -> Invalid {
    Invalid::new("type", format!("must be {expected}, not {}", value.sql_type().name()))
}

macro_rules! plain {
    ($($rust:ty, $name:literal, $variant:ident, $pg:ty, $sqlite:ty, |$value:ident, $serializer:ident| $shown:expr;)*) => {$(
        impl DbValue for $rust {
            type Plain = Self;
            type Like<U: DbValue> = U;

            const SQL_TYPE: SqlType = SqlType::$variant;
            const NAME: &'static str = $name;

            fn to_value(&self) -> Value {
                Value::$variant(self.clone())
            }

            #[inline]
            fn serialize_json<S: Serializer>(&self, $serializer: S) -> Result<S::Ok, S::Error> {
                let $value = self;
                $shown
            }

            fn from_value(value: Value) -> Result<Self, Invalid> {
                match value {
                    Value::$variant(x) => Ok(x),
                    other => Err(mismatch($name, &other)),
                }
            }

            #[inline]
            fn decode(cell: Cell<'_>) -> Result<Self, BoxError> {
                decode_with!(cell, $rust, $pg, $sqlite)
            }
        }
    )*};
}

plain! {
    bool, "bool", Bool, st::Bool, st::Bool, |x, s| s.serialize_bool(*x);
    i16, "i16", SmallInt, st::SmallInt, st::SmallInt, |x, s| s.serialize_i16(*x);
    i32, "i32", Integer, st::Integer, st::Integer, |x, s| s.serialize_i32(*x);
    i64, "i64", BigInt, st::BigInt, st::BigInt, |x, s| s.serialize_i64(*x);
    String, "String", Text, st::Text, st::Text, |x, s| s.serialize_str(x);
    Vec<u8>, "Vec<u8>", Bytes, st::Binary, st::Binary, |x, s| s.serialize_str(&BASE64.encode(x));
    NaiveDate, "NaiveDate", Date, st::Date, st::Date, |x, s| s.collect_str(x);
}

/// Whole numbers narrower than their column, or unsigned: the range is checked on every write.
macro_rules! narrow {
    ($($rust:ty, $name:literal, $wide:ty, $variant:ident, $max:expr;)*) => {$(
        impl DbValue for $rust {
            type Plain = Self;
            type Like<U: DbValue> = U;

            const SQL_TYPE: SqlType = SqlType::$variant;
            const NAME: &'static str = $name;
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

macro_rules! float {
    ($($rust:ty, $name:literal, $variant:ident, $sql:ty;)*) => {$(
        impl DbValue for $rust {
            type Plain = Self;
            type Like<U: DbValue> = U;

            const SQL_TYPE: SqlType = SqlType::$variant;
            const NAME: &'static str = $name;

            fn to_value(&self) -> Value {
                Value::$variant(*self)
            }

            fn from_value(value: Value) -> Result<Self, Invalid> {
                match value {
                    Value::$variant(x) => Ok(x),
                    other => Err(mismatch($name, &other)),
                }
            }

            #[inline]
            fn decode(cell: Cell<'_>) -> Result<Self, BoxError> {
                decode_with!(cell, $rust, $sql, $sql)
            }

            // JSON has no NaN or infinity, and SQLite turns NaN into NULL.
            fn check(value: &Value) -> Result<(), Invalid> {
                match value {
                    Value::$variant(x) if !x.is_finite() => Err(Invalid::new("finite", "must be a finite number")),
                    _ => Ok(()),
                }
            }
        }
    )*};
}

float! {
    f32, "f32", Real, st::Float;
    f64, "f64", Double, st::Double;
}

impl DbValue for NaiveTime {
    type Plain = Self;
    type Like<U: DbValue> = U;

    const SQL_TYPE: SqlType = SqlType::Time;
    const NAME: &'static str = "NaiveTime";

    fn to_value(&self) -> Value {
        Value::Time(self.trunc_subsecs(6))
    }

    fn from_value(value: Value) -> Result<Self, Invalid> {
        match value {
            Value::Time(x) => Ok(x),
            other => Err(mismatch("NaiveTime", &other)),
        }
    }

    #[inline]
    fn decode(cell: Cell<'_>) -> Result<Self, BoxError> {
        decode_with!(cell, NaiveTime, st::Time, st::Time)
    }
}

impl DbValue for DateTime<Utc> {
    type Plain = Self;
    type Like<U: DbValue> = U;

    const SQL_TYPE: SqlType = SqlType::DateTime;
    const NAME: &'static str = "DateTime<Utc>";

    /// Both databases keep microseconds; what is finer is cut, so that a row reads back as it was saved.
    fn to_value(&self) -> Value {
        Value::DateTime(self.trunc_subsecs(6))
    }

    fn from_value(value: Value) -> Result<Self, Invalid> {
        match value {
            Value::DateTime(x) => Ok(x),
            other => Err(mismatch("DateTime<Utc>", &other)),
        }
    }

    fn serialize_json<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&json::date_time_text(self.trunc_subsecs(6)))
    }

    #[inline]
    fn decode(cell: Cell<'_>) -> Result<Self, BoxError> {
        match cell {
            #[cfg(feature = "postgres")]
            Cell::Pg(value) => <Self as FromSql<st::Timestamptz, diesel::pg::Pg>>::from_nullable_sql(value),
            #[cfg(feature = "sqlite")]
            Cell::Sqlite(value) => sqlite_date_time(value),
            Cell::Never(_, never) => match never {},
        }
    }

    fn check(value: &Value) -> Result<(), Invalid> {
        match value {
            Value::DateTime(x) => json::check_year(x.date_naive()),
            _ => Ok(()),
        }
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

impl DbValue for Uuid {
    type Plain = Self;
    type Like<U: DbValue> = U;

    const SQL_TYPE: SqlType = SqlType::Uuid;
    const NAME: &'static str = "Uuid";

    fn to_value(&self) -> Value {
        Value::Uuid(*self)
    }

    fn from_value(value: Value) -> Result<Self, Invalid> {
        match value {
            Value::Uuid(x) => Ok(x),
            other => Err(mismatch("Uuid", &other)),
        }
    }

    fn decode(cell: Cell<'_>) -> Result<Self, BoxError> {
        match cell {
            #[cfg(feature = "postgres")]
            Cell::Pg(value) => <Uuid as FromSql<st::Uuid, diesel::pg::Pg>>::from_nullable_sql(value),
            #[cfg(feature = "sqlite")]
            Cell::Sqlite(value) => {
                let text = <String as FromSql<st::Text, diesel::sqlite::Sqlite>>::from_nullable_sql(value)?;
                Ok(Uuid::parse_str(&text)?)
            }
            Cell::Never(_, never) => match never {},
        }
    }
}

impl DbValue for TimeDelta {
    type Plain = Self;
    type Like<U: DbValue> = U;

    const SQL_TYPE: SqlType = SqlType::Interval;
    const NAME: &'static str = "Duration";

    fn to_value(&self) -> Value {
        Value::Interval(*self)
    }

    fn from_value(value: Value) -> Result<Self, Invalid> {
        match value {
            Value::Interval(x) => Ok(x),
            other => Err(mismatch("Duration", &other)),
        }
    }

    fn decode(cell: Cell<'_>) -> Result<Self, BoxError> {
        match cell {
            #[cfg(feature = "postgres")]
            Cell::Pg(value) => <TimeDelta as FromSql<st::Interval, diesel::pg::Pg>>::from_nullable_sql(value),
            #[cfg(feature = "sqlite")]
            Cell::Sqlite(value) => {
                let micros = <i64 as FromSql<st::BigInt, diesel::sqlite::Sqlite>>::from_nullable_sql(value)?;
                Ok(TimeDelta::microseconds(micros))
            }
            Cell::Never(_, never) => match never {},
        }
    }

    fn check(value: &Value) -> Result<(), Invalid> {
        match value {
            Value::Interval(x) if x.num_microseconds().is_none() => {
                Err(Invalid::new("max", "must be shorter than 292,000 years"))
            }
            _ => Ok(()),
        }
    }
}

impl DbValue for Decimal {
    type Plain = Self;
    type Like<U: DbValue> = U;

    const SQL_TYPE: SqlType = SqlType::Decimal;
    const NAME: &'static str = "Decimal";

    fn to_value(&self) -> Value {
        Value::Decimal(*self)
    }

    fn from_value(value: Value) -> Result<Self, Invalid> {
        match value {
            Value::Decimal(x) => Ok(x),
            other => Err(mismatch("Decimal", &other)),
        }
    }

    fn decode(cell: Cell<'_>) -> Result<Self, BoxError> {
        super::decimal::decode(cell)
    }
}

impl DbValue for serde_json::Value {
    type Plain = Self;
    type Like<U: DbValue> = U;

    const SQL_TYPE: SqlType = SqlType::Json;
    const NAME: &'static str = "Json";

    fn to_value(&self) -> Value {
        Value::Json(self.clone())
    }

    fn from_value(value: Value) -> Result<Self, Invalid> {
        match value {
            Value::Json(x) => Ok(x),
            other => Err(mismatch("JSON", &other)),
        }
    }

    fn decode(cell: Cell<'_>) -> Result<Self, BoxError> {
        decode_with!(cell, serde_json::Value, st::Jsonb, st::Json)
    }
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
