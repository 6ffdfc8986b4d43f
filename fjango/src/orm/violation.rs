//! A broken constraint, told alike whether validation or the database noticed it.

use crate::db::{self, ConstraintKind};
use crate::schema::{ConstraintMeta, FieldMeta, ModelMeta, Rule};
use crate::value::{Invalid, ValidationErrors};

use super::Error;

/// A constraint that a row breaks, as an error.
pub(super) fn error(meta: &'static ModelMeta, broken: &ConstraintMeta) -> Error {
    let source = db::Error::Integrity {
        kind: kind(broken.rule),
        table: meta.table.to_owned(),
        constraint: broken.name.clone(),
        columns: broken.fields.iter().map(|field| field.column.to_owned()).collect(),
    };
    of_constraint(meta, broken, source)
}

/// What the database said, as an error of the model.
pub(super) fn of_database(meta: &'static ModelMeta, source: db::Error) -> Error {
    let db::Error::Integrity {
        kind,
        table,
        constraint,
        columns,
    } = &source
    else {
        return Error::Database(source);
    };
    // A constraint of another table is about what points here.
    let own = table.is_empty() || table == meta.table;
    if let Some(broken) = own.then(|| find(meta, *kind, constraint, columns)).flatten() {
        return of_constraint(meta, &broken, source);
    }
    let fields: Vec<&FieldMeta> = columns
        .iter()
        .filter_map(|column| meta.field_of_column(column))
        .collect();
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    Error::Integrity {
        kind: *kind,
        model: meta.name,
        fields: names.iter().map(|name| (*name).to_owned()).collect(),
        errors: at(&names, &objection(*kind)),
        source: Box::new(source),
    }
}

fn find(meta: &'static ModelMeta, kind: ConstraintKind, name: &str, columns: &[String]) -> Option<ConstraintMeta> {
    let same_columns = |constraint: &ConstraintMeta| {
        matches!(constraint.rule, Rule::Unique | Rule::UniqueAmong(_))
            && kind == ConstraintKind::Unique
            && constraint.fields.len() == columns.len()
            && constraint
                .fields
                .iter()
                .all(|field| columns.iter().any(|column| column == field.column))
    };
    // SQLite names some constraints, and of the others the columns.
    meta.constraints().into_iter().find(|constraint| {
        if name.is_empty() {
            same_columns(constraint)
        } else {
            constraint.name == name
        }
    })
}

fn of_constraint(meta: &'static ModelMeta, broken: &ConstraintMeta, source: db::Error) -> Error {
    let names: Vec<&str> = broken.fields.iter().map(|field| field.name).collect();
    Error::Integrity {
        kind: kind(broken.rule),
        model: meta.name,
        fields: names.iter().map(|name| (*name).to_owned()).collect(),
        errors: objections(broken),
        source: Box::new(source),
    }
}

/// What is said of a broken constraint, at each of its fields; at the whole when it has none.
pub(super) fn objections(broken: &ConstraintMeta) -> ValidationErrors {
    let names: Vec<&str> = broken.fields.iter().map(|field| field.name).collect();
    let invalid = match (broken.rule, broken.fields.first()) {
        (Rule::Check { name, .. }, _) => Invalid::new("check", format!("must meet the condition `{name}`")),
        (Rule::MaxLength, Some(field)) => super::validate::max_length(field.max_length.unwrap_or_default()),
        (Rule::Range, Some(field)) => match (field.min, field.max) {
            (Some(min), None) => super::validate::min(min),
            (None, Some(max)) => super::validate::max(max),
            (min, max) => {
                let bound = |bound: Option<crate::schema::Bound>| bound.map(|bound| bound.sql()).unwrap_or_default();
                let detail = format!("must be at least {} and at most {}", bound(min), bound(max));
                Invalid::new("range", detail)
            }
        },
        (rule, _) => objection(kind(rule)),
    };
    at(&names, &invalid)
}

fn at(fields: &[&str], invalid: &Invalid) -> ValidationErrors {
    let mut errors = ValidationErrors::new();
    for field in fields {
        errors.add(field, invalid.clone());
    }
    if fields.is_empty() {
        errors.push(invalid.clone().at(""));
    }
    errors
}

fn kind(rule: Rule) -> ConstraintKind {
    match rule {
        Rule::Unique | Rule::UniqueAmong(_) => ConstraintKind::Unique,
        Rule::Exclusion(_) => ConstraintKind::Exclusion,
        Rule::ForeignKey => ConstraintKind::ForeignKey,
        _ => ConstraintKind::Check,
    }
}

/// What is said when no more is known than the kind.
pub(crate) fn objection(kind: ConstraintKind) -> Invalid {
    match kind {
        ConstraintKind::Unique => Invalid::new("unique", "is taken already"),
        ConstraintKind::ForeignKey => nowhere(),
        ConstraintKind::NotNull => Invalid::new("null", "must not be null"),
        ConstraintKind::Exclusion => Invalid::new("exclusion", "clashes with another row"),
        ConstraintKind::Check => Invalid::new("check", "does not meet a condition of the table"),
    }
}

/// What is said of a key that no row has.
pub(super) fn nowhere() -> Invalid {
    Invalid::new("does_not_exist", "points at a row that does not exist")
}
