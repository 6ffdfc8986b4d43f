use std::cell::RefCell;

use diesel::sqlite::SqliteConnection;

use crate::db::Dialect;
use crate::db::dialect::DatePart;
use crate::value::SqlType;

#[derive(Debug)]
pub(super) struct SqliteDialect;

diesel::define_sql_function! {
    /// Upper case beyond ASCII, which SQLite's own `upper` does not know.
    fn fjango_upper(text: diesel::sql_types::Nullable<diesel::sql_types::Text>) -> diesel::sql_types::Nullable<diesel::sql_types::Text>;
}

diesel::define_sql_function! {
    /// Whether the text matches the regular expression; a faulty expression matches nothing.
    fn fjango_regex(
        text: diesel::sql_types::Nullable<diesel::sql_types::Text>,
        pattern: diesel::sql_types::Nullable<diesel::sql_types::Text>,
    ) -> diesel::sql_types::Bool;
}

pub(super) fn register_functions(connection: &mut SqliteConnection) -> diesel::QueryResult<()> {
    fjango_upper_utils::register_impl(connection, |text: Option<String>| text.map(|text| text.to_uppercase()))?;
    fjango_regex_utils::register_impl(connection, |text: Option<String>, pattern: Option<String>| {
        let (Some(text), Some(pattern)) = (text, pattern) else {
            return false;
        };
        LAST_REGEX.with_borrow_mut(|last| {
            if last.as_ref().is_none_or(|(known, _)| *known != pattern) {
                let regex = regex::Regex::new(&pattern).ok();
                *last = Some((pattern, regex));
            }
            last.as_ref()
                .and_then(|(_, regex)| regex.as_ref())
                .is_some_and(|regex| regex.is_match(&text))
        })
    })
}

thread_local! {
    /// One statement matches many rows against one expression.
    static LAST_REGEX: RefCell<Option<(String, Option<regex::Regex>)>> = const { RefCell::new(None) };
}

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
        let format = match part {
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
}
