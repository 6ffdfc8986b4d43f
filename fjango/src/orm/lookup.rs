//! The untyped door: lookups in text, as URLs, the admin and tools give them, checked against the metadata.

use chrono::{NaiveDate, NaiveTime};

use super::path::Origin;
use super::{Comparison, Condition, Error, Expr, Inner, Many, Path, Result, TextMatch};
use crate::db::{DatePart, Function};
use crate::schema::{FieldMeta, ModelMeta, registry};
use crate::value::{DbValue, Invalid, SqlType, Value};

/// The most `__` steps in one lookup.
const MAX_STEPS: usize = 12;

fn wrong(lookup: &str, reason: impl Into<String>) -> Error {
    Error::Lookup {
        lookup: lookup.to_owned(),
        reason: reason.into(),
    }
}

/// The condition for `author__name__icontains` and its value in text, as the typed face would build it.
///
/// Lists (`in`, `range`) are separated by commas; `isnull` takes `true` or `false`; `contains` of a JSON column takes JSON.
///
/// # Errors
/// [`Error::Lookup`] when the lookup names no field, the field has no such lookup or the value does not fit.
pub fn parse(meta: &'static ModelMeta, lookup: &str, text: &str) -> Result<Expr> {
    let steps: Vec<&str> = lookup.split("__").collect();
    if steps.len() > MAX_STEPS {
        return Err(wrong(lookup, format!("has more than {MAX_STEPS} steps")));
    }
    walk(meta, Path::default(), &steps, lookup, text)
}

/// The column at the end of `author__name`, through foreign keys only.
///
/// # Errors
/// [`Error::Lookup`] when there is no such column.
pub fn column(meta: &'static ModelMeta, lookup: &str) -> Result<(Path, &'static FieldMeta)> {
    let mut path = Path::default();
    let mut model = meta;
    let mut steps = lookup.split("__").peekable();
    while let Some(step) = steps.next() {
        let field = model.field(step).ok_or_else(|| no_field(model, step, lookup))?;
        if steps.peek().is_none() {
            return Ok((path, field));
        }
        model = field
            .target()
            .ok_or_else(|| wrong(lookup, format!("goes on after `{step}`, which is no relation")))?;
        path = path.then(field, model);
    }
    Err(wrong(lookup, "names no field"))
}

fn no_field(model: &ModelMeta, step: &str, lookup: &str) -> Error {
    wrong(lookup, format!("names the unknown field `{step}` of `{}`", model.name))
}

fn walk(model: &'static ModelMeta, path: Path, steps: &[&str], lookup: &str, text: &str) -> Result<Expr> {
    let (step, rest) = steps.split_first().ok_or_else(|| wrong(lookup, "names no field"))?;
    if let Some(field) = model.field(step) {
        // `author__name` goes on to the author; `author__in` and `author__isnull` stay at the key.
        if let Some(target) = field
            .target()
            .filter(|target| rest.first().is_some_and(|next| leads_on(target, next)))
        {
            return walk(target, path.then(field, target), rest, lookup, text);
        }
        return compare(Expr::Column(path, field), field, rest, lookup, text);
    }
    let many = many_called(model, step).ok_or_else(|| no_field(model, step, lookup))?;
    let origin = Origin::fresh();
    let inner = Path::root(origin);
    let target = many.target();
    let condition = match rest {
        ["isnull"] => {
            let exists = Expr::Exists {
                from: path,
                many,
                inner: Inner(origin),
                condition: None,
            };
            return Ok(if boolean(text, lookup)? {
                Expr::Not(Box::new(exists))
            } else {
                exists
            });
        }
        [next, ..] if leads_on(target, next) => walk(target, inner, rest, lookup, text)?,
        // `tags=3` and `tags__in=1,2` are about the keys.
        _ => compare(Expr::Column(inner, target.pk()), target.pk(), rest, lookup, text)?,
    };
    Ok(Expr::Exists {
        from: path,
        many,
        inner: Inner(origin),
        condition: Some(Box::new(condition)),
    })
}

fn leads_on(model: &'static ModelMeta, step: &str) -> bool {
    model.field(step).is_some() || many_called(model, step).is_some()
}

