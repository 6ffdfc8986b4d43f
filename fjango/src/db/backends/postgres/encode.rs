//! Values as PostgreSQL's binary protocol has them, and the types they are sent as.

use diesel::pg::data_types::PgNumeric;
use postgres_types::private::BytesMut;
use postgres_types::{IsNull, ToSql, Type, to_sql_checked};

use crate::db::statement::{Bind, NUL, Statement};
use crate::value::{SqlType, Value, decimal_to_numeric};

type Encoded = Result<IsNull, Box<dyn std::error::Error + Sync + Send>>;

/// PostgreSQL has no such value.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Unsendable(&'static str);

/// The types of a statement's values, for its preparation.
pub(super) fn types(statement: &Statement) -> impl ExactSizeIterator<Item = Type> {
    statement.binds.iter().map(|bind| match bind {
        Bind::One(value) => plain(value.sql_type()),
        Bind::Array(kind, _) => array(*kind),
    })
}

fn plain(kind: SqlType) -> Type {
    match kind {
        SqlType::Bool => Type::BOOL,
        SqlType::SmallInt => Type::INT2,
        SqlType::Integer => Type::INT4,
        SqlType::BigInt => Type::INT8,
        SqlType::Real => Type::FLOAT4,
        SqlType::Double => Type::FLOAT8,
        SqlType::Decimal => Type::NUMERIC,
        SqlType::Text => Type::TEXT,
        SqlType::Bytes => Type::BYTEA,
        SqlType::Uuid => Type::UUID,
        SqlType::DateTime => Type::TIMESTAMPTZ,
        SqlType::Date => Type::DATE,
        SqlType::Time => Type::TIME,
        SqlType::Interval => Type::INTERVAL,
        SqlType::Json => Type::JSONB,
    }
}

fn array(kind: SqlType) -> Type {
    match kind {
        SqlType::Bool => Type::BOOL_ARRAY,
        SqlType::SmallInt => Type::INT2_ARRAY,
        SqlType::Integer => Type::INT4_ARRAY,
        SqlType::BigInt => Type::INT8_ARRAY,
        SqlType::Real => Type::FLOAT4_ARRAY,
        SqlType::Double => Type::FLOAT8_ARRAY,
        SqlType::Decimal => Type::NUMERIC_ARRAY,
        SqlType::Text => Type::TEXT_ARRAY,
        SqlType::Bytes => Type::BYTEA_ARRAY,
        SqlType::Uuid => Type::UUID_ARRAY,
        SqlType::DateTime => Type::TIMESTAMPTZ_ARRAY,
        SqlType::Date => Type::DATE_ARRAY,
        SqlType::Time => Type::TIME_ARRAY,
        SqlType::Interval => Type::INTERVAL_ARRAY,
        SqlType::Json => Type::JSONB_ARRAY,
    }
}

impl ToSql for Bind {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Encoded {
        match self {
            Self::One(value) => value.to_sql(kind, out),
            Self::Array(_, values) => values.to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // What a statement is prepared with is what `types` says of its values.
        true
    }

    to_sql_checked!();
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Encoded {
        match self {
            Self::Null(_) => Ok(IsNull::Yes),
            Self::Text(_) | Self::Json(_) if self.holds_nul() => Err(Unsendable(NUL).into()),
            Self::Bool(x) => x.to_sql(kind, out),
            Self::SmallInt(x) => x.to_sql(kind, out),
            Self::Integer(x) => x.to_sql(kind, out),
            Self::BigInt(x) => x.to_sql(kind, out),
            Self::Real(x) => x.to_sql(kind, out),
            Self::Double(x) => x.to_sql(kind, out),
            Self::Text(x) => x.to_sql(kind, out),
            Self::Bytes(x) => x.to_sql(kind, out),
            Self::Uuid(x) => x.to_sql(kind, out),
            Self::DateTime(x) => x.to_sql(kind, out),
            Self::Date(x) => x.to_sql(kind, out),
            Self::Time(x) => x.to_sql(kind, out),
            Self::Json(x) => x.to_sql(kind, out),
            Self::Decimal(x) => numeric(&decimal_to_numeric(*x), out),
            Self::Interval(x) => {
                let microseconds = x
                    .num_microseconds()
                    .ok_or(Unsendable("a duration is longer than microseconds can count"))?;
                out.extend_from_slice(&microseconds.to_be_bytes());
                // No days and no months, which differ in length.
                out.extend_from_slice(&[0; 8]);
                Ok(IsNull::No)
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// [PostgreSQL's `numeric_send`](https://github.com/postgres/postgres/blob/REL_17_STABLE/src/backend/utils/adt/numeric.c):
/// the number of digits, weight, sign and scale, then digits to the base of 10,000.
fn numeric(number: &PgNumeric, out: &mut BytesMut) -> Encoded {
    const NEGATIVE: u16 = 0x4000;
    const NAN: u16 = 0xC000;
    let (sign, weight, scale, digits): (u16, i16, u16, &[i16]) = match number {
        PgNumeric::Positive { weight, scale, digits } => (0, *weight, *scale, digits),
        PgNumeric::Negative { weight, scale, digits } => (NEGATIVE, *weight, *scale, digits),
        PgNumeric::NaN => (NAN, 0, 0, &[]),
    };
    let count = u16::try_from(digits.len()).map_err(|_| Unsendable("a number has too many digits"))?;
    out.extend_from_slice(&count.to_be_bytes());
    out.extend_from_slice(&weight.to_be_bytes());
    out.extend_from_slice(&sign.to_be_bytes());
    out.extend_from_slice(&scale.to_be_bytes());
    for digit in digits {
        out.extend_from_slice(&digit.to_be_bytes());
    }
    Ok(IsNull::No)
}
