use super::DatePart;
use crate::value::SqlType;

/// A function or an operator of SQL that both databases have, or that fjango gives to SQLite.
///
/// A [`Dialect`](super::Dialect) writes it from a template: `{0}` is the first argument, `{*}` all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "each is the function of its name; the typed methods document them"
)]
pub enum Function {
    // Operators
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    // Text
    Lower,
    Upper,
    Length,
    Trim,
    TrimStart,
    TrimEnd,
    Concat,
    Replace,
    Substring,
    Left,
    Right,
    PadStart,
    PadEnd,
    Repeat,
    Reverse,
    Position,
    /// The character with a number in Unicode.
    Character,
    /// The number in Unicode of the first character.
    CodePoint,
    Md5,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    // Numbers
    Abs,
    Ceil,
    Floor,
    Round,
    Sign,
    Sqrt,
    Power,
    Exp,
    Ln,
    Log,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Atan2,
    Cot,
    Degrees,
    Radians,
    Random,
    // Dates and times
    Now,
    DateOf,
    TimeOf,
    /// A moment and a duration.
    AddInterval,
    SubtractInterval,
    /// The duration from the second moment to the first.
    Elapsed,
    /// A moment cut to the beginning of its year, month, …
    Truncate(DatePart),
    /// A date cut to the beginning of its year, month, …
    TruncateDate(DatePart),
    /// A time of day cut to the beginning of its hour, minute or second.
    TruncateTime(DatePart),
    // Choice between values
    Coalesce,
    NullIf,
    Greatest,
    Least,
    // JSON
    /// The member of an object.
    JsonGet,
    /// The element of an array.
    JsonAt,
    /// A JSON value as plain text.
    JsonText,
    JsonHasKey,
    JsonContains,
    /// Whether two JSON values are the same, however they are written.
    JsonEqual,
    /// -1, 0 or 1 by the order of two numbers or two texts; `NULL` of other values.
    JsonCompare,
    /// A value of this kind as JSON.
    ToJson(SqlType),
    /// Keys and JSON values in turn.
    JsonObject,
    JsonArray,
    /// JSON as a part of a larger value.
    JsonMember,
}

impl Function {
    /// The spelling that most databases share.
    pub(super) const fn template(self) -> &'static str {
        match self {
            Self::Add => "({0} + {1})",
            Self::Subtract => "({0} - {1})",
            Self::Multiply => "({0} * {1})",
            Self::Divide => "({0} / {1})",
            Self::Modulo => "({0} % {1})",
            Self::Lower => "LOWER({0})",
            Self::Upper => "UPPER({0})",
            Self::Length => "LENGTH({0})",
            Self::Trim => "TRIM({0})",
            Self::TrimStart => "LTRIM({0})",
            Self::TrimEnd => "RTRIM({0})",
            Self::Concat => "CONCAT({*})",
            Self::Replace => "REPLACE({0}, {1}, {2})",
            Self::Substring => "SUBSTR({0}, {1}, {2})",
            Self::Left => "LEFT({0}, {1})",
            Self::Right => "RIGHT({0}, {1})",
            Self::PadStart => "LPAD({0}, {1}, {2})",
            Self::PadEnd => "RPAD({0}, {1}, {2})",
            Self::Repeat => "REPEAT({0}, {1})",
            Self::Reverse => "REVERSE({0})",
            Self::Position => "STRPOS({0}, {1})",
            Self::Character => "CHR({0})",
            Self::CodePoint => "ASCII({0})",
            Self::Md5 => "MD5({0})",
            Self::Sha224 => "ENCODE(SHA224(CONVERT_TO({0}, 'UTF8')), 'hex')",
            Self::Sha256 => "ENCODE(SHA256(CONVERT_TO({0}, 'UTF8')), 'hex')",
            Self::Sha384 => "ENCODE(SHA384(CONVERT_TO({0}, 'UTF8')), 'hex')",
            Self::Sha512 => "ENCODE(SHA512(CONVERT_TO({0}, 'UTF8')), 'hex')",
            Self::Abs => "ABS({0})",
            Self::Ceil => "CEIL({0})",
            Self::Floor => "FLOOR({0})",
            Self::Round => "ROUND({0}, {1})",
            Self::Sign => "SIGN({0})",
            Self::Sqrt => "SQRT({0})",
            Self::Power => "POWER({0}, {1})",
            Self::Exp => "EXP({0})",
            Self::Ln => "LN({0})",
            Self::Log => "LOG({0}, {1})",
            Self::Sin => "SIN({0})",
            Self::Cos => "COS({0})",
            Self::Tan => "TAN({0})",
            Self::Asin => "ASIN({0})",
            Self::Acos => "ACOS({0})",
            Self::Atan => "ATAN({0})",
            Self::Atan2 => "ATAN2({0}, {1})",
            Self::Cot => "COT({0})",
            Self::Degrees => "DEGREES({0})",
            Self::Radians => "RADIANS({0})",
            Self::Random => "RANDOM()",
            Self::AddInterval => "({0} + {1})",
            Self::SubtractInterval | Self::Elapsed => "({0} - {1})",
            Self::Now => "CURRENT_TIMESTAMP",
            Self::DateOf => "DATE({0})",
            Self::TimeOf => "TIME({0})",
            // Invariant: both dialects spell these themselves.
            Self::Truncate(_) | Self::TruncateDate(_) | Self::TruncateTime(_) | Self::ToJson(_) => "{0}",
            Self::Coalesce => "COALESCE({*})",
            Self::NullIf => "NULLIF({0}, {1})",
            Self::Greatest => "GREATEST({*})",
            Self::Least => "LEAST({*})",
            Self::JsonGet | Self::JsonAt => "({0} -> {1})",
            Self::JsonText => "({0} #>> '{}')",
            Self::JsonHasKey => "jsonb_exists({0}, {1})",
            Self::JsonContains => "({0} @> {1})",
            Self::JsonEqual => "({0} = {1})",
            Self::JsonCompare => {
                "(CASE WHEN JSONB_TYPEOF({0}) = JSONB_TYPEOF({1}) AND JSONB_TYPEOF({0}) IN ('number', 'string') THEN \
                 CASE WHEN {0} < {1} THEN -1 WHEN {0} = {1} THEN 0 ELSE 1 END END)"
            }
            Self::JsonObject => "JSONB_BUILD_OBJECT({*})",
            Self::JsonArray => "JSONB_BUILD_ARRAY({*})",
            Self::JsonMember => "{0}",
        }
    }

    /// Whether the value can be `NULL` although no argument is.
    pub(crate) const fn can_make_null(self) -> bool {
        matches!(
            self,
            Self::NullIf | Self::JsonGet | Self::JsonAt | Self::JsonText | Self::JsonCompare
        )
    }
}

