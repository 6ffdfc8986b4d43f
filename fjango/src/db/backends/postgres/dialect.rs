use crate::db::Dialect;
use crate::db::dialect::{DatePart, Explain, ExplainFormat, RowLock};
use crate::db::function::Function;
use crate::value::SqlType;

#[derive(Debug)]
pub(super) struct PostgresDialect;

impl Dialect for PostgresDialect {
    fn name(&self) -> &'static str {
        "postgres"
    }

    fn placeholder(&self, n: usize) -> String {
        format!("${n}")
    }

    fn has_arrays(&self) -> bool {
        true
    }

    fn no_limit(&self) -> &'static str {
        ""
    }

    fn has_distinct_on(&self) -> bool {
        true
    }

    fn advisory_lock(&self) -> Option<(&'static str, &'static str)> {
        Some(("SELECT pg_advisory_xact_lock(", ")::text"))
    }

    fn explain(&self, how: &Explain) -> Option<(String, usize)> {
        let mut options = Vec::new();
        options.extend(how.analyze.then_some("ANALYZE"));
        options.extend(how.verbose.then_some("VERBOSE"));
        options.extend(how.buffers.then_some("BUFFERS"));
        options.push(match how.format {
            ExplainFormat::Text => "FORMAT TEXT",
            ExplainFormat::Json => "FORMAT JSON",
            ExplainFormat::Yaml => "FORMAT YAML",
            ExplainFormat::Xml => "FORMAT XML",
        });
        Some((format!("EXPLAIN ({}) ", options.join(", ")), 0))
    }

    fn expected_rows(&self, plan: &str) -> Option<u64> {
        let plan: serde_json::Value = serde_json::from_str(plan).ok()?;
        let rows = plan[0]["Plan"]["Plan Rows"].as_f64()?;
        // Invariant: an estimate is no negative number.
        Some(rows.max(0.0) as u64)
    }

    fn max_binds(&self) -> usize {
        65_535
    }

    fn upper(&self) -> &'static str {
        "UPPER"
    }

    fn regex(&self, ignore_case: bool) -> (&'static str, &'static str, &'static str) {
        if ignore_case { ("", " ~* ", "") } else { ("", " ~ ", "") }
    }

    fn date_part(&self, part: DatePart, kind: SqlType) -> (String, String) {
        let field = match part {
            DatePart::Year => "YEAR",
            DatePart::Month => "MONTH",
            DatePart::Day => "DAY",
            DatePart::Hour => "HOUR",
            DatePart::Minute => "MINUTE",
            DatePart::Second => "SECOND",
            DatePart::WeekDay => "DOW",
            DatePart::Quarter => "QUARTER",
            DatePart::Week => "WEEK",
            DatePart::IsoYear => "ISOYEAR",
            DatePart::IsoWeekDay => "ISODOW",
        };
        let zone = if kind == SqlType::DateTime {
            " AT TIME ZONE 'UTC'"
        } else {
            ""
        };
        let shift = if part == DatePart::WeekDay { " + 1" } else { "" };
        // TRUNC: the seconds of PostgreSQL have a fraction, and a cast would round it up.
        (
            format!("(TRUNC(EXTRACT({field} FROM "),
            format!("{zone}))::integer{shift})"),
        )
    }

    fn on_conflict_do_nothing(&self) -> &'static str {
        " ON CONFLICT DO NOTHING"
    }

    fn function(&self, function: Function) -> &'static str {
        match function {
            // `ROUND` and `LOG` with a second argument exist for `numeric` only.
            Function::Round => "ROUND(({0})::numeric, {1})",
            Function::Log => "LOG(({0})::numeric, ({1})::numeric)",
            Function::Now => "STATEMENT_TIMESTAMP()",
            Function::DateOf => "({0} AT TIME ZONE 'UTC')::date",
            Function::TimeOf => "({0} AT TIME ZONE 'UTC')::time",
            Function::Truncate(part) => match part {
                DatePart::Year => "(DATE_TRUNC('year', {0} AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')",
                DatePart::Quarter => "(DATE_TRUNC('quarter', {0} AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')",
                DatePart::Month => "(DATE_TRUNC('month', {0} AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')",
                DatePart::Week | DatePart::IsoYear | DatePart::IsoWeekDay => {
                    "(DATE_TRUNC('week', {0} AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')"
                }
                DatePart::Day | DatePart::WeekDay => "(DATE_TRUNC('day', {0} AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')",
                DatePart::Hour => "(DATE_TRUNC('hour', {0} AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')",
                DatePart::Minute => "(DATE_TRUNC('minute', {0} AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')",
                DatePart::Second => "(DATE_TRUNC('second', {0} AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')",
            },
            Function::TruncateDate(part) => match part {
                DatePart::Year => "DATE_TRUNC('year', {0}::timestamp)::date",
                DatePart::Quarter => "DATE_TRUNC('quarter', {0}::timestamp)::date",
                DatePart::Month => "DATE_TRUNC('month', {0}::timestamp)::date",
                DatePart::Week | DatePart::IsoYear | DatePart::IsoWeekDay => "DATE_TRUNC('week', {0}::timestamp)::date",
                _ => "{0}",
            },
            Function::TruncateTime(part) => match part {
                DatePart::Hour => "DATE_TRUNC('hour', {0})::time",
                DatePart::Minute => "DATE_TRUNC('minute', {0})::time",
                _ => "DATE_TRUNC('second', {0})::time",
            },
            // As fjango writes such a value in JSON.
            Function::ToJson(kind) => match kind {
                SqlType::Json => "{0}",
                SqlType::DateTime => "TO_JSONB(TO_CHAR({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'))",
                SqlType::Time => "TO_JSONB(TO_CHAR({0}, 'HH24:MI:SS.US'))",
                SqlType::Interval => "TO_JSONB((EXTRACT(EPOCH FROM {0}) * 1000000)::bigint)",
                SqlType::Bytes => "TO_JSONB(ENCODE({0}, 'hex'))",
                _ => "TO_JSONB({0})",
            },
            other => other.template(),
        }
    }

    fn cast_type(&self, kind: SqlType) -> &'static str {
        kind.postgres_type()
    }

    fn casts_results(&self) -> bool {
        true
    }

    fn row_lock(&self, lock: RowLock, no_key: bool, tables: &[&str]) -> String {
        let how = match lock {
            RowLock::Wait => "",
            RowLock::NoWait => " NOWAIT",
            RowLock::SkipLocked => " SKIP LOCKED",
        };
        // Tables are named: rows joined from outside cannot be locked.
        let tables: Vec<String> = tables.iter().map(|table| format!("\"{table}\"")).collect();
        let strength = if no_key { "NO KEY UPDATE" } else { "UPDATE" };
        format!(" FOR {strength} OF {}{how}", tables.join(", "))
    }
}