fn many_called(model: &'static ModelMeta, name: &str) -> Option<Many> {
    if let Some(field) = model.many_to_many(name) {
        return Some(Many::Through {
            owner: model,
            field,
            reversed: false,
        });
    }
    let reverse = registry::pointing_at(model).find(|(source, field)| source.related_name(field) == name);
    if let Some((source, field)) = reverse {
        return Some(Many::Reverse { source, field });
    }
    registry::models().iter().copied().find_map(|owner| {
        let field = owner
            .many_to_many
            .iter()
            .find(|field| (field.target)().is(model) && field.related_name.is_some_and(|related| related == name))?;
        Some(Many::Through {
            owner,
            field,
            reversed: true,
        })
    })
}

fn boolean(text: &str, lookup: &str) -> Result<bool> {
    match text {
        "true" | "True" | "1" => Ok(true),
        "false" | "False" | "0" => Ok(false),
        _ => Err(wrong(lookup, "must be true or false")),
    }
}

fn value(field: &FieldMeta, lookup: &str, text: &str) -> Result<Value> {
    if text.contains('\0') {
        return Err(wrong(lookup, "must not contain a NUL character"));
    }
    // A filter may hold part of an address or a slug, so only the kind is checked for text.
    if field.sql_type() == SqlType::Text && field.value_type.choices.is_empty() {
        return Ok(Value::Text(text.to_owned()));
    }
    (field.value_type.parse_text)(text).map_err(|invalid| wrong(lookup, invalid.detail().to_owned()))
}

fn list(field: &FieldMeta, lookup: &str, text: &str) -> Result<Vec<Value>> {
    text.split(',')
        .filter(|part| !part.is_empty())
        .map(|part| value(field, lookup, part))
        .collect()
}

fn compare(expr: Expr, field: &'static FieldMeta, steps: &[&str], lookup: &str, text: &str) -> Result<Expr> {
    let (how, rest) = match steps {
        [] => ("exact", &[][..]),
        [how, rest @ ..] => (*how, rest),
    };
    if let Some(part) = DatePart::from_name(how) {
        return date_part(expr, field, part, rest, lookup, text);
    }
    if field.sql_type() == SqlType::DateTime && matches!(how, "date" | "time") {
        return date_or_time(expr, how, rest, lookup, text);
    }
    if field.sql_type() == SqlType::Json && rest.is_empty() && matches!(how, "contains" | "has_key") {
        return json(expr, how, lookup, text);
    }
    if let Some(extra) = rest.first() {
        return Err(wrong(lookup, format!("has `{extra}` after the lookup `{how}`")));
    }
    let comparison = |how| {
        let right = Expr::Value(value(field, lookup, text)?);
        Ok(Expr::Compare(Box::new(expr.clone()), how, Box::new(right)))
    };
    match how {
        "exact" => comparison(Comparison::Eq),
        "lt" => comparison(Comparison::Lt),
        "lte" => comparison(Comparison::Le),
        "gt" => comparison(Comparison::Gt),
        "gte" => comparison(Comparison::Ge),
        "in" => Ok(Expr::In(Box::new(expr), field.sql_type(), list(field, lookup, text)?)),
        "range" => between(expr, list(field, lookup, text)?, lookup),
        "isnull" => {
            let is_null = Condition::from(Expr::IsNull(Box::new(expr)));
            Ok(if boolean(text, lookup)? { is_null } else { !is_null }.into_expr())
        }
        _ if field.sql_type() == SqlType::Text => text_lookup(expr, how, lookup, text),
        _ => Err(wrong(lookup, format!("ends in the unknown lookup `{how}`"))),
    }
}

fn text_lookup(expr: Expr, how: &str, lookup: &str, text: &str) -> Result<Expr> {
    if text.contains('\0') {
        return Err(wrong(lookup, "must not contain a NUL character"));
    }
    let (ignore_case, base) = match how.strip_prefix('i') {
        Some(base) => (true, base),
        None => (false, how),
    };
    let how = match base {
        "exact" => TextMatch::Exact,
        "contains" => TextMatch::Contains,
        "startswith" => TextMatch::StartsWith,
        "endswith" => TextMatch::EndsWith,
        "regex" if regex::Regex::new(text).is_err() => return Err(wrong(lookup, "is no regular expression")),
        "regex" => {
            return Ok(Expr::Regex {
                expr: Box::new(expr),
                ignore_case,
                pattern: text.to_owned(),
            });
        }
        _ => return Err(wrong(lookup, format!("ends in the unknown lookup `{how}`"))),
    };
    Ok(Expr::Match {
        expr: Box::new(expr),
        how,
        ignore_case,
        text: text.to_owned(),
    })
}

