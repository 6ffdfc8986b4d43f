use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, TimeDelta, Timelike as _, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

/// The kinds of value that both databases can store.
///
/// | kind | PostgreSQL | SQLite |
/// |---|---|---|
/// | `Bool` | `boolean` | `boolean` (0 or 1) |
/// | `SmallInt`, `Integer`, `BigInt` | `smallint`, `integer`, `bigint` | the same names, all 64 bit |
/// | `Real`, `Double` | `real`, `double precision` | the same names |
/// | `Decimal` | `numeric` | `decimal`, exact to 15 digits; more is refused |
/// | `Text` | `text` or `varchar(n)` | `text` or `varchar(n)` |
/// | `Bytes` | `bytea` | `blob` |
/// | `Uuid` | `uuid` | `char(36)` |
/// | `DateTime`, `Date`, `Time` | `timestamptz`, `date`, `time` | text in ISO order, UTC |
/// | `Interval` | `interval` | `bigint` microseconds |
/// | `Json` | `jsonb` | `text` with a `json_valid` check |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the table above says each")]
pub enum SqlType {
    Bool,
    SmallInt,
    Integer,
    BigInt,
    Real,
    Double,
    Decimal,
    Text,
    Bytes,
    Uuid,
    DateTime,
    Date,
    Time,
    Interval,
    Json,
}

impl SqlType {
    /// The stable lower-case name, as migration files spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::SmallInt => "small_int",
            Self::Integer => "integer",
            Self::BigInt => "big_int",
            Self::Real => "real",
            Self::Double => "double",
            Self::Decimal => "decimal",
            Self::Text => "text",
            Self::Bytes => "bytes",
            Self::Uuid => "uuid",
            Self::DateTime => "date_time",
            Self::Date => "date",
            Self::Time => "time",
            Self::Interval => "interval",
            Self::Json => "json",
        }
    }

    /// PostgreSQL's type, as the table above has it, for columns and casts.
    pub(crate) const fn postgres_type(self) -> &'static str {
        match self {
            Self::Bool => "boolean",
            Self::SmallInt => "smallint",
            Self::Integer => "integer",
            Self::BigInt => "bigint",
            Self::Real => "real",
            Self::Double => "double precision",
            Self::Decimal => "numeric",
            Self::Text => "text",
            Self::Bytes => "bytea",
            Self::Uuid => "uuid",
            Self::DateTime => "timestamptz",
            Self::Date => "date",
            Self::Time => "time",
            Self::Interval => "interval",
            Self::Json => "jsonb",
        }
    }

    /// The kind that [`name`](Self::name) gives `name` for.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Every kind.
    pub const ALL: [Self; 15] = [
        Self::Bool,
        Self::SmallInt,
        Self::Integer,
        Self::BigInt,
        Self::Real,
        Self::Double,
        Self::Decimal,
        Self::Text,
        Self::Bytes,
        Self::Uuid,
        Self::DateTime,
        Self::Date,
        Self::Time,
        Self::Interval,
        Self::Json,
    ];

    /// Whether the kind is a whole number.
    pub const fn is_integer(self) -> bool {
        matches!(self, Self::SmallInt | Self::Integer | Self::BigInt)
    }

    /// Whether the kind can be added up.
    pub const fn is_number(self) -> bool {
        self.is_integer() || matches!(self, Self::Real | Self::Double | Self::Decimal)
    }
}

/// One owned SQL value, always sent as a bound parameter.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each variant is the SqlType of its name")]
pub enum Value {
    /// SQL `NULL`; the kind is what PostgreSQL must be told.
    Null(SqlType),
    Bool(bool),
    SmallInt(i16),
    Integer(i32),
    BigInt(i64),
    Real(f32),
    Double(f64),
    Decimal(Decimal),
    Text(String),
    Bytes(Vec<u8>),
    Uuid(Uuid),
    DateTime(DateTime<Utc>),
    Date(NaiveDate),
    Time(NaiveTime),
    Interval(TimeDelta),
    Json(serde_json::Value),
}

