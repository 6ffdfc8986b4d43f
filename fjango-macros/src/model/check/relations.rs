//! Foreign keys and many-to-many fields.

use syn::Ident;
use syn::spanned::Spanned as _;

use crate::errors::Errors;
use crate::model::parse::{FieldArgs, ModelArgs, OnDelete};
use crate::model::spec::{FieldSpec, Kind, ModelSpec, last_name};

pub(super) fn related_names(args: &ModelArgs, spec: &ModelSpec, errors: &mut Errors) {
    let mut seen: Vec<(String, String)> = Vec::new();
    for (args, field) in args.fields.iter().zip(&spec.fields) {
        let (Some(related), Some(target)) = (&args.related_name, &field.target) else {
            continue;
        };
        let entry = (related.value(), last_name(target).unwrap_or_default());
        if seen.contains(&entry) {
            errors.add(
                related,
                format!(
                    "`{}` is already the way back of another field; name this one differently",
                    entry.0
                ),
            );
        }
        seen.push(entry);
    }
}

pub(super) fn related_name_is_rust(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
    let Some(related) = args.related_name.as_ref().filter(|_| field.target.is_some()) else {
        return;
    };
    // In a part the model's name goes into it.
    let name = related.value().replace("{model}", "model");
    if syn::parse_str::<Ident>(&name).is_err() || name.contains("__") {
        errors.add(
            related,
            "`related_name` must be a Rust name without `__`, such as `posts`",
        );
    }
}

pub(super) fn relation(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
    let pointing = matches!(field.kind, Kind::ForeignKey | Kind::OneToOne);
    let what = if field.kind == Kind::OneToOne {
        "one-to-one field"
    } else {
        "foreign key"
    };
    match (&args.on_delete, pointing) {
        (None, true) => errors.add(
            &field.ident,
            format!(
                "{what} `{}` has no deletion rule; add `on_delete = \"cascade\"`, `\"protect\"` or `\"set_null\"`",
                field.name
            ),
        ),
        (Some(rule), false) => {
            errors.add_at(
                rule.span,
                format!(
                    "`{}` points at no model, so it has no deletion rule; remove `on_delete`",
                    field.name
                ),
            );
        }
        (Some(rule), true) if rule.value == OnDelete::SetNull && !field.optional => errors.add(
            &args.ty,
            format!(
                "`{}` cannot be set to `NULL`; write `Option<…>`, or choose another `on_delete`",
                field.name
            ),
        ),
        (Some(rule), true)
            if rule.value == OnDelete::SetDefault && args.default.is_none() && args.db_default.is_none() =>
        {
            errors.add_at(
                rule.span,
                "`set_default` needs a default; add `default = …` with a key, or `db_default = \"…\"`",
            );
        }
        _ => {}
    }
    if let Some(related) = &args.related_name
        && field.target.is_none()
    {
        errors.add(
            related,
            format!(
                "`{}` points at no model, so there is no way back to name; remove `related_name`",
                field.name
            ),
        );
    }
}

pub(super) fn many_is_plain(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
    if field.optional && !field.is_column() {
        errors.add(
            &args.ty,
            format!("`{}` may be empty already; write it without `Option`", field.name),
        );
    }
}

pub(super) fn many(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
    if let Some(table) = args.table.as_ref().filter(|_| field.kind != Kind::ManyToMany) {
        errors.add(
            table,
            format!(
                "`{}` has no table between; remove `table`, or use `ManyToMany`",
                field.name
            ),
        );
    }
    if field.is_column() {
        return;
    }
    let column_options = [
        ("unique", args.unique),
        ("index", args.index),
        ("sensitive", args.sensitive),
        ("max_length", args.max_length.as_ref().map(|at| at.span)),
        ("default", args.default.as_ref().map(syn::Expr::span)),
        ("db_default", args.db_default.as_ref().map(syn::LitStr::span)),
        ("column", args.column.as_ref().map(syn::LitStr::span)),
    ];
    for (option, span) in column_options
        .into_iter()
        .filter_map(|(option, span)| Some((option, span?)))
    {
        errors.add_at(
            span,
            format!(
                "`{}` is no column of this table, so `{option}` has no meaning; remove it",
                field.name
            ),
        );
    }
    if let Some(related) = args.related_name.as_ref().filter(|_| field.kind == Kind::Reverse) {
        errors.add(
            related,
            "a declared way back is called by its field's name; remove `related_name`",
        );
    }
}

/// What a many-to-many field says of the rows between.
pub(super) fn between(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
    if field.kind != Kind::ManyToMany {
        let back = field.type_name() == "ReverseManyToMany";
        let options = [
            ("through", args.through.as_ref().filter(|_| !back).map(syn::Path::span)),
            ("through_fields", args.through_fields.first().map(Ident::span)),
            ("symmetrical", args.symmetrical.as_ref().map(|at| at.span)),
        ];
        for (option, span) in options.into_iter().filter_map(|(option, span)| Some((option, span?))) {
            errors.add_at(
                span,
                format!(
                    "`{option}` is for a `ManyToMany`, and `{}` is none; remove it",
                    field.name
                ),
            );
        }
        return;
    }
    if let (Some(_), Some(table)) = (&args.through, &args.table) {
        errors.add(
            table,
            "the rows between are those of the `through` model; remove `table`",
        );
    }
    match (&args.through, args.through_fields.as_slice()) {
        (_, []) | (Some(_), [_, _]) => {}
        (None, [first, ..]) => errors.add(
            first,
            "`through_fields` names foreign keys of a `through` model; add `through = …`, or remove it",
        ),
        (Some(_), [first, ..]) => errors.add(
            first,
            "`through_fields` takes two foreign keys: to this model, then to the other, as in \
             `through_fields(group, person)`",
        ),
    }
    if let Some(symmetrical) = args.symmetrical.as_ref().filter(|_| !field.to_itself) {
        errors.add_at(
            symmetrical.span,
            format!(
                "only a relation of a model to itself can be symmetrical, and `{}` leads elsewhere; remove `symmetrical`",
                field.name
            ),
        );
    }
    if let Some(related) = args.related_name.as_ref().filter(|_| is_symmetrical(args, field)) {
        errors.add(
            related,
            format!(
                "`{}` is the same from both ends, so there is no way back to name; remove `related_name`, or add \
                 `symmetrical = false`",
                field.name
            ),
        );
    }
}

/// Whether rows are related both ways by one relation: the default of a model to itself, as in Django.
pub fn is_symmetrical(args: &FieldArgs, field: &FieldSpec) -> bool {
    let wanted = args.symmetrical.as_ref().is_none_or(|at| at.value);
    field.kind == Kind::ManyToMany && field.to_itself && wanted
}

pub(super) fn key_options(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
    if !field.primary_key {
        return;
    }
    if let Some(span) = args.unique {
        errors.add_at(span, "a primary key is unique already; remove `unique`");
    }
    if let Some(span) = args.index {
        errors.add_at(span, "a primary key has an index already; remove `index`");
    }
    if let Some(default) = args.default.as_ref().filter(|_| field.auto) {
        errors.add(default, "the database numbers the rows; remove `default`");
    }
}
