//! Parts, cuts and sums of dates and times. All are in UTC.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::{Expression, Operand, function_of};
use crate::db::{DatePart, Function};
use crate::orm::Expr;
use crate::value::{DbValue, SqlType};

/// A type that has a calendar date.
#[diagnostic::on_unimplemented(message = "`{Self}` has no calendar date")]
pub trait DateValue: DbValue {}
impl DateValue for NaiveDate {}
impl DateValue for DateTime<Utc> {}

/// A type that has a time of day.
#[diagnostic::on_unimplemented(message = "`{Self}` has no time of day")]
pub trait TimeValue: DbValue {}
impl TimeValue for NaiveTime {}
impl TimeValue for DateTime<Utc> {}

macro_rules! parts {
    ($bound:ident: $($name:ident, $part:ident, $doc:literal;)*) => {
        impl<T: DbValue> Expression<T>
        where
            T::Plain: $bound,
        {
            $(
                #[doc = $doc]
                pub fn $name(&self) -> Expression<T::Like<i32>> {
                    Expression::new(Expr::DatePart(DatePart::$part, T::SQL_TYPE, Box::new(self.expr())))
                }
            )*
        }
    };
}

parts! { DateValue:
    year, Year, "The year.";
    month, Month, "The month from 1.";
    day, Day, "The day of the month from 1.";
    week_day, WeekDay, "The day of the week: 1 is Sunday, 7 is Saturday.";
    iso_week_day, IsoWeekDay, "The day of the week by ISO 8601: 1 is Monday, 7 is Sunday.";
    week, Week, "The week of the year by ISO 8601, from 1 to 53.";
    iso_year, IsoYear, "The year that the ISO 8601 week belongs to.";
    quarter, Quarter, "The quarter from 1 to 4.";
}

parts! { TimeValue:
    hour, Hour, "The hour from 0.";
    minute, Minute, "The minute from 0.";
    second, Second, "The second from 0.";
}

impl<T: DbValue> Expression<T>
where
    T::Plain: DateValue,
{
    fn truncate(&self, part: DatePart) -> Expression<T> {
        let function = match T::SQL_TYPE {
            SqlType::Date => Function::TruncateDate(part),
            _ => Function::Truncate(part),
        };
        self.call(function, [])
    }

    /// The beginning of its year.
    pub fn start_of_year(&self) -> Self {
        self.truncate(DatePart::Year)
    }

    /// The beginning of its quarter.
    pub fn start_of_quarter(&self) -> Self {
        self.truncate(DatePart::Quarter)
    }

    /// The beginning of its month.
    pub fn start_of_month(&self) -> Self {
        self.truncate(DatePart::Month)
    }

    /// The beginning of its week, which is a Monday.
    pub fn start_of_week(&self) -> Self {
        self.truncate(DatePart::Week)
    }

    /// The beginning of its day.
    pub fn start_of_day(&self) -> Self {
        self.truncate(DatePart::Day)
    }
}

impl<T: DbValue> Expression<T>
where
    T::Plain: TimeValue,
{
    fn truncate_time(&self, part: DatePart) -> Self {
        let function = match T::SQL_TYPE {
            SqlType::Time => Function::TruncateTime(part),
            _ => Function::Truncate(part),
        };
        self.call(function, [])
    }

    /// The beginning of its hour.
    pub fn start_of_hour(&self) -> Self {
        self.truncate_time(DatePart::Hour)
    }

    /// The beginning of its minute.
    pub fn start_of_minute(&self) -> Self {
        self.truncate_time(DatePart::Minute)
    }

    /// The beginning of its second.
    pub fn start_of_second(&self) -> Self {
        self.truncate_time(DatePart::Second)
    }
}

impl<T: DbValue<Plain = DateTime<Utc>>> Expression<T> {
    /// Its calendar date.
    pub fn date(&self) -> Expression<T::Like<NaiveDate>> {
        self.call(Function::DateOf, [])
    }

    /// Its time of day.
    pub fn time(&self) -> Expression<T::Like<NaiveTime>> {
        self.call(Function::TimeOf, [])
    }

    /// So much later.
    pub fn plus(&self, duration: impl Operand<TimeDelta>) -> Self {
        self.call(Function::AddInterval, [duration.into_operand()])
    }

    /// So much earlier.
    pub fn minus(&self, duration: impl Operand<TimeDelta>) -> Self {
        self.call(Function::SubtractInterval, [duration.into_operand()])
    }

    /// The duration since another moment.
    pub fn since(&self, earlier: impl Operand<DateTime<Utc>>) -> Expression<T::Like<TimeDelta>> {
        self.call(Function::Elapsed, [earlier.into_operand()])
    }
}

/// The moment at which the statement runs, by the database's clock.
pub fn now() -> Expression<DateTime<Utc>> {
    function_of(Function::Now, Vec::new())
}
