//! What is known of relations while the program is compiled: that a way back has somebody who points here, and that a
//! model between two points at both. Generated code asks in a `const`, so that a mistake is an error at its field.

use super::{FieldMeta, ModelMeta, RelationKind, ReverseKind};

/// What a `through` model is found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// It points at both ends, and it is clear by which foreign keys.
    Clear,
    /// It does not point at the field's own model.
    NoSource,
    /// It does not point at the model at the other end.
    NoTarget,
    /// It points at one of them with several foreign keys.
    Ambiguous,
}

/// Whether `source` has a relation to the model `target` whose way back is called `name`; a many-to-many one through the
/// model `through`, where one is named.
pub const fn leads_back(
    source: &ModelMeta,
    kind: ReverseKind,
    target: &str,
    name: &str,
    through: Option<&str>,
) -> bool {
    if matches!(kind, ReverseKind::ManyToMany) {
        let mut i = 0;
        while i < source.many_to_many.len() {
            let field = &source.many_to_many[i];
            if let Some(related) = field.related_name
                && same(field.identity, target)
                && same(related, name)
            {
                return match (through, field.through) {
                    (None, _) => true,
                    (Some(_), None) => false,
                    (Some(wanted), Some(through)) => same(wanted, through.identity),
                };
            }
            i += 1;
        }
        return false;
    }
    let mut i = 0;
    while i < source.fields.len() {
        if let Some(relation) = source.fields[i].relation
            && same(relation.identity, target)
            && (matches!(kind, ReverseKind::ForeignKey) || matches!(relation.kind, RelationKind::OneToOne))
        {
            let named = match relation.related_name {
                Some(related) => same(related, name),
                None => is_default(source.name, relation.kind, name),
            };
            if named {
                return true;
            }
        }
        i += 1;
    }
    false
}

/// Which foreign keys of `through` lead to the models `source` and `target`.
pub const fn ends(
    through: &ModelMeta,
    source: &str,
    target: &str,
    fields: Option<(&'static str, &'static str)>,
) -> Ends {
    let (sources, targets) = match fields {
        Some((first, second)) => (pointing(through, source, first), pointing(through, target, second)),
        None => (pointing(through, source, ""), pointing(through, target, "")),
    };
    // One model at both ends needs a foreign key for each.
    let one = if same(source, target) && fields.is_none() { 2 } else { 1 };
    if sources < one {
        Ends::NoSource
    } else if targets < one {
        Ends::NoTarget
    } else if sources > one || targets > one {
        Ends::Ambiguous
    } else {
        Ends::Clear
    }
}

/// How many foreign keys point at `target`; with a name, of those called so.
const fn pointing(model: &ModelMeta, target: &str, name: &str) -> usize {
    let (mut i, mut found) = (0, 0);
    while i < model.fields.len() {
        let field: &FieldMeta = &model.fields[i];
        if let Some(relation) = field.relation
            && same(relation.identity, target)
            && (name.is_empty() || same(field.name, name))
        {
            found += 1;
        }
        i += 1;
    }
    found
}

/// Whether `name` is what a way back is called when nobody named it: `comment_set`, `profile`.
const fn is_default(model: &str, kind: RelationKind, name: &str) -> bool {
    let suffix = match kind {
        RelationKind::OneToOne => "",
        RelationKind::ForeignKey => "_set",
    };
    let (model, suffix, name) = (model.as_bytes(), suffix.as_bytes(), name.as_bytes());
    if name.len() != model.len() + suffix.len() {
        return false;
    }
    let mut i = 0;
    while i < name.len() {
        let expected = if i < model.len() {
            model[i].to_ascii_lowercase()
        } else {
            suffix[i - model.len()]
        };
        if name[i] != expected {
            return false;
        }
        i += 1;
    }
    true
}

const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut i = 0;
    while i < one.len() {
        if one[i] != other[i] {
            return false;
        }
        i += 1;
    }
    true
}
