//! From the spelling of a lookup along relations to what is compared.

use super::condition::{any, condition};
use super::{Lookup, Subject, wrong};
use crate::db::DatePart;
use crate::orm::path::Origin;
use crate::orm::{Error, Expr, Inner, Many, Path, Result};
use crate::schema::{FieldMeta, ModelMeta, registry};

/// The most `__` steps in one lookup.
const MAX_STEPS: usize = 12;

/// The condition for `author__name__icontains` and its value in text, as the typed face would build it.
///
/// Lists (`in`, `range`, `has_keys`) are separated by commas; `isnull` takes `true` or `false`; `contains` and
/// `contained_by` of JSON take JSON. A way goes on into JSON, `data__owner__name` and `data__0__x`: what it is compared with
/// is JSON (`5`, `"5"`, `null`), or else plain text.
///
/// # Errors
/// [`Error::Lookup`] when the lookup names no field, the field has no such lookup or the value does not fit.
pub fn parse(meta: &'static ModelMeta, lookup: &str, text: &str) -> Result<Expr> {
    let steps = steps(lookup)?;
    walk(meta, Path::default(), &steps, lookup, text)
}

fn steps(lookup: &str) -> Result<Vec<&str>> {
    let steps: Vec<&str> = lookup.split("__").collect();
    if steps.len() > MAX_STEPS {
        return Err(wrong(lookup, format!("has more than {MAX_STEPS} steps")));
    }
    // A step may become a key of JSON.
    if lookup.contains('\0') {
        return Err(wrong(lookup, "must not contain a NUL character"));
    }
    Ok(steps)
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

/// What a way leads to that lookups can be asked of.
#[derive(Clone, Debug)]
pub struct Target {
    /// What is compared.
    pub subject: Subject,
    /// The model whose field that is.
    pub model: &'static ModelMeta,
    /// Whether the way ends at a relation to many rows itself: the subject is then the key of its rows.
    pub is_relation: bool,
    /// Whether there may be no value at the end.
    pub nullable: bool,
}

/// What `author__name`, `tags`, `created__year` or `data__owner` lead to; the way ends before the lookup.
///
/// # Errors
/// [`Error::Lookup`] when it leads nowhere.
pub fn target(meta: &'static ModelMeta, way: &str) -> Result<Target> {
    let all = steps(way)?;
    let (mut model, mut rest) = (meta, &all[..]);
    let mut nullable = false;
    while let [step, more @ ..] = rest {
        if let Some(field) = model.field(step) {
            nullable |= field.nullable;
            if let Some(target) = goes_on(field, more) {
                (model, rest) = (target, more);
                continue;
            }
            let mut subject = Subject::column(Expr::Column(Path::default(), field), field);
            for step in more {
                nullable |= subject.kind() == crate::value::SqlType::Json;
                let next = subject.transform(step);
                subject = next.ok_or_else(|| no_lookup(&subject, step, &[], way))?;
            }
            return Ok(Target {
                subject,
                model,
                is_relation: false,
                nullable,
            });
        }
        let many = many_called(model, step).ok_or_else(|| no_field(model, step, way))?;
        (model, rest, nullable) = (many.target(), more, true);
        if rest.is_empty() {
            let pk = model.pk();
            return Ok(Target {
                subject: Subject::column(Expr::Column(Path::default(), pk), pk),
                model,
                is_relation: true,
                nullable,
            });
        }
    }
    Err(wrong(way, "names no field"))
}

/// The model that a way goes on to: `author__name` goes on to the author; `author__in` and `author__isnull` stay at the
/// key.
fn goes_on(field: &'static FieldMeta, rest: &[&str]) -> Option<&'static ModelMeta> {
    let next = rest.first()?;
    field.target().filter(|target| leads_on(target, next))
}

fn no_field(model: &ModelMeta, step: &str, lookup: &str) -> Error {
    wrong(lookup, format!("names the unknown field `{step}` of `{}`", model.name))
}

/// Why nothing comes of `subject` by the name `step`.
fn no_lookup(subject: &Subject, step: &str, rest: &[&str], lookup: &str) -> Error {
    let reason = match rest {
        _ if DatePart::from_name(step).is_some() => {
            format!("takes a part of a date from `{}`, which has none", subject.field.name)
        }
        [extra, ..] if subject.lookup(step).is_some() => format!("has `{extra}` after the lookup `{step}`"),
        _ => format!("ends in the unknown lookup `{step}`"),
    };
    wrong(lookup, reason)
}

fn walk(model: &'static ModelMeta, path: Path, steps: &[&str], lookup: &str, text: &str) -> Result<Expr> {
    let (step, rest) = steps.split_first().ok_or_else(|| wrong(lookup, "names no field"))?;
    if let Some(field) = model.field(step) {
        if let Some(target) = goes_on(field, rest) {
            return walk(target, path.then(field, target), rest, lookup, text);
        }
        return compare(Subject::column(Expr::Column(path, field), field), rest, lookup, text);
    }
    let many = many_called(model, step).ok_or_else(|| no_field(model, step, lookup))?;
    let origin = Origin::fresh();
    let inner = Path::root(origin);
    let target = many.target();
    let condition = match rest {
        ["isnull"] => None,
        [next, ..] if leads_on(target, next) => Some(walk(target, inner, rest, lookup, text)?),
        // `tags=3` and `tags__in=1,2` are about the keys.
        _ => {
            let key = Subject::column(Expr::Column(inner, target.pk()), target.pk());
            Some(compare(key, rest, lookup, text)?)
        }
    };
    let is_any = condition.is_none();
    let exists = Expr::Exists {
        from: path,
        many,
        inner: Inner(origin),
        visibility: crate::orm::Visibility::Live,
        condition: condition.map(Box::new),
    };
    if is_any { any(exists, lookup, text) } else { Ok(exists) }
}

/// Goes on from a column by what comes of it to the lookup at the end, `exact` if there is none.
fn compare(mut subject: Subject, steps: &[&str], lookup: &str, text: &str) -> Result<Expr> {
    let mut rest = steps;
    while let [step, more @ ..] = rest {
        if more.is_empty()
            && let Some(how) = subject.lookup(step)
        {
            return condition(subject, how, lookup, text);
        }
        let next = subject.transform(step);
        subject = next.ok_or_else(|| no_lookup(&subject, step, more, lookup))?;
        rest = more;
    }
    condition(subject, Lookup::Exact, lookup, text)
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
