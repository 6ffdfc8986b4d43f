//! Values of groups of rows.

use std::ops::Deref;

use chrono::TimeDelta;
use rust_decimal::Decimal;

use super::{Expression, Number};
use crate::db::AggregateFunction;
use crate::orm::expr::AggregateExpr;
use crate::orm::{Condition, Expr, OrderExpr};
use crate::value::{DbValue, SqlType, Value};

/// A value of a group of rows: `COUNT`, `SUM`, … It compares and orders as any [`Expression`].
#[derive(Clone, Debug)]
pub struct Aggregate<T> {
    pub(super) tree: AggregateExpr,
    expression: Expression<T>,
}

impl<T> Deref for Aggregate<T> {
    type Target = Expression<T>;
    fn deref(&self) -> &Expression<T> {
        &self.expression
    }
}

impl<T> Aggregate<T> {
    pub(super) fn from_tree(tree: AggregateExpr) -> Self {
        Self {
            expression: Expression::new(Expr::Aggregate(Box::new(tree.clone()))),
            tree,
        }
    }

    /// Only over the rows that meet the condition: `FILTER (WHERE …)`.
    #[must_use]
    pub fn filter(mut self, condition: impl Into<Condition>) -> Self {
        self.tree.filter = Some(condition.into().into_expr());
        Self::from_tree(self.tree)
    }

    /// Over each value once.
    #[must_use]
    pub fn distinct(mut self) -> Self {
        self.tree.distinct = true;
        Self::from_tree(self.tree)
    }

    /// In this order, for functions where it matters.
    #[must_use]
    pub fn order_by(mut self, order: OrderExpr) -> Self {
        self.tree.order.push(order);
        Self::from_tree(self.tree)
    }
}

fn aggregate<T: DbValue>(function: AggregateFunction, argument: Option<Expr>) -> Aggregate<T> {
    Aggregate::from_tree(AggregateExpr {
        function,
        argument,
        extra: None,
        distinct: false,
        filter: None,
        order: Vec::new(),
        output: T::SQL_TYPE,
    })
}

/// The number of rows: `COUNT(*)`.
pub fn count() -> Aggregate<i64> {
    aggregate(AggregateFunction::Count, None)
}

/// What a sum of numbers is: wide enough for many of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be summed",
    label = "`sum` adds up numbers and durations; count rows with `count`, join texts with `join`"
)]
pub trait Summed: DbValue {
    /// The sum's type.
    type Sum: DbValue<Plain = Self::Sum>;
}

/// What an average of numbers is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no average",
    label = "`avg` is of numbers and durations; `min` and `max` are of any value"
)]
pub trait Averaged: DbValue {
    /// The average's type.
    type Average: DbValue<Plain = Self::Average>;
}

macro_rules! results {
    ($($number:ty => $sum:ty, $average:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Summed for $number {
            type Sum = $sum;
        }
        #[diagnostic::do_not_recommend]
        impl Averaged for $number {
            type Average = $average;
        }
    )*};
}

results! {
    i8 => i64, f64;
    i16 => i64, f64;
    i32 => i64, f64;
    i64 => i64, f64;
    u8 => i64, f64;
    u16 => i64, f64;
    u32 => i64, f64;
    u64 => i64, f64;
    f32 => f64, f64;
    f64 => f64, f64;
    Decimal => Decimal, Decimal;
    TimeDelta => TimeDelta, TimeDelta;
}

impl<T: DbValue> Expression<T> {
    /// The number of rows whose value is not `NULL`.
    pub fn count(&self) -> Aggregate<i64> {
        aggregate(AggregateFunction::Count, Some(self.expr()))
    }

    /// The smallest value; `None` of no rows.
    pub fn min(&self) -> Aggregate<Option<T::Plain>> {
        aggregate(AggregateFunction::Min, Some(self.expr()))
    }

    /// The largest value; `None` of no rows.
    pub fn max(&self) -> Aggregate<Option<T::Plain>> {
        aggregate(AggregateFunction::Max, Some(self.expr()))
    }
}

impl<T: DbValue> Expression<T> {
    /// The sum; `None` of no rows. Whole numbers add up to an `i64`, and more than that is the database's error.
    // The result is a parameter, so that the compiler chooses the method before it asks whether it may be called, and tells
    // what `Summed` says.
    pub fn sum<S: DbValue<Plain = S>>(&self) -> Aggregate<Option<S>>
    where
        T::Plain: Summed<Sum = S>,
    {
        aggregate(AggregateFunction::Sum, Some(self.expr()))
    }

    /// The mean; `None` of no rows.
    pub fn avg<A: DbValue<Plain = A>>(&self) -> Aggregate<Option<A>>
    where
        T::Plain: Averaged<Average = A>,
    {
        let mean: Aggregate<_> = aggregate(AggregateFunction::Avg, Some(self.expr()));
        mean
    }
}

macro_rules! spread {
    ($($name:ident, $function:ident, $doc:literal;)*) => {
        impl<T: DbValue> Expression<T>
        where
            T::Plain: Number,
        {
            $(
                #[doc = $doc]
                pub fn $name(&self) -> Aggregate<Option<f64>> {
                    let double = Expr::Cast(Box::new(self.expr()), SqlType::Double);
                    aggregate(AggregateFunction::$function, Some(double))
                }
            )*
        }
    };
}

spread! {
    std_dev, StdDev, "The standard deviation of the rows as a whole population.";
    std_dev_sample, StdDevSample, "The standard deviation, the rows being a sample; `None` of fewer than two.";
    variance, Variance, "The variance of the rows as a whole population.";
    variance_sample, VarianceSample, "The variance, the rows being a sample; `None` of fewer than two.";
}

impl<T: DbValue> Expression<T>
where
    T::Plain: super::TextValue,
{
    /// The texts, joined; `None` of no rows. In no particular order unless one is given.
    pub fn join(&self, separator: impl Into<String>) -> Aggregate<Option<String>> {
        let mut joined = aggregate::<Option<String>>(AggregateFunction::Concat, Some(self.expr())).tree;
        joined.extra = Some(Expr::Value(Value::Text(separator.into())));
        Aggregate::from_tree(joined)
    }
}
