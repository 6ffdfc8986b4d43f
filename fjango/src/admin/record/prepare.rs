//! From what a form says to what is written, with every objection at its field.

use serde_json::Value as JsonValue;

use crate::admin::accounts::check_gifts;
use crate::admin::contract::Members;
use crate::admin::lens::Lens;
use crate::admin::list::among;
use crate::admin::upload::Taken;
use crate::admin::{FieldAccess, Result, cell};
use crate::api::{Purpose, Sent, Written, read_body};
use crate::db::Executor;
use crate::orm::{Query, Visibility};
use crate::schema::ModelMeta;
use crate::value::{Invalid, ValidationErrors, Value};

/// Reads what a form says of a row, its files `taken` out. Only `fields` may be named, and of those what the actor may
/// write.
pub(crate) fn prepare(
    lens: &Lens<'_>,
    set: Members,
    fields: &[&str],
    purpose: Purpose,
    preset: Vec<(usize, Value)>,
    taken: Taken,
) -> std::result::Result<Written, ValidationErrors> {
    let meta = lens.meta();
    let Taken { uploads, mut errors } = taken;
    let mut plain = Members::new();
    for (name, json) in set {
        let is_known = fields.contains(&name.as_str()) && lens.field(&name) > FieldAccess::Hidden;
        if !is_known {
            errors.add(&name, Invalid::new("unknown", "is not a field of this form"));
        } else if lens.field(&name) < FieldAccess::Write || lens.entry.readonly.contains(&name) {
            errors.add(&name, Invalid::new("read_only", "cannot be written"));
        } else {
            let json = to_plain(meta, &name, json);
            plain.insert(name, json);
        }
    }
    match read_body(meta, &Sent::Files(plain.into(), uploads), purpose, preset) {
        Ok(written) => errors.into_result(written),
        Err(more) => {
            // That a field is missing follows from what is wrong with what it was given.
            let known = |pointer: &str| errors.errors().iter().any(|error| error.pointer == pointer);
            let new: Vec<_> = more
                .errors()
                .iter()
                .filter(|error| !known(&error.pointer))
                .cloned()
                .collect();
            new.into_iter().for_each(|error| errors.push(error));
            Err(errors)
        }
    }
}

fn to_plain(meta: &'static ModelMeta, name: &str, json: JsonValue) -> JsonValue {
    if let Some(field) = meta.field(name) {
        return cell::to_plain(field, json);
    }
    match (meta.many_to_many(name), json) {
        (Some(field), JsonValue::Array(keys)) => {
            let pk = (field.target)().pk();
            keys.into_iter().map(|key| cell::to_plain(pk, key)).collect()
        }
        (_, json) => json,
    }
}

/// Objects to keys of rows that are not there, or that the actor may not see; and to what is not the actor's to give.
/// `key` is the row's own, of one that is there already.
pub(crate) async fn check_targets(
    db: &impl Executor,
    lens: &Lens<'_>,
    key: Option<&Value>,
    written: &Written,
    prefix: &str,
    errors: &mut ValidationErrors,
) -> Result<()> {
    let meta = lens.meta();
    let nowhere = || Invalid::new("does_not_exist", "points at a row that does not exist");
    for (position, value) in &written.columns {
        let field = &meta.fields[*position];
        let Some(target) = field.target().filter(|_| !value.is_null()) else {
            continue;
        };
        if is_away(db, lens, target, std::slice::from_ref(value)).await?.first() == Some(&true) {
            errors.push(nowhere().at(format!("{prefix}/{}", field.name)));
        }
    }
    for (position, keys) in &written.many {
        let field = &meta.many_to_many[*position];
        let away = is_away(db, lens, (field.target)(), keys).await?;
        for (i, _) in away.into_iter().enumerate().filter(|(_, away)| *away) {
            errors.push(nowhere().at(format!("{prefix}/{}/{i}", field.name)));
        }
    }
    check_gifts(db, lens.actor, meta, key, written, prefix, errors).await
}

/// Which of the keys belong to no row that the actor may choose.
async fn is_away(db: &impl Executor, lens: &Lens<'_>, target: &'static ModelMeta, keys: &[Value]) -> Result<Vec<bool>> {
    let other = lens.other(target);
    // The database itself knows the rows that are not there, but not those that are deleted and stay.
    if keys.is_empty() || (other.scope.is_none() && target.deleted_at().is_none()) {
        return Ok(vec![false; keys.len()]);
    }
    let mut query = other.scope.unwrap_or_else(|| Query::new(target));
    query.visibility = Visibility::Live;
    let there = among(db, query, keys).await?;
    Ok(keys.iter().map(|key| !there.contains(&key.key())).collect())
}
