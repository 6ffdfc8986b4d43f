//! Choices between values.

use super::{Expression, Operand};
use crate::db::Function;
use crate::orm::{Condition, Expr};
use crate::value::DbValue;

/// `CASE WHEN … THEN … END`, begun by [`when`].
pub struct Case<T> {
    branches: Vec<(Expr, Expr)>,
    marker: std::marker::PhantomData<fn() -> T>,
}

/// Begins a choice: the value where the condition holds.
///
/// ```
/// # use fjango::prelude::*;
/// # use fjango::orm::when;
/// # fn example(pages: fjango::orm::Expression<i32>) {
/// let size = when(pages.gt(500), "long".to_owned())
///     .when(pages.gt(100), "middle".to_owned())
///     .otherwise("short".to_owned());
/// # let _: fjango::orm::Expression<String> = size;
/// # }
/// ```
pub fn when<T: DbValue>(condition: impl Into<Condition>, value: impl Operand<T>) -> Case<T> {
    let case = Case {
        branches: Vec::new(),
        marker: std::marker::PhantomData,
    };
    case.when(condition, value)
}

impl<T: DbValue> Case<T> {
    /// The value where no condition before holds but this one does.
    #[must_use]
    pub fn when(mut self, condition: impl Into<Condition>, value: impl Operand<T>) -> Self {
        self.branches.push((condition.into().into_expr(), value.into_operand()));
        self
    }

    /// The value where no condition holds.
    pub fn otherwise(self, value: impl Operand<T>) -> Expression<T> {
        Expression::new(Expr::Case {
            branches: self.branches,
            otherwise: Some(Box::new(value.into_operand())),
        })
    }

    /// `NULL` where no condition holds.
    pub fn end(self) -> Expression<Option<T::Plain>> {
        Expression::new(Expr::Case {
            branches: self.branches,
            otherwise: None,
        })
    }
}

impl<T: DbValue> Expression<T> {
    /// The value, or another one where it is `NULL`.
    pub fn coalesce(&self, other: impl Operand<T::Plain>) -> Expression<T::Plain> {
        self.call(Function::Coalesce, [other.into_operand()])
    }

    /// `NULL` where the value equals another one.
    pub fn null_if(&self, other: impl Operand<T::Plain>) -> Expression<Option<T::Plain>> {
        self.call(Function::NullIf, [other.into_operand()])
    }

    /// The greater of two values. With a `NULL`, PostgreSQL gives the other value and SQLite `NULL`.
    pub fn greatest(&self, other: impl Operand<T::Plain>) -> Self {
        self.call(Function::Greatest, [other.into_operand()])
    }

    /// The smaller of two values. With a `NULL`, PostgreSQL gives the other value and SQLite `NULL`.
    pub fn least(&self, other: impl Operand<T::Plain>) -> Self {
        self.call(Function::Least, [other.into_operand()])
    }
}
