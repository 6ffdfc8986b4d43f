//! diesel's SQL types for columns of models.
//!
//! diesel has one SQL type for a column, and some of its own exist for one database only. Those kinds have a type here
//! that both databases know, read and written as everywhere else in fjango.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::deserialize::{self, FromSql, Queryable};
use diesel::expression::AsExpression;
use diesel::internal::derives::as_expression::Bound;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types as st;
use diesel::sqlite::{Sqlite, SqliteValue};
use rust_decimal::Decimal as RustDecimal;
use uuid::Uuid as RustUuid;

use super::{Cell, DbValue, SqlType};

/// Says at compile time that a field of type `T` is stored as what its column says to diesel.
pub const fn is_stored_as<T: DbValue>(kind: SqlType) -> bool {
    T::SQL_TYPE as u8 == kind as u8
}

/// Says whether a field of type `T` takes `NULL` as its column says to diesel.
pub const fn takes_null<T: DbValue>() -> bool {
    T::NULLABLE
}

/// `timestamptz`, or text in UTC on SQLite: `DateTime<Utc>`.
#[derive(Debug, Clone, Copy, Default, st::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185), sqlite_type(name = "Text"))]
pub struct Moment;

/// `uuid`, or text on SQLite.
#[derive(Debug, Clone, Copy, Default, st::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951), sqlite_type(name = "Text"))]
pub struct Uuid;

/// `interval`, or microseconds on SQLite: `Duration`.
#[derive(Debug, Clone, Copy, Default, st::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 1186, array_oid = 1187), sqlite_type(name = "Long"))]
pub struct Interval;

/// `jsonb`, or text on SQLite: `serde_json::Value`.
#[derive(Debug, Clone, Copy, Default, st::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 3802, array_oid = 3807), sqlite_type(name = "Text"))]
pub struct Json;

/// `numeric`, or a double on SQLite.
#[derive(Debug, Clone, Copy, Default, st::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 1700, array_oid = 1231), sqlite_type(name = "Double"))]
pub struct Decimal;

/// A value that diesel is to bind for a column of a type of this module: `created.gt(Bind(moment))`. Rust's rules leave
/// the comparison with the bare value to the crates that `DateTime`, `Uuid`, `Duration`, `Decimal` and JSON come from.
#[derive(Debug, Clone)]
pub struct Bind<T>(pub T);

/// Reads by `DbValue`, writes as told: (this, out) to PostgreSQL, (this, out) to SQLite.
macro_rules! stored {
    ($($sql:ident: $rust:ty, |$pg_self:ident, $pg_out:ident| $pg:expr, |$sqlite_self:ident, $sqlite_out:ident| $sqlite:expr;)*) => {$(
        impl FromSql<$sql, Pg> for $rust {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                <$rust as DbValue>::decode(Cell::Pg(Some(value)))
            }
        }

        impl FromSql<$sql, Sqlite> for $rust {
            fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
                <$rust as DbValue>::decode(Cell::Sqlite(Some(value)))
            }
        }

        impl ToSql<$sql, Pg> for Bind<$rust> {
            fn to_sql<'b>(&'b self, $pg_out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                let $pg_self = &self.0;
                $pg
            }
        }

        impl ToSql<$sql, Sqlite> for Bind<$rust> {
            fn to_sql<'b>(&'b self, $sqlite_out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                let $sqlite_self = &self.0;
                $sqlite
            }
        }

        impl AsExpression<$sql> for Bind<$rust> {
            type Expression = Bound<$sql, Self>;

            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

        impl AsExpression<st::Nullable<$sql>> for Bind<$rust> {
            type Expression = Bound<st::Nullable<$sql>, Option<Self>>;

            fn as_expression(self) -> Self::Expression {
                Bound::new(Some(self))
            }
        }
    )*};
}

stored! {
    Moment: DateTime<Utc>,
        |this, out| ToSql::<st::Timestamptz, Pg>::to_sql(this, out),
        |this, out| ToSql::<st::TimestamptzSqlite, Sqlite>::to_sql(this, out);
    Uuid: RustUuid,
        |this, out| ToSql::<st::Uuid, Pg>::to_sql(this, out),
        |this, out| {
            out.set_value(this.to_string());
            Ok(IsNull::No)
        };
    Interval: TimeDelta,
        |this, out| ToSql::<st::Interval, Pg>::to_sql(this, out),
        |this, out| {
            out.set_value(this.num_microseconds().ok_or("the duration is too long to store")?);
            Ok(IsNull::No)
        };
    Json: serde_json::Value,
        |this, out| ToSql::<st::Jsonb, Pg>::to_sql(this, out),
        |this, out| ToSql::<st::Json, Sqlite>::to_sql(this, out);
    Decimal: RustDecimal,
        |this, out| ToSql::<st::Numeric, Pg>::to_sql(&super::decimal_to_numeric(*this), &mut out.reborrow()),
        |this, out| {
            out.set_value(super::decimal_to_sqlite(*this)?);
            Ok(IsNull::No)
        };
}

macro_rules! arithmetic {
    ($($operation:ident)*) => {$(
        impl st::ops::$operation for Decimal {
            type Rhs = Self;
            type Output = Self;
        }
    )*};
}

arithmetic! { Add Sub Mul Div }

/// The others have it from diesel.
impl<DB: diesel::backend::Backend> Queryable<Decimal, DB> for RustDecimal
where
    RustDecimal: FromSql<Decimal, DB>,
{
    type Row = Self;

    fn build(row: Self) -> deserialize::Result<Self> {
        Ok(row)
    }
}
