use crate::db::Dialect;
use crate::db::dialect::{DatePart, Explain, RowLock};
use crate::db::function::{AggregateFunction, Function};
use crate::value::SqlType;

#[derive(Debug)]
pub(super) struct SqliteDialect;

impl Dialect for SqliteDialect {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn placeholder(&self, _: usize) -> String {
        "?".into()
    }

    fn has_arrays(&self) -> bool {
        false
    }

    fn inserts_each(&self) -> bool {
        true
    }

    fn no_limit(&self) -> &'static str {
        " LIMIT -1"
    }

    fn has_distinct_on(&self) -> bool {
        false
    }

    fn advisory_lock(&self) -> Option<(&'static str, &'static str)> {
        None
    }

    fn explain(&self, how: &Explain) -> Option<(String, usize)> {
        how.is_plain().then(|| ("EXPLAIN QUERY PLAN ".to_owned(), 3))
    }

    fn max_binds(&self) -> usize {
        32_766
    }

    fn max_pattern(&self) -> usize {
        50_000
    }

    fn upper(&self) -> &'static str {
        "fjango_upper"
    }

    fn regex(&self, ignore_case: bool) -> (&'static str, &'static str, &'static str) {
        if ignore_case {
            ("fjango_regex(", ", '(?i)' || ", ")")
        } else {
            ("fjango_regex(", ", ", ")")
        }
    }

    fn date_part(&self, part: DatePart, _: SqlType) -> (String, String) {
        // What `strftime` does not know in the ISO way, a function of fjango's does.
        let format = match part {
            DatePart::Week => return ("fjango_date_part('week', ".into(), ")".into()),
            DatePart::IsoYear => return ("fjango_date_part('iso_year', ".into(), ")".into()),
            DatePart::IsoWeekDay => return ("fjango_date_part('iso_week_day', ".into(), ")".into()),
            DatePart::Year => "%Y",
            DatePart::Month | DatePart::Quarter => "%m",
            DatePart::Day => "%d",
            DatePart::Hour => "%H",
            DatePart::Minute => "%M",
            DatePart::Second => "%S",
            DatePart::WeekDay => "%w",
        };
        let after = match part {
            DatePart::WeekDay => ") AS INTEGER) + 1)",
            DatePart::Quarter => ") AS INTEGER) + 2) / 3",
            _ => ") AS INTEGER))",
        };
        (format!("(CAST(strftime('{format}', "), after.into())
    }

    fn on_conflict_do_nothing(&self) -> &'static str {
        " ON CONFLICT DO NOTHING"
    }

    fn function(&self, function: Function) -> &'static str {
        match function {
            Function::Lower => "fjango_lower({0})",
            Function::Upper => "fjango_upper({0})",
            Function::Left => "SUBSTR({0}, 1, {1})",
            Function::Right => "SUBSTR({0}, -({1}), {1})",
            Function::PadStart => "fjango_pad_start({0}, {1}, {2})",
            Function::PadEnd => "fjango_pad_end({0}, {1}, {2})",
            Function::Repeat => "fjango_repeat({0}, {1})",
            Function::Reverse => "fjango_reverse({0})",
            Function::Position => "INSTR({0}, {1})",
            Function::Character => "CHAR({0})",
            // Of an empty text `UNICODE` gives `NULL`, where PostgreSQL gives 0.
            Function::CodePoint => "IIF({0} = '', 0, UNICODE({0}))",
            Function::Md5 => "fjango_digest('md5', {0})",
            Function::Sha224 => "fjango_digest('sha224', {0})",
            Function::Sha256 => "fjango_digest('sha256', {0})",
            Function::Sha384 => "fjango_digest('sha384', {0})",
            Function::Sha512 => "fjango_digest('sha512', {0})",
            Function::Ceil => "fjango_math('ceil', {0})",
            Function::Floor => "fjango_math('floor', {0})",
            Function::Sqrt => "fjango_math('sqrt', {0})",
            Function::Exp => "fjango_math('exp', {0})",
            Function::Ln => "fjango_math('ln', {0})",
            Function::Sin => "fjango_math('sin', {0})",
            Function::Cos => "fjango_math('cos', {0})",
            Function::Tan => "fjango_math('tan', {0})",
            Function::Asin => "fjango_math('asin', {0})",
            Function::Acos => "fjango_math('acos', {0})",
            Function::Atan => "fjango_math('atan', {0})",
            Function::Cot => "(1.0 / fjango_math('tan', {0}))",
            Function::Degrees => "fjango_math('degrees', {0})",
            Function::Radians => "fjango_math('radians', {0})",
            Function::Power => "fjango_math2('power', {0}, {1})",
            Function::Log => "fjango_math2('log', {0}, {1})",
            Function::Atan2 => "fjango_math2('atan2', {0}, {1})",
            // `RANDOM()` gives a whole number of 64 bits.
            Function::Random => "(0.5 + RANDOM() / 18446744073709551616.0)",
            Function::Greatest => "MAX({*})",
            Function::Least => "MIN({*})",
            Function::Now => "strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')",
            // The text of a moment begins with its date and its time.
            Function::DateOf => "SUBSTR({0}, 1, 10)",
            Function::TimeOf => "SUBSTR({0}, 12, LENGTH({0}) - 17)",
            Function::AddInterval => "fjango_add({0}, {1})",
            Function::SubtractInterval => "fjango_add({0}, -({1}))",
            Function::Elapsed => "fjango_elapsed({0}, {1})",
            Function::Truncate(part) | Function::TruncateDate(part) => match part {
                DatePart::Year => "fjango_truncate('year', {0})",
                DatePart::Quarter => "fjango_truncate('quarter', {0})",
                DatePart::Month => "fjango_truncate('month', {0})",
                DatePart::Week | DatePart::IsoYear | DatePart::IsoWeekDay => "fjango_truncate('week', {0})",
                DatePart::Day | DatePart::WeekDay => "fjango_truncate('day', {0})",
                DatePart::Hour => "fjango_truncate('hour', {0})",
                DatePart::Minute => "fjango_truncate('minute', {0})",
                DatePart::Second => "fjango_truncate('second', {0})",
            },
            Function::TruncateTime(part) => match part {
                DatePart::Hour => "fjango_truncate_time('hour', {0})",
                DatePart::Minute => "fjango_truncate_time('minute', {0})",
                _ => "fjango_truncate_time('second', {0})",
            },
            Function::ToJson(kind) => match kind {
                SqlType::Json => "{0}",
                SqlType::Bool => "(CASE WHEN {0} THEN 'true' WHEN NOT {0} THEN 'false' END)",
                SqlType::DateTime | SqlType::Time => "fjango_time_json({0})",
                SqlType::Bytes => "IIF({0} IS NULL, NULL, JSON_QUOTE(LOWER(HEX({0}))))",
                _ => "IIF({0} IS NULL, NULL, JSON_QUOTE({0}))",
            },
            Function::JsonEqual => "fjango_json_equal({0}, {1})",
            Function::JsonCompare => "fjango_json_compare({0}, {1})",
            Function::JsonObject => "JSON_OBJECT({*})",
            Function::JsonArray => "JSON_ARRAY({*})",
            Function::JsonMember => "JSON({0})",
            Function::JsonGet => "fjango_json_get({0}, {1})",
            Function::JsonAt => "fjango_json_at({0}, {1})",
            Function::JsonText => "fjango_json_text({0})",
            Function::JsonHasKey => "fjango_json_has_key({0}, {1})",
            Function::JsonContains => "fjango_json_contains({0}, {1})",
            other => other.template(),
        }
    }

    fn aggregate(&self, function: AggregateFunction) -> &'static str {
        match function {
            AggregateFunction::StdDev => "fjango_stddev_pop",
            AggregateFunction::StdDevSample => "fjango_stddev_samp",
            AggregateFunction::Variance => "fjango_var_pop",
            AggregateFunction::VarianceSample => "fjango_var_samp",
            other => other.name(),
        }
    }

    fn cast_type(&self, kind: SqlType) -> &'static str {
        match kind {
            SqlType::Bool | SqlType::SmallInt | SqlType::Integer | SqlType::BigInt | SqlType::Interval => "integer",
            SqlType::Real | SqlType::Double | SqlType::Decimal => "real",
            SqlType::Bytes => "blob",
            SqlType::Text | SqlType::Uuid | SqlType::DateTime | SqlType::Date | SqlType::Time | SqlType::Json => "text",
        }
    }

    fn casts_results(&self) -> bool {
        false
    }

    /// PostgreSQL's name for the order of bytes is understood.
    fn collation<'n>(&self, name: &'n str) -> &'n str {
        if name == "C" { "BINARY" } else { name }
    }

    /// Nothing: the one writer of SQLite has the whole database for itself.
    fn row_lock(&self, _: RowLock, _: bool, _: &[&str]) -> String {
        String::new()
    }
}
