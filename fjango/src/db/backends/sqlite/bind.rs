use diesel::query_builder::AstPass;
use diesel::result::{Error as DieselError, QueryResult};
use diesel::sql_types as st;
use diesel::sqlite::Sqlite;

use crate::db::statement::{Bind, Statement, walk};
use crate::value::Value;

fn push<'b>(out: &mut AstPass<'_, 'b, Sqlite>, value: &'b Value) -> QueryResult<()> {
    match value {
        Value::Null(_) => out.push_bind_param::<st::Nullable<st::Integer>, Option<i32>>(&None),
        Value::Bool(x) => out.push_bind_param::<st::Bool, _>(x),
        Value::SmallInt(x) => out.push_bind_param::<st::SmallInt, _>(x),
        Value::Integer(x) => out.push_bind_param::<st::Integer, _>(x),
        Value::BigInt(x) => out.push_bind_param::<st::BigInt, _>(x),
        Value::Real(x) => out.push_bind_param::<st::Float, _>(x),
        Value::Double(x) => out.push_bind_param::<st::Double, _>(x),
        Value::Text(x) => out.push_bind_param::<st::Text, _>(x),
        Value::Bytes(x) => out.push_bind_param::<st::Binary, _>(x),
        Value::DateTime(x) => out.push_bind_param::<st::TimestamptzSqlite, _>(x),
        Value::Date(x) => out.push_bind_param::<st::Date, _>(x),
        Value::Time(x) => out.push_bind_param::<st::Time, _>(x),
        Value::Json(x) => out.push_bind_param::<st::Json, _>(x),
        Value::Decimal(_) | Value::Uuid(_) | Value::Interval(_) => out.push_bind_param::<Stored, _>(value),
    }
}

/// The kinds that SQLite stores as something else.
struct Stored;

impl diesel::sql_types::HasSqlType<Stored> for Sqlite {
    fn metadata(_: &mut ()) -> diesel::sqlite::SqliteType {
        diesel::sqlite::SqliteType::Text
    }
}

impl diesel::serialize::ToSql<Stored, Sqlite> for Value {
    fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, Sqlite>) -> diesel::serialize::Result {
        match self {
            Self::Decimal(x) => out.set_value(crate::value::decimal_to_sqlite(*x)?),
            Self::Uuid(x) => out.set_value(x.to_string()),
            Self::Interval(x) => out.set_value(x.num_microseconds().ok_or("the duration is too long to store")?),
            other => return Err(format!("a {} needs no conversion", other.sql_type().name()).into()),
        }
        Ok(diesel::serialize::IsNull::No)
    }
}

walk!(
    Sqlite,
    |out, bind| {
        let Bind::One(value) = bind else { continue };
        push(&mut out, value)?;
    },
    {
        // Invariant: SQLite's dialect has no arrays, so the builder writes none.
        return Err(DieselError::SerializationError("SQLite has no array parameters".into()));
    }
);