impl Value {
    /// The kind of this value; for `NULL`, the kind it stands in for.
    pub const fn sql_type(&self) -> SqlType {
        match self {
            Self::Null(kind) => *kind,
            Self::Bool(_) => SqlType::Bool,
            Self::SmallInt(_) => SqlType::SmallInt,
            Self::Integer(_) => SqlType::Integer,
            Self::BigInt(_) => SqlType::BigInt,
            Self::Real(_) => SqlType::Real,
            Self::Double(_) => SqlType::Double,
            Self::Decimal(_) => SqlType::Decimal,
            Self::Text(_) => SqlType::Text,
            Self::Bytes(_) => SqlType::Bytes,
            Self::Uuid(_) => SqlType::Uuid,
            Self::DateTime(_) => SqlType::DateTime,
            Self::Date(_) => SqlType::Date,
            Self::Time(_) => SqlType::Time,
            Self::Interval(_) => SqlType::Interval,
            Self::Json(_) => SqlType::Json,
        }
    }

    /// Whether it is text or JSON with a NUL character somewhere, which PostgreSQL cannot hold and fjango never sends.
    pub fn holds_nul(&self) -> bool {
        fn in_text(text: &str) -> bool {
            memchr::memchr(0, text.as_bytes()).is_some()
        }
        fn in_json(json: &serde_json::Value) -> bool {
            match json {
                serde_json::Value::String(text) => in_text(text),
                serde_json::Value::Array(items) => items.iter().any(in_json),
                serde_json::Value::Object(map) => map.iter().any(|(key, item)| in_text(key) || in_json(item)),
                _ => false,
            }
        }
        match self {
            Self::Text(text) => in_text(text),
            Self::Json(json) => in_json(json),
            _ => false,
        }
    }

    /// Whether every database gives it back exactly as it took it. Of what is left out, one rounds the numbers, or orders the
    /// names in a document anew, or writes the time in another way.
    pub(crate) fn is_exact(&self) -> bool {
        let years = 0..=9_999;
        match self {
            Self::Null(_) | Self::Bool(_) | Self::SmallInt(_) | Self::Integer(_) | Self::BigInt(_) => true,
            Self::Text(_) | Self::Bytes(_) | Self::Uuid(_) => true,
            // SQLite has no NaN, and one zero.
            Self::Real(x) => x.is_finite() && (*x != 0.0 || x.is_sign_positive()),
            Self::Double(x) => x.is_finite() && (*x != 0.0 || x.is_sign_positive()),
            Self::DateTime(x) => is_whole(x.nanosecond()) && years.contains(&x.year()),
            Self::Date(x) => years.contains(&x.year()),
            Self::Time(x) => is_whole(x.nanosecond()),
            Self::Interval(x) => x.subsec_nanos() % 1_000 == 0,
            Self::Decimal(_) | Self::Json(_) => false,
        }
    }

    /// Whether this is SQL `NULL`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null(_))
    }

    /// The whole number held, whatever its width.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::SmallInt(x) => Some(i64::from(*x)),
            Self::Integer(x) => Some(i64::from(*x)),
            Self::BigInt(x) => Some(*x),
            _ => None,
        }
    }

    /// The text held.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A form for comparing and grouping keys in memory: equal values of one kind have equal forms.
    pub fn key(&self) -> ValueKey {
        match self {
            Self::Null(_) => ValueKey::Null,
            Self::SmallInt(_) | Self::Integer(_) | Self::BigInt(_) => {
                ValueKey::Integer(self.as_i64().unwrap_or_default())
            }
            Self::Text(text) => ValueKey::Text(text.clone()),
            Self::Uuid(uuid) => ValueKey::Uuid(*uuid),
            other => ValueKey::Text(format!("{other:?}")),
        }
    }
}

/// See [`Value::key`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ValueKey {
    /// `NULL`.
    Null,
    /// A whole number of any width.
    Integer(i64),
    /// A UUID.
    Uuid(Uuid),
    /// Text, or another kind written out.
    Text(String),
}

/// Whether a fraction of a second has no more than microseconds, and is none of a leap second.
fn is_whole(nanoseconds: u32) -> bool {
    nanoseconds.is_multiple_of(1_000) && nanoseconds < 1_000_000_000
}
