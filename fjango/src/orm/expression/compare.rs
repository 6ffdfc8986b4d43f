//! Comparisons that every expression has.

use super::{Expression, Operand, Subquery};
use crate::orm::{Comparison, Condition, Expr};
use crate::value::{DbValue, Value};

impl<T: DbValue> Expression<T> {
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

    /// Whether the column holds one of the values that a query gives: `column IN (SELECT …)`.
    pub fn in_subquery<U: DbValue<Plain = T::Plain>>(&self, values: Subquery<U>) -> Condition {
        Condition(Expr::InSubquery(Box::new(self.expr()), values.into_select()))
    }

    /// `column IS NULL`.
    pub fn is_null(&self) -> Condition {
        Condition(Expr::IsNull(Box::new(self.expr())))
    }

    /// `column IS NOT NULL`.
    pub fn is_not_null(&self) -> Condition {
        !self.is_null()
    }
}

impl<T: DbValue<Plain = bool>> Expression<T> {
    /// `column = TRUE`.
    pub fn is_true(&self) -> Condition {
        Condition(Expr::equal(self.expr(), Expr::Value(Value::Bool(true))))
    }
}
