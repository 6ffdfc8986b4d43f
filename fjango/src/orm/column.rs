use std::marker::PhantomData;
use std::ops::Deref;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::{Columns, Comparison, Condition, Expr, ForeignKey, Many, Model, OrderExpr, Path, TextMatch};
use crate::db::DatePart;
use crate::schema::{FieldMeta, ModelMeta};
use crate::value::{DbValue, Email, Slug, SqlType, Text, Url, Value};

/// A column of model `M` holding a `T`, as closures of a query see it.
pub struct Column<M, T> {
    path: Path,
    field: &'static FieldMeta,
    marker: PhantomData<fn() -> (M, T)>,
}

impl<M, T> Clone for Column<M, T> {
    fn clone(&self) -> Self {
        Self {
            path: self.path.clone(),
            field: self.field,
            marker: PhantomData,
        }
    }
}

/// The right side of a comparison with a column of `T`: a value, or another column.
#[diagnostic::on_unimplemented(
    message = "a column of `{T}` cannot be compared with `{Self}`",
    label = "expected a `{T}` or a column of `{T}`"
)]
pub trait Operand<T> {
    /// The tree for it.
    fn into_operand(self) -> Expr;
}

impl<T: DbValue> Operand<T> for T {
    fn into_operand(self) -> Expr {
        Expr::Value(self.to_value())
    }
}

impl<M, T: DbValue> Operand<T::Plain> for Column<M, T> {
    fn into_operand(self) -> Expr {
        self.expr()
    }
}

macro_rules! text_operands {
    ($($text:ty),*) => {$(
        impl Operand<$text> for &str {
            fn into_operand(self) -> Expr {
                Expr::Value(Value::Text(self.to_owned()))
            }
        }
        impl Operand<$text> for &String {
            fn into_operand(self) -> Expr {
                Expr::Value(Value::Text(self.clone()))
            }
        }
        impl TextValue for $text {}
    )*};
}

/// A type whose columns have text lookups.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not text",
    label = "text lookups such as `contains` work on `String`, `Text`, `Slug`, `Email` and `Url`"
)]
pub trait TextValue: DbValue {}

text_operands!(String, Text, Slug, Email, Url);

// Without a bound on `T`: a type that cannot be stored is reported where it is written, not at each of its uses.
impl<M, T> Column<M, T> {
    #[doc(hidden)]
    pub fn new(path: &Path, field: usize) -> Self
    where
        M: Model,
    {
        Self {
            path: path.clone(),
            field: &M::META.fields[field],
            marker: PhantomData,
        }
    }
}

impl<M, T: DbValue> Column<M, T> {
    /// The tree for this column.
    pub fn expr(&self) -> Expr {
        Expr::Column(self.path.clone(), self.field)
    }

    fn compare(&self, how: Comparison, other: impl Operand<T::Plain>) -> Condition {
        Condition(Expr::Compare(
            Box::new(self.expr()),
            how,
            Box::new(other.into_operand()),
        ))
    }

    /// `column = other`.
    pub fn eq(&self, other: impl Operand<T::Plain>) -> Condition {
        self.compare(Comparison::Eq, other)
    }

    /// Not equal; a row whose column is `NULL` is not equal to anything, and so is found.
    pub fn ne(&self, other: impl Operand<T::Plain>) -> Condition {
        !self.eq(other)
    }

    /// `column < other`.
    pub fn lt(&self, other: impl Operand<T::Plain>) -> Condition {
        self.compare(Comparison::Lt, other)
    }

    /// `column <= other`.
    pub fn le(&self, other: impl Operand<T::Plain>) -> Condition {
        self.compare(Comparison::Le, other)
    }

    /// `column > other`.
    pub fn gt(&self, other: impl Operand<T::Plain>) -> Condition {
        self.compare(Comparison::Gt, other)
    }

    /// `column >= other`.
    pub fn ge(&self, other: impl Operand<T::Plain>) -> Condition {
        self.compare(Comparison::Ge, other)
    }

    /// `column BETWEEN low AND high`, both included.
    pub fn range(&self, low: impl Operand<T::Plain>, high: impl Operand<T::Plain>) -> Condition {
        Condition(Expr::Between(
            Box::new(self.expr()),
            Box::new(low.into_operand()),
            Box::new(high.into_operand()),
        ))
    }

    /// Whether the column holds one of these; of no values, never.
    pub fn in_<V: Into<T::Plain>>(&self, values: impl IntoIterator<Item = V>) -> Condition {
        let values = values.into_iter().map(|value| value.into().to_value()).collect();
        Condition(Expr::In(Box::new(self.expr()), T::SQL_TYPE, values))
    }

    /// `column IS NULL`.
    pub fn is_null(&self) -> Condition {
        Condition(Expr::IsNull(Box::new(self.expr())))
    }

    /// `column IS NOT NULL`.
    pub fn is_not_null(&self) -> Condition {
        !self.is_null()
    }

    /// Orders smallest first.
    pub fn asc(&self) -> OrderExpr {
        OrderExpr {
            expr: self.expr(),
            descending: false,
        }
    }

