//! The typed face of expressions: what closures of a query compare, compute and give.
//!
//! An [`Expression<T>`] is a value of each row; a [`Column`](super::Column) is the simplest one. Functions and operators
//! make further ones, and an [`Aggregate<T>`] is a value of a group of rows. All lower to [`Expr`].

mod aggregate;
mod arithmetic;
mod compare;
mod conditional;
mod func;
mod json;
mod number;
mod operand;
mod subquery;
mod text;
mod time;
mod window;

use std::marker::PhantomData;

pub use aggregate::{Aggregate, Averaged, Summed, count};
pub use arithmetic::Number;
pub use conditional::{Case, when};
pub use func::Func;
pub use json::{JsonValue, json_array, json_object};
pub use number::random;
pub use operand::Operand;
pub use subquery::{Subquery, exists};
pub use text::TextValue;
pub use time::{DateValue, TimeValue, now};
pub use window::{Window, WindowCall, cume_dist, dense_rank, ntile, percent_rank, rank, row_number, window};

use super::{Expr, OrderExpr};
use crate::db::Function;
use crate::value::{DbValue, SqlType};

/// A value of each row: a column, or something computed from columns.
///
/// `T` is what it reads as; where it is an `Option`, the value can be `NULL`. Comparisons take the type without it.
pub struct Expression<T> {
    expr: Expr,
    marker: PhantomData<fn() -> T>,
}

impl<T> Clone for Expression<T> {
    fn clone(&self) -> Self {
        Self::new(self.expr.clone())
    }
}

impl<T> std::fmt::Debug for Expression<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.expr.fmt(f)
    }
}

impl<T> Expression<T> {
    /// An expression of a tree that gives a `T`; reading something else is a decoding error.
    pub fn new(expr: Expr) -> Self {
        Self {
            expr,
            marker: PhantomData,
        }
    }

    /// The tree for it.
    pub fn expr(&self) -> Expr {
        self.expr.clone()
    }

    /// Orders smallest first.
    pub fn asc(&self) -> OrderExpr {
        OrderExpr::new(self.expr(), false)
    }

    /// Orders largest first.
    pub fn desc(&self) -> OrderExpr {
        OrderExpr::new(self.expr(), true)
    }
}

impl<T: DbValue> Expression<T> {
    /// The same value, read as one that can be `NULL`: what a column behind a nullable relation is.
    pub fn optional(&self) -> Expression<Option<T::Plain>> {
        Expression::new(self.expr())
    }

    /// The value as another type: `CAST(… AS …)`.
    ///
    /// What cannot be converted is the database's matter: PostgreSQL refuses the statement, SQLite takes the number that
    /// a text begins with.
    pub fn cast<U: DbValue>(&self) -> Expression<T::Like<U>> {
        Expression::new(Expr::Cast(Box::new(self.expr()), U::SQL_TYPE))
    }

    fn call<U: DbValue>(&self, function: Function, more: impl IntoIterator<Item = Expr>) -> Expression<U> {
        let arguments = std::iter::once(self.expr()).chain(more).collect();
        function_of(function, arguments)
    }
}

/// A function over a tree of arguments.
fn function_of<U: DbValue>(function: Function, arguments: Vec<Expr>) -> Expression<U> {
    let output: SqlType = U::SQL_TYPE;
    Expression::new(Expr::Function {
        function,
        arguments,
        output,
    })
}

/// The same value in every row.
///
/// ```
/// use fjango::orm::value;
/// let one = value(1_i64);
/// assert!(format!("{one:?}").contains("BigInt(1)"));
/// ```
pub fn value<T: DbValue>(value: T) -> Expression<T> {
    Expression::new(Expr::Value(value.to_value()))
}
