//! What speaks for two things being one that was renamed.

use std::collections::{BTreeMap, BTreeSet};

use super::questions::Candidate;
use crate::migrate::graph::distance;
use crate::migrate::state::{FieldState, ModelState};

/// Fields of `added` that `gone` may be called now, the likeliest first.
pub(super) fn fields(label: &str, gone: &FieldState, added: &[&FieldState]) -> Vec<Candidate> {
    let alike = added.iter().filter(|field| holds_the_same(gone, field));
    let mut ranked: Vec<_> = alike
        .map(|field| {
            let differences = differences(gone, field);
            let kind = gone
                .relation
                .as_ref()
                .map_or_else(|| gone.kind.name().to_owned(), |relation| relation.target.clone());
            let evidence = if differences.is_empty() {
                format!("both are {kind} with the same options")
            } else {
                format!("both are {kind}, but they differ in {}", differences.join(", "))
            };
            let candidate = Candidate {
                to: field.name.clone(),
                shown: format!("{label}.{}", field.name),
                evidence,
            };
            ((differences.len(), distance(&gone.name, &field.name)), candidate)
        })
        .collect();
    ranked.sort_by(|(a, one), (b, other)| (a, &one.to).cmp(&(b, &other.to)));
    ranked.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Whether values of one can be values of the other, whatever the rules are.
fn holds_the_same(one: &FieldState, other: &FieldState) -> bool {
    let target = |field: &FieldState| field.relation.as_ref().map(|relation| relation.target.clone());
    one.primary_key == other.primary_key
        && one.auto == other.auto
        && target(one) == target(other)
        && (one.relation.is_some() || one.kind == other.kind)
}

/// The options that differ, by their names in `operations.toml`.
fn differences(one: &FieldState, other: &FieldState) -> Vec<String> {
    let options = |field: &FieldState| -> BTreeMap<String, String> {
        let Ok(serde_json::Value::Object(options)) = serde_json::to_value(field) else {
            return BTreeMap::new();
        };
        let names = ["name", "column", "fill"];
        options
            .into_iter()
            .filter(|(name, _)| !names.contains(&name.as_str()))
            .map(|(name, value)| (name, value.to_string()))
            .collect()
    };
    let (before, after) = (options(one), options(other));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let shown = |value: Option<&String>| value.map_or("none", String::as_str).to_owned();
    names
        .into_iter()
        .filter(|name| before.get(*name) != after.get(*name))
        .map(|name| {
            format!(
                "{name} ({} and now {})",
                shown(before.get(name)),
                shown(after.get(name))
            )
        })
        .collect()
}

/// Models of `added` that `gone` may be called now, the likeliest first.
pub(super) fn models(gone: &ModelState, added: &[&ModelState]) -> Vec<Candidate> {
    let mut ranked: Vec<_> = added
        .iter()
        .filter_map(|model| {
            let (before, after) = (shape(gone), shape(model));
            let same: Vec<&str> = before.intersection(&after).map(|(name, _)| name.as_str()).collect();
            let all = before.union(&after).count();
            // As in Django: whatever its fields are called, a model of the same kinds may be the same.
            let same_kinds = kinds(gone) == kinds(model);
            let alike = 2 * same.len() >= all || same_kinds;
            let moved = model.app != gone.app;
            // Small models of two apps are alike by chance.
            let likely = alike && (!moved || model.name == gone.name || (same.len() == all && all > 2));
            let candidate = Candidate {
                to: if moved { model.label() } else { model.name.clone() },
                shown: model.label(),
                evidence: format!("{} of {all} fields are the same: {}", same.len(), same.join(", ")),
            };
            let rank = (all - same.len(), moved, distance(&gone.name, &model.name));
            likely.then_some((rank, candidate))
        })
        .collect();
    ranked.sort_by(|(a, one), (b, other)| (a, &one.to).cmp(&(b, &other.to)));
    ranked.into_iter().map(|(_, candidate)| candidate).collect()
}

/// What the fields hold, without their names.
fn kinds(model: &ModelState) -> Vec<String> {
    let mut kinds: Vec<String> = shape(model).into_iter().map(|(_, kind)| kind).collect();
    kinds.sort_unstable();
    kinds
}

/// Names of fields with what they hold.
fn shape(model: &ModelState) -> BTreeSet<(String, String)> {
    let own = model.label();
    let target = |target: &str| if target == own { "itself" } else { target }.to_owned();
    let fields = model.fields.iter().map(|field| {
        let kind = field
            .relation
            .as_ref()
            .map_or_else(|| field.kind.name().to_owned(), |relation| target(&relation.target));
        (field.name.clone(), kind)
    });
    let many = model
        .many_to_many
        .iter()
        .map(|many| (many.name.clone(), target(&many.target)));
    fields.chain(many).collect()
}