    /// Orders largest first.
    pub fn desc(&self) -> OrderExpr {
        OrderExpr {
            expr: self.expr(),
            descending: true,
        }
    }
}

impl<M> Column<M, bool> {
    /// `column = TRUE`.
    pub fn is_true(&self) -> Condition {
        Condition(Expr::Compare(
            Box::new(Expr::Column(self.path.clone(), self.field)),
            Comparison::Eq,
            Box::new(Expr::Value(Value::Bool(true))),
        ))
    }
}

macro_rules! text_lookups {
    ($($name:ident, $how:ident, $ignore:literal, $doc:literal;)*) => {
        impl<M, T: DbValue> Column<M, T>
        where
            T::Plain: TextValue,
        {
            $(
                #[doc = $doc]
                pub fn $name(&self, text: impl Into<String>) -> Condition {
                    Condition(Expr::Match {
                        expr: Box::new(self.expr()),
                        how: TextMatch::$how,
                        ignore_case: $ignore,
                        text: text.into(),
                    })
                }
            )*

            /// Whether the regular expression matches somewhere. PostgreSQL's dialect there, Rust's `regex` on SQLite.
            pub fn regex(&self, pattern: impl Into<String>) -> Condition {
                Condition(Expr::Regex { expr: Box::new(self.expr()), ignore_case: false, pattern: pattern.into() })
            }

            /// As [`regex`](Self::regex), whatever the case.
            pub fn iregex(&self, pattern: impl Into<String>) -> Condition {
                Condition(Expr::Regex { expr: Box::new(self.expr()), ignore_case: true, pattern: pattern.into() })
            }
        }
    };
}

text_lookups! {
    iexact, Exact, true, "Equal, whatever the case.";
    contains, Contains, false, "Whether the text occurs; `%` and `_` stand for themselves.";
    icontains, Contains, true, "Whether the text occurs, whatever the case.";
    starts_with, StartsWith, false, "Whether the column begins with the text.";
    istarts_with, StartsWith, true, "Whether the column begins with the text, whatever the case.";
    ends_with, EndsWith, false, "Whether the column ends with the text.";
    iends_with, EndsWith, true, "Whether the column ends with the text, whatever the case.";
}

/// A part of a date column, compared as a number.
pub struct Part<M> {
    expr: Expr,
    marker: PhantomData<fn() -> M>,
}

impl<M> Part<M> {
    fn compare(&self, how: Comparison, number: i32) -> Condition {
        Condition(Expr::Compare(
            Box::new(self.expr.clone()),
            how,
            Box::new(Expr::Value(Value::Integer(number))),
        ))
    }

    /// Equal.
    pub fn eq(&self, number: i32) -> Condition {
        self.compare(Comparison::Eq, number)
    }

    /// Less.
    pub fn lt(&self, number: i32) -> Condition {
        self.compare(Comparison::Lt, number)
    }

    /// Less or equal.
    pub fn le(&self, number: i32) -> Condition {
        self.compare(Comparison::Le, number)
    }

    /// Greater.
    pub fn gt(&self, number: i32) -> Condition {
        self.compare(Comparison::Gt, number)
    }

    /// Greater or equal.
    pub fn ge(&self, number: i32) -> Condition {
        self.compare(Comparison::Ge, number)
    }
}

/// A type that has a calendar date.
pub trait DateValue: DbValue {}
impl DateValue for NaiveDate {}
impl DateValue for DateTime<Utc> {}

/// A type that has a time of day.
pub trait TimeValue: DbValue {}
impl TimeValue for NaiveTime {}
impl TimeValue for DateTime<Utc> {}

macro_rules! parts {
    ($bound:ident: $($name:ident, $part:ident, $doc:literal;)*) => {
        impl<M, T: DbValue> Column<M, T>
        where
            T::Plain: $bound,
        {
            $(
                #[doc = $doc]
                pub fn $name(&self) -> Part<M> {
                    let expr = Expr::DatePart(DatePart::$part, T::SQL_TYPE, Box::new(self.expr()));
                    Part { expr, marker: PhantomData }
                }
            )*
        }
    };
}

parts! { DateValue:
    year, Year, "The year, in UTC.";
    month, Month, "The month from 1, in UTC.";
    day, Day, "The day of the month from 1, in UTC.";
    week_day, WeekDay, "The day of the week in UTC: 1 is Sunday, 7 is Saturday.";
    quarter, Quarter, "The quarter from 1 to 4, in UTC.";
}

parts! { TimeValue:
    hour, Hour, "The hour from 0, in UTC.";
    minute, Minute, "The minute from 0.";
    second, Second, "The second from 0.";
}

/// A foreign key in a query: compare it with a key, or go on to the columns of the row it points at.
pub struct ForeignColumn<M, T: Model> {
    key: Column<M, T::Key>,
    path: Path,
    columns: T::Columns,
}

