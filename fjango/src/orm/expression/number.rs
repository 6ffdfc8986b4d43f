//! Functions of numbers.

use super::{Expression, Number, Operand};
use crate::db::Function;
use crate::orm::Expr;
use crate::value::{DbValue, Value};

impl<T: DbValue> Expression<T>
where
    T::Plain: Number,
{
    /// Without its sign.
    pub fn abs(&self) -> Self {
        self.call(Function::Abs, [])
    }

    /// The smallest whole number that is not less.
    pub fn ceil(&self) -> Self {
        self.call(Function::Ceil, [])
    }

    /// The largest whole number that is not greater.
    pub fn floor(&self) -> Self {
        self.call(Function::Floor, [])
    }

    /// Rounded to so many decimal places, halves away from zero.
    pub fn round(&self, places: u8) -> Self {
        self.call(Function::Round, [Expr::Value(Value::Integer(i32::from(places)))])
    }

    /// -1, 0 or 1.
    pub fn sign(&self) -> Self {
        self.call(Function::Sign, [])
    }

    /// Raised to a power.
    pub fn power(&self, exponent: f64) -> Expression<T::Like<f64>> {
        self.call(Function::Power, [Expr::Value(Value::Double(exponent))])
    }

    /// The logarithm to a base.
    pub fn log(&self, base: f64) -> Expression<T::Like<f64>> {
        let base = Expr::Value(Value::Double(base));
        super::function_of(Function::Log, vec![base, self.expr()])
    }

    /// The angle of the point (x, `self`), in radians.
    pub fn atan2(&self, x: impl Operand<T::Plain>) -> Expression<T::Like<f64>> {
        self.call(Function::Atan2, [x.into_operand()])
    }
}

impl<T: DbValue<Plain = i32>> Expression<T> {
    /// The character with this number in Unicode. PostgreSQL refuses 0.
    pub fn character(&self) -> Expression<T::Like<String>> {
        self.call(Function::Character, [])
    }
}

/// A number from 0 up to 1, another one in each row.
pub fn random() -> Expression<f64> {
    super::function_of(Function::Random, Vec::new())
}

macro_rules! real {
    ($($name:ident, $function:ident, $doc:literal;)*) => {
        impl<T: DbValue> Expression<T>
        where
            T::Plain: Number,
        {
            $(
                #[doc = $doc]
                ///
                /// Where there is no real result PostgreSQL refuses the statement and SQLite gives `NULL`.
                pub fn $name(&self) -> Expression<T::Like<f64>> {
                    self.call(Function::$function, [])
                }
            )*
        }
    };
}

real! {
    sqrt, Sqrt, "The square root.";
    exp, Exp, "e raised to this power.";
    ln, Ln, "The natural logarithm.";
    sin, Sin, "The sine of an angle in radians.";
    cos, Cos, "The cosine of an angle in radians.";
    tan, Tan, "The tangent of an angle in radians.";
    cot, Cot, "The cotangent of an angle in radians.";
    asin, Asin, "The angle in radians that has this sine.";
    acos, Acos, "The angle in radians that has this cosine.";
    atan, Atan, "The angle in radians that has this tangent.";
    degrees, Degrees, "Radians in degrees.";
    radians, Radians, "Degrees in radians.";
}
