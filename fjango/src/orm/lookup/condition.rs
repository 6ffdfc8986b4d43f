//! A lookup and its value in text, as a condition.

use super::{Lookup, Subject, Taken, wrong};
use crate::db::Function;
use crate::orm::{Comparison, Condition, Expr, Result, TextMatch};
use crate::value::{SqlType, Value};

/// The condition that `subject` is, by `how`, what `text` says.
pub(super) fn condition(subject: Subject, how: Lookup, lookup: &str, text: &str) -> Result<Expr> {
    if text.contains('\0') {
        return Err(wrong(lookup, "must not contain a NUL character"));
    }
    Ok(match how {
        Lookup::Exact if subject.kind() == SqlType::Json => {
            let value = one(&subject, lookup, text)?;
            subject.call(Function::JsonEqual, Some(value), SqlType::Bool)
        }
        Lookup::Exact => compare(subject, Comparison::Eq, lookup, text)?,
        Lookup::Lt => compare(subject, Comparison::Lt, lookup, text)?,
        Lookup::Lte => compare(subject, Comparison::Le, lookup, text)?,
        Lookup::Gt => compare(subject, Comparison::Gt, lookup, text)?,
        Lookup::Gte => compare(subject, Comparison::Ge, lookup, text)?,
        Lookup::In if subject.kind() == SqlType::Json => {
            // Either database compares JSON in its own way, but one by one.
            let values = json_list(&subject, lookup, text)?.into_iter();
            Expr::Or(
                values
                    .map(|value| subject.call(Function::JsonEqual, Some(value), SqlType::Bool))
                    .collect(),
            )
        }
        Lookup::In => {
            let (kind, values) = (subject.kind(), list(&subject, lookup, text)?);
            Expr::In(Box::new(subject.expr), kind, values)
        }
        Lookup::Range => {
            let ends = <[Value; 2]>::try_from(list(&subject, lookup, text)?);
            let [low, high] = ends.map_err(|_| wrong(lookup, "must be two values separated by a comma"))?;
            Expr::Between(
                Box::new(subject.expr),
                Box::new(Expr::Value(low)),
                Box::new(Expr::Value(high)),
            )
        }
        Lookup::IsNull => {
            let is_null = Condition::from(Expr::IsNull(Box::new(subject.expr)));
            if boolean(text, lookup)? { is_null } else { !is_null }.into_expr()
        }
        Lookup::Regex | Lookup::IRegex => {
            if regex::Regex::new(text).is_err() {
                return Err(wrong(lookup, "is no regular expression"));
            }
            Expr::Regex {
                expr: Box::new(plain_text(subject)),
                ignore_case: how == Lookup::IRegex,
                pattern: text.to_owned(),
            }
        }
        Lookup::IExact => matched(subject, TextMatch::Exact, true, text),
        Lookup::Contains => matched(subject, TextMatch::Contains, false, text),
        Lookup::IContains => matched(subject, TextMatch::Contains, true, text),
        Lookup::StartsWith => matched(subject, TextMatch::StartsWith, false, text),
        Lookup::IStartsWith => matched(subject, TextMatch::StartsWith, true, text),
        Lookup::EndsWith => matched(subject, TextMatch::EndsWith, false, text),
        Lookup::IEndsWith => matched(subject, TextMatch::EndsWith, true, text),
        Lookup::ContainsJson => subject.call(Function::JsonContains, Some(json(lookup, text)?), SqlType::Bool),
        Lookup::ContainedBy => Expr::Function {
            function: Function::JsonContains,
            arguments: vec![Expr::Value(json(lookup, text)?), subject.expr],
            output: SqlType::Bool,
        },
        Lookup::HasKey => has_key(&subject, text),
        Lookup::HasKeys => Expr::And(keys(text).iter().map(|key| has_key(&subject, key)).collect()),
        Lookup::HasAnyKeys => Expr::Or(keys(text).iter().map(|key| has_key(&subject, key)).collect()),
    })
}

fn compare(subject: Subject, how: Comparison, lookup: &str, text: &str) -> Result<Expr> {
    let value = one(&subject, lookup, text)?;
    Ok(if matches!(subject.taken, Taken::JsonPart) {
        let order = subject.call(Function::JsonCompare, Some(value), SqlType::Integer);
        Expr::Compare(Box::new(order), how, Box::new(Expr::Value(Value::Integer(0))))
    } else {
        Expr::Compare(Box::new(subject.expr), how, Box::new(Expr::Value(value)))
    })
}

fn one(subject: &Subject, lookup: &str, text: &str) -> Result<Value> {
    let value = (subject.parse())(text).map_err(|invalid| wrong(lookup, invalid.detail().to_owned()))?;
    // JSON may spell one that the text does not show.
    if value.holds_nul() {
        return Err(wrong(lookup, "must not contain a NUL character"));
    }
    Ok(value)
}

fn list(subject: &Subject, lookup: &str, text: &str) -> Result<Vec<Value>> {
    let parts = text.split(',').filter(|part| !part.is_empty());
    parts.map(|part| one(subject, lookup, part)).collect()
}

/// An array of JSON, or values with commas between.
fn json_list(subject: &Subject, lookup: &str, text: &str) -> Result<Vec<Value>> {
    match json(lookup, text) {
        Ok(Value::Json(serde_json::Value::Array(items))) => Ok(items.into_iter().map(Value::Json).collect()),
        _ => list(subject, lookup, text),
    }
}

fn json(lookup: &str, text: &str) -> Result<Value> {
    let value = serde_json::from_str(text).map_err(|_| wrong(lookup, "must be JSON"))?;
    let value = Value::Json(value);
    if value.holds_nul() {
        return Err(wrong(lookup, "must not contain a NUL character"));
    }
    Ok(value)
}

/// An array of texts in JSON, or keys with commas between.
fn keys(text: &str) -> Vec<String> {
    let array: Option<Vec<String>> = serde_json::from_str(text).ok();
    let array = array.filter(|keys| keys.iter().all(|key| !key.contains('\0')));
    array.unwrap_or_else(|| {
        let parts = text.split(',').filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    })
}

fn has_key(subject: &Subject, key: &str) -> Expr {
    subject.call(Function::JsonHasKey, Some(Value::Text(key.to_owned())), SqlType::Bool)
}

fn boolean(text: &str, lookup: &str) -> Result<bool> {
    match text {
        "true" | "True" | "1" => Ok(true),
        "false" | "False" | "0" => Ok(false),
        _ => Err(wrong(lookup, "must be true or false")),
    }
}

/// The text to match: of a part of JSON that is a text without its quotes.
fn plain_text(subject: Subject) -> Expr {
    match subject.taken {
        Taken::JsonPart => subject.call(Function::JsonText, None, SqlType::Text),
        _ => subject.expr,
    }
}

fn matched(subject: Subject, how: TextMatch, ignore_case: bool, text: &str) -> Expr {
    Expr::Match {
        expr: Box::new(plain_text(subject)),
        how,
        ignore_case,
        text: text.to_owned(),
    }
}

/// The condition about a relation itself that `text` says: whether there is any row.
pub(super) fn any(exists: Expr, lookup: &str, text: &str) -> Result<Expr> {
    Ok(if boolean(text, lookup)? {
        Expr::Not(Box::new(exists))
    } else {
        exists
    })
}
