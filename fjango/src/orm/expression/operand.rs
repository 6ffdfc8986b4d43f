use super::{Aggregate, Expression, Subquery};
use crate::orm::{Column, Expr, ForeignColumn, ForeignKey, Model};
use crate::storage::{FileField, ImageField, StorageName};
use crate::value::{DbValue, Email, Slug, Text, Url, Value};

/// The right side of a comparison with a `T`: a value, or another expression.
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

macro_rules! expressions {
    ($($(#[$at:meta])* [$($generic:tt)*] $this:ty;)*) => {$(
        impl<$($generic)*> Operand<T::Plain> for $this {
            fn into_operand(self) -> Expr {
                self.expr()
            }
        }
    )*};
}

expressions! {
    [T: DbValue] Expression<T>;
    [T: DbValue] &Expression<T>;
    [T: DbValue] Aggregate<T>;
    [T: DbValue] Subquery<T>;
    [M, T: DbValue] Column<M, T>;
    [M, T: DbValue] &Column<M, T>;
}

impl<M: Model, T: Model, K: DbValue> Operand<K::Plain> for ForeignColumn<M, T, K> {
    fn into_operand(self) -> Expr {
        self.key().expr()
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

macro_rules! text_operands {
    ($([$text:ty] $($of:ident)?),*) => {$(
        impl$(<$of: StorageName>)? Operand<$text> for &str {
            fn into_operand(self) -> Expr {
                Expr::Value(Value::Text(self.to_owned()))
            }
        }
        impl$(<$of: StorageName>)? Operand<$text> for &String {
            fn into_operand(self) -> Expr {
                Expr::Value(Value::Text(self.clone()))
            }
        }
    )*};
}

text_operands!([String], [Text], [Slug], [Email], [Url], [FileField<S>] S, [ImageField<S>] S);