fn date_part(
    expr: Expr,
    field: &'static FieldMeta,
    part: DatePart,
    rest: &[&str],
    lookup: &str,
    text: &str,
) -> Result<Expr> {
    let dated = match part {
        DatePart::Hour | DatePart::Minute | DatePart::Second => [SqlType::DateTime, SqlType::Time],
        _ => [SqlType::DateTime, SqlType::Date],
    };
    if !dated.contains(&field.sql_type()) {
        return Err(wrong(
            lookup,
            format!("takes a part of a date from `{}`, which has none", field.name),
        ));
    }
    let left = Expr::DatePart(part, field.sql_type(), Box::new(expr));
    compare_transformed(left, SqlType::Integer, <i32 as DbValue>::parse_text, rest, lookup, text)
}

/// The calendar date, or the time of day, of a moment.
fn date_or_time(expr: Expr, how: &str, rest: &[&str], lookup: &str, text: &str) -> Result<Expr> {
    let (function, output, parse): (_, _, Parse) = match how {
        "date" => (Function::DateOf, SqlType::Date, <NaiveDate as DbValue>::parse_text),
        _ => (Function::TimeOf, SqlType::Time, <NaiveTime as DbValue>::parse_text),
    };
    let left = Expr::Function {
        function,
        arguments: vec![expr],
        output,
    };
    compare_transformed(left, output, parse, rest, lookup, text)
}

/// Reads a value from text.
type Parse = fn(&str) -> std::result::Result<Value, Invalid>;

/// A comparison of something computed from a column, of kind `kind`.
fn compare_transformed(
    left: Expr,
    kind: SqlType,
    parse: Parse,
    rest: &[&str],
    lookup: &str,
    text: &str,
) -> Result<Expr> {
    let value = |text: &str| parse(text).map_err(|invalid| wrong(lookup, invalid.detail().to_owned()));
    let values = || {
        let parts = text.split(',').filter(|part| !part.is_empty());
        parts.map(value).collect::<Result<Vec<Value>>>()
    };
    let how = match rest {
        [] | ["exact"] => Comparison::Eq,
        ["lt"] => Comparison::Lt,
        ["lte"] => Comparison::Le,
        ["gt"] => Comparison::Gt,
        ["gte"] => Comparison::Ge,
        ["in"] => return Ok(Expr::In(Box::new(left), kind, values()?)),
        ["range"] => return between(left, values()?, lookup),
        _ => return Err(wrong(lookup, "ends in an unknown lookup")),
    };
    Ok(Expr::Compare(Box::new(left), how, Box::new(Expr::Value(value(text)?))))
}

fn between(expr: Expr, ends: Vec<Value>, lookup: &str) -> Result<Expr> {
    match <[Value; 2]>::try_from(ends) {
        Ok([low, high]) => Ok(Expr::Between(
            Box::new(expr),
            Box::new(Expr::Value(low)),
            Box::new(Expr::Value(high)),
        )),
        Err(_) => Err(wrong(lookup, "must be two values separated by a comma")),
    }
}

/// What a JSON column holds: another JSON value, given as JSON, or a key.
fn json(expr: Expr, how: &str, lookup: &str, text: &str) -> Result<Expr> {
    let (function, value) = match how {
        "contains" => match serde_json::from_str(text) {
            Ok(part) => (Function::JsonContains, Value::Json(part)),
            Err(_) => return Err(wrong(lookup, "must be JSON")),
        },
        _ => (Function::JsonHasKey, Value::Text(text.to_owned())),
    };
    if value.holds_nul() {
        return Err(wrong(lookup, "must not contain a NUL character"));
    }
    let found = Expr::Function {
        function,
        arguments: vec![expr, Expr::Value(value)],
        output: SqlType::Bool,
    };
    Ok(Expr::equal(found, Expr::Value(Value::Bool(true))))
}
