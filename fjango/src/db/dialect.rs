use crate::value::SqlType;

/// How one database writes what the two write differently. Nothing else in fjango asks which database it is.
pub trait Dialect: Send + Sync + std::fmt::Debug {
    /// `postgres` or `sqlite`: the folder of its migrations.
    fn name(&self) -> &'static str;

    /// The placeholder of the `n`th parameter, from 1.
    fn placeholder(&self, n: usize) -> String;

    /// Whether a list travels as one array parameter.
    fn has_arrays(&self) -> bool;

    /// The most parameters in one statement.
    fn max_binds(&self) -> usize;

    /// A function that folds case beyond ASCII: `UPPER`.
    fn upper(&self) -> &'static str;

    /// The longest pattern that `LIKE` takes, in bytes. Longer text is looked for with `instr` and `substr`.
    fn max_pattern(&self) -> usize {
        usize::MAX
    }

    /// SQL around a pattern match by regular expression, as (before, between, after).
    fn regex(&self, ignore_case: bool) -> (&'static str, &'static str, &'static str);

    /// SQL around a column of kind `kind` that gives the date part, as (before, after): an integer.
    fn date_part(&self, part: DatePart, kind: SqlType) -> (String, String);

    /// The clause that lets an insert of a duplicate pass silently.
    fn on_conflict_do_nothing(&self) -> &'static str;
}

/// A part of a date or a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DatePart {
    /// The calendar year.
    Year,
    /// From 1.
    Month,
    /// Of the month, from 1.
    Day,
    /// From 0.
    Hour,
    /// From 0.
    Minute,
    /// From 0, without its fraction.
    Second,
    /// 1 is Sunday and 7 is Saturday, as Django counts.
    WeekDay,
    /// From 1 to 4.
    Quarter,
}

impl DatePart {
    /// The part called `name` in lookups: `year`, `week_day`.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "year" => Self::Year,
            "month" => Self::Month,
            "day" => Self::Day,
            "hour" => Self::Hour,
            "minute" => Self::Minute,
            "second" => Self::Second,
            "week_day" => Self::WeekDay,
            "quarter" => Self::Quarter,
            _ => return None,
        })
    }
}
