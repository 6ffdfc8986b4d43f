use diesel::pg::Pg;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::serialize::{IsNull, Output, ToSql};
use diesel::sql_types as st;

use crate::db::statement::{Bind, NUL, Statement, walk};
use crate::value::{SqlType, Value, decimal_to_numeric};

/// One value may stand for several SQL types only as itself, so each kind has its own door.
macro_rules! kinds {
    ($($kind:ident => $sql:ty;)*) => {
        $(impl ToSql<$sql, Pg> for Value {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> diesel::serialize::Result {
                match self {
                    Self::Null(_) => Ok(IsNull::Yes),
                    Self::Text(_) | Self::Json(_) if self.holds_nul() => Err(NUL.into()),
                    Self::$kind(x) => ToSql::<$sql, Pg>::to_sql(x, out),
                    other => Err(format!("a {} cannot be sent as {}", other.sql_type().name(), stringify!($kind)).into()),
                }
            }
        })*

        fn push<'b>(out: &mut AstPass<'_, 'b, Pg>, value: &'b Value) -> QueryResult<()> {
            match value.sql_type() {
                SqlType::Decimal => out.push_bind_param::<st::Numeric, _>(value),
                $(SqlType::$kind => out.push_bind_param::<$sql, _>(value),)*
            }
        }

        fn push_array<'b>(out: &mut AstPass<'_, 'b, Pg>, kind: SqlType, values: &'b Vec<Value>) -> QueryResult<()> {
            match kind {
                SqlType::Decimal => out.push_bind_param::<st::Array<st::Numeric>, _>(values),
                $(SqlType::$kind => out.push_bind_param::<st::Array<$sql>, _>(values),)*
            }
        }
    };
}

kinds! {
    Bool => st::Bool;
    SmallInt => st::SmallInt;
    Integer => st::Integer;
    BigInt => st::BigInt;
    Real => st::Float;
    Double => st::Double;
    Text => st::Text;
    Bytes => st::Binary;
    Uuid => st::Uuid;
    DateTime => st::Timestamptz;
    Date => st::Date;
    Time => st::Time;
    Interval => st::Interval;
    Json => st::Jsonb;
}

impl ToSql<st::Numeric, Pg> for Value {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> diesel::serialize::Result {
        match self {
            Self::Decimal(x) => ToSql::<st::Numeric, Pg>::to_sql(&decimal_to_numeric(*x), &mut out.reborrow()),
            Self::Null(_) => Ok(IsNull::Yes),
            other => Err(format!("a {} cannot be sent as Decimal", other.sql_type().name()).into()),
        }
    }
}

walk!(
    Pg,
    |out, bind| {
        let Bind::One(value) = bind else { continue };
        push(&mut out, value)?;
    },
    {
        let Bind::Array(kind, values) = bind else { continue };
        push_array(&mut out, *kind, values)?;
    }
);
