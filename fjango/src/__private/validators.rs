//! In a file of its own, as the compiler shows the line of the function to whoever gives a validator of another type.

use crate::value::{DbValue, Invalid, Value};

/// Runs a validator of the user's own on the untyped value.
///
/// # Errors
/// What the validator says, or that the value is of another type.
pub fn run_validator<T: DbValue>(value: &Value, validator: fn(&T) -> Result<(), Invalid>) -> Result<(), Invalid> {
    validator(&T::from_value(value.clone())?)
}