impl<M: Model, T: Model> ForeignColumn<M, T> {
    #[doc(hidden)]
    pub fn new(path: &Path, field: usize) -> Self {
        let key = Column::new(path, field);
        let path = path.then(key.field, T::META);
        Self {
            key,
            columns: T::Columns::at(path.clone()),
            path,
        }
    }

    /// Whether it points at the row with this key.
    pub fn eq(&self, key: impl Operand<<T::Key as DbValue>::Plain>) -> Condition {
        self.key.eq(key)
    }

    /// Whether it points elsewhere, or nowhere.
    pub fn ne(&self, key: impl Operand<<T::Key as DbValue>::Plain>) -> Condition {
        self.key.ne(key)
    }

    /// Whether it points at one of these.
    pub fn in_<V: Into<<T::Key as DbValue>::Plain>>(&self, keys: impl IntoIterator<Item = V>) -> Condition {
        self.key.in_(keys)
    }

    /// Whether it points nowhere.
    pub fn is_null(&self) -> Condition {
        self.key.is_null()
    }

    /// Whether it points somewhere.
    pub fn is_not_null(&self) -> Condition {
        self.key.is_not_null()
    }

    /// The key itself, as a column.
    pub fn key(&self) -> &Column<M, T::Key> {
        &self.key
    }

    pub(super) fn target_path(&self) -> &Path {
        &self.path
    }
}

impl<M, T: Model> Deref for ForeignColumn<M, T> {
    type Target = T::Columns;
    fn deref(&self) -> &T::Columns {
        &self.columns
    }
}

impl<T: Model> Operand<<T::Key as DbValue>::Plain> for &ForeignKey<T>
where
    T::Key: DbValue<Plain = T::Key>,
{
    fn into_operand(self) -> Expr {
        Expr::Value(self.to_value())
    }
}

/// A relation with many rows at its end, asked with [`any`](Self::any) and [`all`](Self::all).
pub struct ManyColumn<M, T> {
    pub(super) path: Path,
    pub(super) many: Many,
    /// The struct field that holds prefetched rows.
    pub(super) slot: Option<&'static str>,
    marker: PhantomData<fn() -> (M, T)>,
}

impl<M, T: Model> ManyColumn<M, T> {
    fn make(path: &Path, many: Many, slot: Option<&'static str>) -> Self {
        Self {
            path: path.clone(),
            many,
            slot,
            marker: PhantomData,
        }
    }

    #[doc(hidden)]
    pub fn many_to_many(path: &Path, position: usize) -> Self
    where
        M: Model,
    {
        let field = &M::META.many_to_many[position];
        Self::make(
            path,
            Many::Through {
                owner: M::META,
                field,
                reversed: false,
            },
            Some(field.name),
        )
    }

    /// # Panics
    /// When the declared way back has no foreign key; the start-up checks report it before any query.
    #[doc(hidden)]
    pub fn declared(path: &Path, position: usize) -> Self
    where
        M: Model,
    {
        let reverse = &M::META.reverse[position];
        let source = (reverse.source)();
        let field = reverse.field(M::META).unwrap_or_else(|| {
            panic!(
                "`{}` has no foreign key to `{}` with related_name `{}`",
                source.name,
                M::META.name,
                reverse.name
            )
        });
        Self::make(path, Many::Reverse { source, field }, Some(reverse.name))
    }

    #[doc(hidden)]
    pub fn reverse(path: &Path, source: &'static ModelMeta, field: usize) -> Self {
        Self::make(
            path,
            Many::Reverse {
                source,
                field: &source.fields[field],
            },
            None,
        )
    }

    #[doc(hidden)]
    pub fn reverse_many_to_many(path: &Path, owner: &'static ModelMeta, position: usize) -> Self {
        Self::make(
            path,
            Many::Through {
                owner,
                field: &owner.many_to_many[position],
                reversed: true,
            },
            None,
        )
    }

    fn exists(&self, condition: Option<Expr>) -> Expr {
        Expr::Exists {
            from: self.path.clone(),
            many: self.many,
            condition: condition.map(Box::new),
        }
    }

    fn inner(&self) -> T::Columns {
        T::Columns::at(Path::root(self.path.depth + 1))
    }

    /// Whether at least one related row meets the condition. One `EXISTS`, so no row is found twice.
    pub fn any<C: Into<Condition>>(&self, condition: impl FnOnce(T::Columns) -> C) -> Condition {
        Condition(self.exists(Some(condition(self.inner()).into().0)))
    }

    /// Whether every related row meets the condition; of no rows, true.
    pub fn all<C: Into<Condition>>(&self, condition: impl FnOnce(T::Columns) -> C) -> Condition {
        let broken = Expr::Not(Box::new(condition(self.inner()).into().0));
        !Condition(self.exists(Some(broken)))
    }

    /// Whether there is no related row.
    pub fn is_empty(&self) -> Condition {
        !Condition(self.exists(None))
    }
}

/// The kind of a key column, for code that has only the metadata.
pub(crate) fn key_type(meta: &ModelMeta) -> SqlType {
    meta.pk().sql_type()
}
