use rust_decimal::prelude::ToPrimitive;

use crate::schema::{Bound, FieldMeta};
use crate::value::{Invalid, SqlType, Value};

/// Checks a value against every rule of its field: null, type, length, range, choices, format and the user's own.
///
/// # Errors
/// The first rule that is broken.
pub fn validate(field: &FieldMeta, value: &Value) -> Result<(), Invalid> {
    if value.is_null() {
        return if field.nullable {
            Ok(())
        } else {
            Err(Invalid::new("null", "must not be null"))
        };
    }
    if value.sql_type() != field.sql_type() {
        let (expected, given) = (field.sql_type().name(), value.sql_type().name());
        return Err(Invalid::new("type", format!("must be {expected}, not {given}")));
    }
    // PostgreSQL cannot store it, and what one database refuses the other must not accept.
    if value.holds_nul() {
        if field.file.is_some() {
            let detail = "is content to be stored, which `create`, `save` and `update` do and an expression does not";
            return Err(Invalid::new("not_stored", detail));
        }
        return Err(Invalid::new("null_character", "must not contain a NUL character"));
    }
    if let Value::Text(text) = value {
        text_rules(field, text)?;
    }
    (field.value_type.check)(value)?;
    bounds(field, value)?;
    field.validators.iter().try_for_each(|validator| validator(value))
}

fn text_rules(field: &FieldMeta, text: &str) -> Result<(), Invalid> {
    // A character has a byte at least.
    if let Some(max) = field.max_length
        && text.len() > max as usize
        && text.chars().count() > max as usize
    {
        return Err(max_length(max));
    }
    Ok(())
}

fn bounds(field: &FieldMeta, value: &Value) -> Result<(), Invalid> {
    let below = |bound: Bound| compare(value, bound).is_some_and(|order| order.is_lt());
    let above = |bound: Bound| compare(value, bound).is_some_and(|order| order.is_gt());
    if let Some(min) = field.min.filter(|bound| below(*bound)) {
        return Err(self::min(min));
    }
    if let Some(max) = field.max.filter(|bound| above(*bound)) {
        return Err(self::max(max));
    }
    Ok(())
}

pub(super) fn max_length(max: u32) -> Invalid {
    Invalid::new("max_length", format!("must have at most {max} characters"))
}

pub(super) fn min(min: Bound) -> Invalid {
    Invalid::new("min", format!("must be at least {}", min.sql()))
}

pub(super) fn max(max: Bound) -> Invalid {
    Invalid::new("max", format!("must be at most {}", max.sql()))
}

fn compare(value: &Value, bound: Bound) -> Option<std::cmp::Ordering> {
    if let (Some(whole), Bound::Integer(bound)) = (value.as_i64(), bound) {
        return Some(whole.cmp(&bound));
    }
    let number = match value.sql_type() {
        kind if kind.is_integer() => value.as_i64()? as f64,
        SqlType::Real | SqlType::Double => match value {
            Value::Real(x) => f64::from(*x),
            Value::Double(x) => *x,
            _ => return None,
        },
        SqlType::Decimal => match value {
            Value::Decimal(x) => x.to_f64()?,
            _ => return None,
        },
        _ => return None,
    };
    let bound = match bound {
        Bound::Integer(x) => x as f64,
        Bound::Float(x) => x,
    };
    number.partial_cmp(&bound)
}
