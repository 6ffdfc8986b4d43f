//! Values as people write them, for rows that exist.

use chrono::{DateTime, NaiveDate, NaiveTime};

use crate::migrate::state::{FieldState, Literal};
use crate::value::SqlType;

/// Reads `text` as a value of `field`.
///
/// A text is taken as it stands, or as JSON says it when it is in double quotes. `now` is the moment of the migration.
pub(super) fn parse(field: &FieldState, text: &str) -> Result<Literal, String> {
    let literal = parse_kind(field.kind, text).ok_or_else(|| format!("`{text}` is no {}", hint(field)))?;
    check(field, &literal)?;
    Ok(literal)
}

fn parse_kind(kind: SqlType, text: &str) -> Option<Literal> {
    let trimmed = text.trim();
    let dated = matches!(kind, SqlType::DateTime | SqlType::Date | SqlType::Time);
    if dated && trimmed == "now" {
        return Some(Literal::Now { now: true });
    }
    Some(match kind {
        SqlType::Bool => Literal::Bool(match trimmed {
            "true" | "1" => true,
            "false" | "0" => false,
            _ => return None,
        }),
        SqlType::SmallInt => Literal::Integer(trimmed.parse::<i16>().ok()?.into()),
        SqlType::Integer => Literal::Integer(trimmed.parse::<i32>().ok()?.into()),
        SqlType::BigInt | SqlType::Interval => Literal::Integer(trimmed.parse().ok()?),
        SqlType::Real | SqlType::Double => {
            let number: f64 = trimmed.parse().ok()?;
            Literal::Float(number.is_finite().then_some(number)?)
        }
        SqlType::Decimal => Literal::Text(trimmed.parse::<rust_decimal::Decimal>().ok()?.to_string()),
        SqlType::Uuid => Literal::Text(trimmed.parse::<uuid::Uuid>().ok()?.to_string()),
        SqlType::DateTime => {
            let moment = DateTime::parse_from_rfc3339(trimmed).ok()?.to_utc();
            Literal::Text(moment.format("%F %T%.f%:z").to_string())
        }
        SqlType::Date => Literal::Text(trimmed.parse::<NaiveDate>().ok()?.to_string()),
        SqlType::Time => Literal::Text(trimmed.parse::<NaiveTime>().ok()?.format("%T%.f").to_string()),
        SqlType::Json => Literal::Text(serde_json::from_str::<serde_json::Value>(trimmed).ok()?.to_string()),
        SqlType::Bytes => {
            let even = trimmed.len().is_multiple_of(2) && trimmed.bytes().all(|byte| byte.is_ascii_hexdigit());
            Literal::Text(even.then(|| trimmed.to_ascii_lowercase())?)
        }
        SqlType::Text if text.len() > 1 && text.starts_with('"') && text.ends_with('"') => {
            Literal::Text(serde_json::from_str(text).ok()?)
        }
        _ => Literal::Text(text.to_owned()),
    })
}

/// What the field's own checks would refuse is refused here, where a better value can be given.
fn check(field: &FieldState, literal: &Literal) -> Result<(), String> {
    if let Literal::Text(text) = literal {
        if !field.choices.is_empty() && !field.choices.contains(text) {
            return Err(format!(
                "`{text}` is no choice; these are: {}",
                field.choices.join(", ")
            ));
        }
        let length = text.chars().count();
        if let Some(max) = field.max_length.filter(|max| length > *max as usize) {
            return Err(format!("`{text}` has {length} characters, and {max} are the most"));
        }
    }
    let number = match literal {
        Literal::Integer(x) => {
            if let Some((min, max)) = field.range.filter(|(min, max)| x < min || x > max) {
                return Err(format!("{x} is not between {min} and {max}"));
            }
            // Only compared with limits, which are no more exact.
            #[expect(clippy::cast_precision_loss, reason = "limits are compared")]
            Some(*x as f64)
        }
        Literal::Float(x) => Some(*x),
        Literal::Text(text) if field.kind == SqlType::Decimal => text.parse().ok(),
        _ => None,
    };
    let Some(number) = number else { return Ok(()) };
    let limit = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<f64>().ok());
    if let Some(min) = limit(&field.min).filter(|min| number < *min) {
        return Err(format!("{number} is less than {min}"));
    }
    if let Some(max) = limit(&field.max).filter(|max| number > *max) {
        return Err(format!("{number} is more than {max}"));
    }
    Ok(())
}

/// What kind of value a field takes: `text, at most 200 characters`.
pub(super) fn hint(field: &FieldState) -> String {
    if !field.choices.is_empty() {
        return format!("one of {}", field.choices.join(", "));
    }
    let kind = match field.kind {
        SqlType::Bool => "`true` or `false`",
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => "whole number",
        SqlType::Real | SqlType::Double | SqlType::Decimal => "number",
        SqlType::Text => "text",
        SqlType::Bytes => "bytes in hexadecimal",
        SqlType::Uuid => "UUID",
        SqlType::DateTime => "moment such as 2026-01-31T12:00:00Z, or `now`",
        SqlType::Date => "date such as 2026-01-31, or `now`",
        SqlType::Time => "time such as 12:00:00, or `now`",
        SqlType::Interval => "number of microseconds",
        SqlType::Json => "JSON value",
    };
    let mut hint = kind.to_owned();
    if let Some(relation) = &field.relation {
        hint = format!("key of a {} that exists ({hint})", relation.target);
    }
    if let Some(max) = field.max_length {
        hint.push_str(&format!(", at most {max} characters"));
    }
    match (&field.min, &field.max) {
        (Some(min), Some(max)) => hint.push_str(&format!(", from {min} to {max}")),
        (Some(min), None) => hint.push_str(&format!(", at least {min}")),
        (None, Some(max)) => hint.push_str(&format!(", at most {max}")),
        (None, None) => {}
    }
    hint
}
