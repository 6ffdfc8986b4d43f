//! The rules across fields: one function each, all run, so that one compilation shows every mistake.

mod files;
mod lifecycle;
mod parts;
mod relations;
mod renames;
mod rules;
mod values;

use self::files::{file_options, measures};
use self::lifecycle::{soft_delete, tracked_once, versions};
use self::parts::prefix;
pub use self::parts::{holders, part};
pub use self::relations::is_symmetrical;
use self::relations::{between, key_options, many, many_is_plain, related_name_is_rust, related_names, relation};
pub use self::values::default_literals;
use self::values::{bounds, length, slug, times};
use super::parse::{FieldArgs, ModelArgs};
use super::spec::{FieldSpec, Kind, ModelSpec, argument_of, last_name};
use crate::errors::Errors;
use crate::names;

/// PostgreSQL cuts identifiers after this many bytes.
const MAX_NAME: usize = 63;

/// Names that are methods of a foreign key's columns.
const RESERVED: &[&str] = &["pk", "eq", "ne", "in_", "is_null", "is_not_null", "key"];

/// Checks the rules without which a field cannot be expanded, and gives the positions of the fields that break one.
pub fn shapes(args: &ModelArgs, spec: &ModelSpec, errors: &mut Errors) -> Vec<usize> {
    let mut broken = Vec::new();
    for (i, (args, field)) in args.fields.iter().zip(&spec.fields).enumerate() {
        if args.part.is_some() || field.kind == Kind::Holder {
            // The part says by itself what is wrong with it.
            continue;
        }
        let before = errors.len();
        field_type(args, field, errors);
        key_type(args, field, errors);
        many_is_plain(args, field, errors);
        related_name_is_rust(args, field, errors);
        cfg_is_absent(args, errors);
        if errors.len() > before {
            broken.push(i);
        }
    }
    broken
}

/// Checks every other rule.
pub fn model(args: &ModelArgs, spec: &ModelSpec, errors: &mut Errors) {
    if args.part.is_none() {
        primary_key(args, spec, errors);
    }
    unique_columns(args, spec, errors);
    related_names(args, spec, errors);
    named_fields(args, spec, errors);
    rules::rules(args, spec, errors);
    table_name(args, spec, errors);
    for (args, field) in args.fields.iter().zip(&spec.fields) {
        if args.part.is_some() || field.kind == Kind::Holder {
            continue;
        }
        name(field, errors);
        relation(args, field, errors);
        many(args, field, errors);
        between(args, field, errors);
        length(args, field, errors);
        bounds(args, field, errors);
        times(args, field, errors);
        slug(args, field, spec, errors);
        key_options(args, field, errors);
        file_options(args, field, errors);
        measures(args, field, spec, errors);
        rules::column_facts(args, field, errors);
        prefix(args, errors);
    }
    diesel_kinds(args, spec, errors);
    versions(args, spec, errors);
    tracked_once(spec, errors);
    soft_delete(args, spec, errors);
    renames::renamed(args, spec, errors);
}

/// `diesel` on a field says what `#[model(diesel)]` cannot know, and nothing without it.
fn diesel_kinds(args: &ModelArgs, spec: &ModelSpec, errors: &mut Errors) {
    for (written, field) in args.fields.iter().zip(&spec.fields) {
        let Some(given) = &written.diesel else { continue };
        if args.part.is_some() || written.part.is_some() {
            continue;
        }
        if !field.is_column() {
            errors.add_at(
                given.span,
                "`diesel` is for columns, and this relation has none; remove it",
            );
        } else if args.diesel.is_none() {
            errors.add_at(
                given.span,
                "`diesel` has no effect here; write `#[model(diesel)]` on the struct, or remove it",
            );
        }
    }
}

fn primary_key(args: &ModelArgs, spec: &ModelSpec, errors: &mut Errors) {
    let mut keys = spec.fields.iter().filter(|field| field.primary_key);
    let Some(first) = keys.next() else {
        errors.add(
            &args.item.ident,
            format!(
                "`{}` has no primary key; add `id: i64`, or mark a field with `#[field(primary_key)]`",
                spec.name
            ),
        );
        return;
    };
    for second in keys {
        errors.add(
            &second.ident,
            format!(
                "`{}` is a second primary key after `{}`; keep one",
                second.name, first.name
            ),
        );
    }
}

fn key_type(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
    if !field.primary_key {
        return;
    }
    let name = field.type_name();
    if field.optional {
        errors.add(
            &args.ty,
            "a primary key cannot be `NULL`; write the type without `Option`",
        );
    } else if field.target.is_some() || ["bool", "f32", "f64", "Json", "Vec"].contains(&name.as_str()) {
        errors.add(
            &args.ty,
            format!("a primary key must be an exact value of its own, not `{name}`; use `i64`, `Uuid` or text"),
        );
    }
}

