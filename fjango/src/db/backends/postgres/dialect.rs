use crate::db::Dialect;
use crate::db::dialect::DatePart;
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
}
