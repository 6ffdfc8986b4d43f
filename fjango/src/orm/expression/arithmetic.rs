//! `+ - * / %` between numbers.

use std::ops::{Add, Div, Mul, Rem, Sub};

use rust_decimal::Decimal;

use super::{Expression, Operand};
use crate::db::Function;
use crate::orm::Column;
use crate::value::DbValue;

/// A type that can be computed with.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number",
    label = "arithmetic and sums work on whole numbers, `f32`, `f64` and `Decimal`"
)]
pub trait Number: DbValue {}

macro_rules! numbers {
    ($($number:ty),*) => { $(impl Number for $number {})* };
}

numbers!(i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, Decimal);

macro_rules! operators {
    ($($operator:ident $method:ident $function:ident;)*) => {$(
        impl<T: DbValue, R: Operand<T::Plain>> $operator<R> for Expression<T>
        where
            T::Plain: Number,
        {
            type Output = Expression<T>;

            fn $method(self, right: R) -> Expression<T> {
                self.call(Function::$function, [right.into_operand()])
            }
        }

        impl<M, T: DbValue, R: Operand<T::Plain>> $operator<R> for Column<M, T>
        where
            T::Plain: Number,
        {
            type Output = Expression<T>;

            fn $method(self, right: R) -> Expression<T> {
                self.call(Function::$function, [right.into_operand()])
            }
        }
    )*};
}

operators! {
    Add add Add;
    Sub sub Subtract;
    Mul mul Multiply;
    Div div Divide;
    Rem rem Modulo;
}