/// What holds no column is read by nobody while it is compiled out, but a column would be missing in the table.
fn cfg_is_absent(args: &FieldArgs, errors: &mut Errors) {
    for attr in &args.cfgs {
        errors.add(
            attr,
            "a table has the same columns in every build; remove the `cfg`, or move the field to a model of its own",
        );
    }
}

fn unique_columns(args: &ModelArgs, spec: &ModelSpec, errors: &mut Errors) {
    let columns: Vec<&FieldSpec> = spec.columns().collect();
    for (i, field) in columns.iter().enumerate() {
        if let Some(other) = columns[..i].iter().find(|other| other.column == field.column) {
            errors.add(
                &field.ident,
                format!(
                    "column `{}` is also the column of `{}`; give one of them `column = \"…\"`",
                    field.column, other.name
                ),
            );
        }
        if field.column.is_empty() || field.column.len() > MAX_NAME {
            let written = args
                .fields
                .iter()
                .find(|args| args.ident == field.ident)
                .and_then(|args| args.column.as_ref());
            let span = written.map_or_else(|| field.ident.span(), |column| column.span());
            errors.add_at(
                span,
                format!("a column's name has 1 to {MAX_NAME} bytes; shorten it with `column = \"…\"`"),
            );
        }
    }
}

fn named_fields(args: &ModelArgs, spec: &ModelSpec, errors: &mut Errors) {
    let columns: Vec<&str> = spec.columns().map(|field| field.name.as_str()).collect();
    for path in &args.ordering {
        let value = path.value();
        let first = value
            .strip_prefix('-')
            .unwrap_or(&value)
            .split("__")
            .next()
            .unwrap_or_default();
        if !columns.contains(&first) && first != "pk" {
            let hint = names::suggestion(first, &columns);
            errors.add(path, format!("`ordering` names the unknown field `{first}`; {hint}"));
        }
    }
    for (i, (name, sql)) in args.checks.iter().enumerate() {
        if args.checks[..i].iter().any(|(other, _)| other == name) {
            errors.add(name, format!("two checks are called `{name}`; rename one"));
        }
        if sql.value().trim().is_empty() {
            errors.add(
                sql,
                format!("check `{name}` has no condition; write SQL such as `price > 0`"),
            );
        }
    }
}

fn table_name(args: &ModelArgs, spec: &ModelSpec, errors: &mut Errors) {
    if spec.table.is_empty() || spec.table.len() > MAX_NAME {
        let message = format!("a table's name has 1 to {MAX_NAME} bytes; shorten it with `table = \"…\"`");
        match &args.table {
            Some(table) => errors.add(table, message),
            None => errors.add(&args.item.ident, message),
        }
    }
}

fn name(field: &FieldSpec, errors: &mut Errors) {
    if RESERVED.contains(&field.name.as_str()) {
        errors.add(
            &field.ident,
            format!("`{0}` has a meaning of its own in queries; rename the field and keep the column with `column = \"{0}\"`", field.name),
        );
    } else if field.name.contains("__") {
        errors.add(
            &field.ident,
            "lookups are split at `__`; rename the field with single underscores",
        );
    } else if field.name.ends_with('_') || field.name.starts_with('_') {
        errors.add(
            &field.ident,
            "lookups join names with `__`, which an underscore at an end would shift; remove it (a keyword is written `r#type`)",
        );
    }
}

fn field_type(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
    let name = field.type_name();
    if matches!(field.inner, syn::Type::Reference(_)) {
        return errors.add(&args.ty, "a row owns its values; use an owned type such as `String`");
    }
    if field.optional && argument_of(&field.inner, "Option").is_some() {
        return errors.add(&args.ty, "a column is `NULL` or not; write one `Option`");
    }
    let replacement = match name.as_str() {
        "usize" => "`u32` or `u64`",
        "isize" => "`i64`",
        "i128" | "u128" => "`Decimal`",
        "char" | "str" => "`String`",
        _ => "",
    };
    if !replacement.is_empty() {
        return errors.add(&args.ty, format!("`{name}` has no column type; use {replacement}"));
    }
    if matches!(name.as_str(), "HashMap" | "BTreeMap" | "HashSet" | "BTreeSet") {
        return errors.add(
            &args.ty,
            format!("`{name}` has no column type; store it as `Json<{name}<…>>`"),
        );
    }
    if let Some(item) = argument_of(&field.inner, "Vec")
        && last_name(&item).is_none_or(|item| item != "u8")
    {
        errors.add(
            &args.ty,
            "a column holds one value; use `Json<Vec<…>>` for a list, or `ManyToMany` for rows",
        );
    }
}