/// A function of SQL over the rows of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "each is the function of its name; the typed methods document them"
)]
pub enum AggregateFunction {
    Count,
    Sum,
    Avg,
    Min,
    Max,
    /// Of the population.
    StdDev,
    /// Of a sample.
    StdDevSample,
    /// Of the population.
    Variance,
    /// Of a sample.
    VarianceSample,
    /// Texts joined by a separator.
    Concat,
    /// One that fjango does not know, by its name: letters, digits, `_` and `.`.
    Named(&'static str),
}

impl AggregateFunction {
    /// The name that most databases share.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Count => "COUNT",
            Self::Sum => "SUM",
            Self::Avg => "AVG",
            Self::Min => "MIN",
            Self::Max => "MAX",
            Self::StdDev => "STDDEV_POP",
            Self::StdDevSample => "STDDEV_SAMP",
            Self::Variance => "VAR_POP",
            Self::VarianceSample => "VAR_SAMP",
            Self::Concat => "STRING_AGG",
            Self::Named(name) => name,
        }
    }
}

/// A function of SQL over the rows of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "each is the function of its name; the typed methods document them"
)]
pub enum WindowFunction {
    RowNumber,
    Rank,
    DenseRank,
    PercentRank,
    CumeDist,
    Ntile,
    Lag,
    Lead,
    FirstValue,
    LastValue,
    NthValue,
}

impl WindowFunction {
    /// The name, which all databases share.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::RowNumber => "ROW_NUMBER",
            Self::Rank => "RANK",
            Self::DenseRank => "DENSE_RANK",
            Self::PercentRank => "PERCENT_RANK",
            Self::CumeDist => "CUME_DIST",
            Self::Ntile => "NTILE",
            Self::Lag => "LAG",
            Self::Lead => "LEAD",
            Self::FirstValue => "FIRST_VALUE",
            Self::LastValue => "LAST_VALUE",
            Self::NthValue => "NTH_VALUE",
        }
    }

    /// Whether it gives a value for every row.
    pub(crate) const fn is_never_null(self) -> bool {
        matches!(
            self,
            Self::RowNumber | Self::Rank | Self::DenseRank | Self::PercentRank | Self::CumeDist | Self::Ntile
        )
    }
}
