use super::{AggregateFunction, Function};
use crate::value::SqlType;

/// How one database writes what the two write differently. Nothing else in fjango asks which database it is.
pub trait Dialect: Send + Sync + std::fmt::Debug {
    /// `postgres` or `sqlite`: the folder of its migrations.
    fn name(&self) -> &'static str;

    /// The placeholder of the `n`th parameter, from 1.
    fn placeholder(&self, n: usize) -> String;

    /// Whether a list travels as one array parameter.
    fn has_arrays(&self) -> bool;

    /// Whether an insertion that is prepared once and run for each row is quicker than one of many rows, as where no network
    /// lies in between.
    fn inserts_each(&self) -> bool {
        false
    }

    /// What stands for "no limit" before an `OFFSET`, where one must.
    fn no_limit(&self) -> &'static str;

    /// Whether `SELECT DISTINCT ON (…)` exists.
    fn has_distinct_on(&self) -> bool;

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

    /// How the function is written: text with `{0}` for its first argument and `{*}` for all, separated by commas.
    fn function(&self, function: Function) -> &'static str {
        function.template()
    }

    /// The name of the aggregate function.
    fn aggregate(&self, function: AggregateFunction) -> &'static str {
        function.name()
    }

    /// The kind's name in `CAST(… AS …)`.
    fn cast_type(&self, kind: SqlType) -> &'static str;

    /// Whether what a function gives must be cast to the kind that is read; a database that sends whole numbers of any
    /// width alike needs no cast.
    fn casts_results(&self) -> bool;

    /// The clause that locks the rows of these tables that a query reads, where there are such locks; with `no_key`
    /// against changes of all but the keys.
    fn row_lock(&self, lock: RowLock, no_key: bool, tables: &[&str]) -> String;

    /// SQL before and after a number that takes the advisory lock of that number until the transaction ends, where a
    /// transaction does not keep all others out anyway.
    fn advisory_lock(&self) -> Option<(&'static str, &'static str)>;

    /// The database's name for a collation.
    fn collation<'n>(&self, name: &'n str) -> &'n str {
        name
    }

    /// What stands before a statement to ask how it would be run, and the column of the answer that says it; `None`
    /// where the database cannot say it that way.
    fn explain(&self, how: &Explain) -> Option<(String, usize)>;

    /// The number of rows that a plan in JSON, as [`explain`](Self::explain) asks for it, expects; `None` where plans tell
    /// none.
    fn expected_rows(&self, plan: &str) -> Option<u64> {
        let _ = plan;
        None
    }

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
    /// ISO 8601: from 1 to 53.
    Week,
    /// ISO 8601: the year that the week belongs to.
    IsoYear,
    /// ISO 8601: 1 is Monday and 7 is Sunday.
    IsoWeekDay,
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
            "week" => Self::Week,
            "iso_year" => Self::IsoYear,
            "iso_week_day" => Self::IsoWeekDay,
            _ => return None,
        })
    }
}

/// How the database says how it would run a query.
///
/// ```
/// use fjango::db::Explain;
/// let how = Explain::new().analyze().json();
/// # let _ = how;
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Explain {
    /// Runs the query, and says how long each part took.
    pub analyze: bool,
    /// Says more: columns, schemas.
    pub verbose: bool,
    /// Says how many pages were read; of use with `analyze`.
    pub buffers: bool,
    /// How it is written.
    pub format: ExplainFormat,
}

/// How a plan is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum ExplainFormat {
    /// For people.
    #[default]
    Text,
    Json,
    Yaml,
    Xml,
}

impl Explain {
    /// The plan as text, without running the query.
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs the query as well, and says how long each part took. PostgreSQL only.
    #[must_use]
    pub fn analyze(mut self) -> Self {
        self.analyze = true;
        self
    }

    /// Says more. PostgreSQL only.
    #[must_use]
    pub fn verbose(mut self) -> Self {
        self.verbose = true;
        self
    }

    /// Says how many pages were read. PostgreSQL only.
    #[must_use]
    pub fn buffers(mut self) -> Self {
        self.buffers = true;
        self
    }

    /// As JSON. PostgreSQL only.
    #[must_use]
    pub fn json(self) -> Self {
        self.format(ExplainFormat::Json)
    }

    /// In another format. PostgreSQL only, but for text.
    #[must_use]
    pub fn format(mut self, format: ExplainFormat) -> Self {
        self.format = format;
        self
    }

    /// Whether nothing beyond the plan as text is asked for.
    pub fn is_plain(&self) -> bool {
        !self.analyze && !self.verbose && !self.buffers && self.format == ExplainFormat::Text
    }
}

/// A lock on the rows that a query reads, until its transaction ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowLock {
    /// Waits for rows that another transaction has locked.
    #[default]
    Wait,
    /// Fails at once when a row is locked.
    NoWait,
    /// Leaves locked rows out.
    SkipLocked,
}
