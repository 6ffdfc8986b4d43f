use diesel::query_builder::AstPass;
use diesel::result::{Error as DieselError, QueryResult};
use diesel::sql_types as st;
use diesel::sqlite::Sqlite;

use crate::db::statement::{Bind, NUL, Statement, walk};
use crate::value::Value;

fn push<'b>(out: &mut AstPass<'_, 'b, Sqlite>, value: &'b Value) -> QueryResult<()> {
    match value {
        // What one database refuses the other must not accept.
        Value::Text(_) | Value::Json(_) if value.holds_nul() => Err(DieselError::SerializationError(NUL.into())),
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
        Value::Decimal(_) => out.push_bind_param::<AsDouble, _>(value),
        Value::Uuid(_) => out.push_bind_param::<AsText, _>(value),
        Value::Interval(_) => out.push_bind_param::<AsInteger, _>(value),
    }
}

/// The kinds that SQLite stores as something else, each with the storage class diesel must be told.
macro_rules! stored {
    ($($name:ident, $class:ident, $kind:ident($x:ident) => $value:expr;)*) => {$(
        struct $name;

        impl diesel::sql_types::HasSqlType<$name> for Sqlite {
            fn metadata(_: &mut ()) -> diesel::sqlite::SqliteType {
                diesel::sqlite::SqliteType::$class
            }
        }

        impl diesel::serialize::ToSql<$name, Sqlite> for Value {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, Sqlite>) -> diesel::serialize::Result {
                let Self::$kind($x) = self else {
                    return Err(format!("a {} is not stored this way", self.sql_type().name()).into());
                };
                out.set_value($value);
                Ok(diesel::serialize::IsNull::No)
            }
        }
    )*};
}

stored! {
    AsDouble, Double, Decimal(x) => crate::value::decimal_to_sqlite(*x)?;
    AsText, Text, Uuid(x) => x.to_string();
    AsInteger, Long, Interval(x) => x.num_microseconds().ok_or("the duration is too long to store")?;
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
