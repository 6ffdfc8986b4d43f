//! The rules across fields: one function each, all run, so that one compilation shows every mistake.

use syn::Ident;
use syn::spanned::Spanned as _;

use super::parse::{FieldArgs, ModelArgs, OnDelete};
use super::spec::{
    FLOATS, FieldSpec, INTEGERS, Kind, ModelSpec, OTHERS, SOFT_DELETE_FIELD, TEXTS, argument_of, last_name,
};
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
        prefix(args, errors);
    }
    diesel_kinds(args, spec, errors);
    versions(args, spec, errors);
    tracked_once(spec, errors);
    soft_delete(args, spec, errors);
}

fn soft_delete(args: &ModelArgs, spec: &ModelSpec, errors: &mut Errors) {
    let Some(span) = args.soft_delete else { return };
    let mut fields = args.fields.iter().zip(&spec.fields);
    let Some((written, field)) = fields.find(|(_, field)| field.name == SOFT_DELETE_FIELD) else {
        return errors.add_at(
            span,
            "`soft_delete` notes the time of a deletion; add the field `pub deleted_at: Option<DateTime<Utc>>`",
        );
    };
    // Of a part's type only the part knows.
    if written.part.is_none() && (!field.optional || field.type_name() != "DateTime") {
        errors.add(
            &written.ty,
            "the time of a deletion is a moment, and none of a row that is there; write `Option<DateTime<Utc>>`",
        );
    }
    let set = [
        ("default", written.default.as_ref().map(syn::Expr::span)),
        ("db_default", written.db_default.as_ref().map(syn::LitStr::span)),
        ("auto_now", written.auto_now),
        ("auto_now_add", written.auto_now_add),
    ];
    for (option, span) in set.into_iter().filter_map(|(option, span)| Some((option, span?))) {
        errors.add_at(span, format!("only a deletion sets `deleted_at`; remove `{option}`"));
    }
}

fn versions(args: &ModelArgs, spec: &ModelSpec, errors: &mut Errors) {
    let mut first: Option<&FieldSpec> = None;
    for (args, field) in args.fields.iter().zip(&spec.fields) {
        let Some(span) = args.version else { continue };
        if field.primary_key {
            errors.add_at(
                span,
                "a primary key counts rows, not their writes; add `pub version: i64` for that",
            );
        } else if args.part.is_none() && (field.optional || !["i32", "i64"].contains(&field.type_name().as_str())) {
            errors.add(
                &args.ty,
                "a version counts the writes of a row; write it as `i32` or `i64`",
            );
        } else if args.default.is_some() || args.db_default.is_some() {
            let option = if args.default.is_some() {
                "default"
            } else {
                "db_default"
            };
            errors.add_at(span, format!("a version begins at 1; remove `{option}`"));
        } else if let Some(first) = first {
            errors.add_at(span, format!("`{}` is the version already; keep one", first.name));
        } else {
            first = Some(field);
        }
    }
}

fn tracked_once(spec: &ModelSpec, errors: &mut Errors) {
    let mut tracked = spec.fields.iter().filter(|field| field.kind == Kind::Tracked);
    if let Some(first) = tracked.next() {
        for second in tracked {
            errors.add(
                &second.ident,
                format!("`{}` keeps what the row held already; remove this field", first.name),
            );
        }
    }
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

fn related_names(args: &ModelArgs, spec: &ModelSpec, errors: &mut Errors) {
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

fn related_name_is_rust(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
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

fn named_fields(args: &ModelArgs, spec: &ModelSpec, errors: &mut Errors) {
    let columns: Vec<&str> = spec.columns().map(|field| field.name.as_str()).collect();
    let mut known = |ident: &Ident, what: &str| {
        let name = names::plain(ident);
        if !columns.contains(&name.as_str()) {
            let hint = names::suggestion(&name, &columns);
            errors.add(ident, format!("`{what}` names the unknown field `{name}`; {hint}"));
        }
    };
    args.indexes.iter().flatten().for_each(|ident| known(ident, "index"));
    args.unique.iter().flatten().for_each(|ident| known(ident, "unique"));
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
    for (option, lists) in [("index", &args.indexes), ("unique", &args.unique)] {
        for list in lists {
            let twice = |(i, ident): &(usize, &Ident)| list[..*i].contains(ident);
            for (_, ident) in list.iter().enumerate().filter(twice) {
                errors.add(ident, format!("`{ident}` is twice in one `{option}`; keep one"));
            }
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

fn relation(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
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

fn many_is_plain(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
    if field.optional && !field.is_column() {
        errors.add(
            &args.ty,
            format!("`{}` may be empty already; write it without `Option`", field.name),
        );
    }
}

fn many(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
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
fn between(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
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

fn length(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
    let name = field.type_name();
    if let Some(length) = &args.max_length
        && field.is_column()
        && (field.target.is_some() || [INTEGERS, FLOATS, OTHERS].concat().contains(&name.as_str()))
    {
        errors.add_at(
            length.span,
            format!("`max_length` is for text, and `{}` is `{name}`; remove it", field.name),
        );
    }
}

fn bounds(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
    let name = field.type_name();
    let numeric = [INTEGERS, FLOATS].concat().contains(&name.as_str());
    let known = numeric || [TEXTS, OTHERS].concat().contains(&name.as_str()) || field.target.is_some();
    for (option, bound) in [("min", &args.min), ("max", &args.max)] {
        if let Some(bound) = bound
            && known
            && !numeric
        {
            errors.add_at(
                bound.span,
                format!("`{option}` is for numbers, and `{}` is `{name}`; remove it", field.name),
            );
        }
    }
    for (option, bound) in [("min", &args.min), ("max", &args.max)] {
        if let Some(bound) = bound
            && INTEGERS.contains(&name.as_str())
            && matches!(bound.value, crate::options::Number::Float(_))
        {
            errors.add_at(
                bound.span,
                format!(
                    "`{}` holds whole numbers; write `{option}` without a fraction",
                    field.name
                ),
            );
        }
    }
    if let (Some(min), Some(max)) = (&args.min, &args.max)
        && min.value.as_f64() > max.value.as_f64()
    {
        errors.add_at(
            min.span,
            format!(
                "`min` is larger than `max`, so `{}` could hold nothing; swap them",
                field.name
            ),
        );
    }
}

/// Checks that literals are of their field's kind. A wrong one would else be an error about a conversion that nobody
/// wrote; in its place goes an expression of any type, which is compiled and never run.
pub fn default_literals(args: &mut ModelArgs, spec: &ModelSpec, errors: &mut Errors) {
    for (args, field) in args
        .fields
        .iter_mut()
        .zip(&spec.fields)
        .filter(|(args, _)| args.part.is_none())
    {
        let before = errors.len();
        default_literal(args, field, errors);
        if errors.len() > before {
            args.default = Some(syn::parse_quote! { ::core::option::Option::unwrap(::core::option::Option::None) });
        }
    }
}

fn default_literal(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
    let Some(default) = args.default.as_ref().filter(|_| field.kind == Kind::Plain) else {
        return;
    };
    let bare = match default {
        syn::Expr::Unary(negative) => &negative.expr,
        other => other,
    };
    let Some(literal) = crate::options::literal(bare) else {
        return;
    };
    let (text, integer, float, truth) = match literal {
        syn::Lit::Str(_) => (true, false, false, false),
        syn::Lit::Int(_) => (false, true, false, false),
        syn::Lit::Float(_) => (false, false, true, false),
        syn::Lit::Bool(_) => (false, false, false, true),
        _ => return,
    };
    let name = field.type_name();
    let (fits, example) = match name.as_str() {
        name if INTEGERS.contains(&name) => (integer, "default = 0"),
        "f32" | "f64" => (float, "default = 0.5"),
        "Decimal" => (integer, "default = 0` or `default = Decimal::new(995, 2)"),
        name if TEXTS.contains(&name) => (text, "default = \"…\""),
        "bool" => (truth, "default = true"),
        "Uuid" => (false, "default = Uuid::now_v7()"),
        "DateTime" => (false, "default = Utc::now()"),
        "NaiveDate" => (false, "default = NaiveDate::MIN"),
        "NaiveTime" => (false, "default = NaiveTime::MIN"),
        "Duration" | "TimeDelta" => (false, "default = Duration::hours(1)"),
        _ => return,
    };
    if !fits {
        errors.add(
            default,
            format!(
                "`{}` is `{name}`, which this is not; write such as `{example}`",
                field.name
            ),
        );
    }
}

fn times(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
    let set = [("auto_now", args.auto_now), ("auto_now_add", args.auto_now_add)];
    let given: Vec<_> = set
        .into_iter()
        .filter_map(|(option, span)| Some((option, span?)))
        .collect();
    if let [_, (_, span)] = given.as_slice() {
        errors.add_at(
            *span,
            "`auto_now` sets the time at every save, the first included; keep one of the two",
        );
    }
    let Some((option, span)) = given.first() else { return };
    if !matches!(field.type_name().as_str(), "DateTime" | "NaiveDate") {
        errors.add_at(
            *span,
            format!("`{option}` sets the current time; use it on `DateTime<Utc>` or `NaiveDate`"),
        );
    }
    if let Some(default) = &args.default {
        errors.add(default, format!("`{option}` sets the value already; remove `default`"));
    }
}

fn slug(args: &FieldArgs, field: &FieldSpec, spec: &ModelSpec, errors: &mut Errors) {
    let Some(source) = &args.slug_from else { return };
    if field.type_name() != "Slug" {
        errors.add(
            source,
            format!(
                "`slug_from` fills a `Slug`, and `{}` is `{}`; change its type",
                field.name,
                field.type_name()
            ),
        );
    }
    let texts: Vec<&str> = spec
        .columns()
        .filter(|other| TEXTS.contains(&other.type_name().as_str()))
        .map(|other| other.name.as_str())
        .collect();
    let name = source.value();
    if !texts.contains(&name.as_str()) || name == field.name {
        errors.add(
            source,
            format!(
                "`slug_from` needs a text field to start from, not `{name}`; {}",
                names::suggestion(&name, &texts)
            ),
        );
    }
}

fn key_options(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
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

/// What a part cannot have: it is no table.
pub fn part(args: &ModelArgs, spec: &ModelSpec, errors: &mut Errors) {
    let texts = [
        ("table", &args.table),
        ("app", &args.app),
        ("verbose_name", &args.verbose_name),
        ("verbose_name_plural", &args.verbose_name_plural),
    ];
    for (option, text) in texts
        .into_iter()
        .filter_map(|(option, text)| Some((option, text.as_ref()?)))
    {
        errors.add(
            text,
            format!("a part is no table of its own; remove `{option}`, and say it in each model"),
        );
    }
    for (option, span) in [
        ("diesel", args.diesel),
        ("hooks", args.hooks),
        ("soft_delete", args.soft_delete),
    ] {
        if let Some(span) = span {
            errors.add_at(
                span,
                format!("a part is no table of its own; remove `{option}`, and say it in each model"),
            );
        }
    }
    for (written, field) in args.fields.iter().zip(&spec.fields) {
        if let Some(span) = written.flatten {
            errors.add_at(span, "a part holds fields alone; flatten both parts in the model");
        } else if !super::part::is_shared(field.kind) {
            errors.add(
                &field.ident,
                format!(
                    "a part holds columns alone, and `{}` is none; declare it in each model",
                    field.name
                ),
            );
        }
        if let Some(related) = &written.related_name
            && field.is_column()
            && !related.value().contains("{model}")
        {
            errors.add(
                related,
                format!(
                    "models that share this part would have one way back; put the model's name in, as in `\"{{model}}_{}\"`",
                    related.value()
                ),
            );
        }
    }
}

/// Fields that hold a part.
pub fn holders(args: &ModelArgs, errors: &mut Errors) {
    for field in args.fields.iter().filter(|field| field.flatten.is_some()) {
        let path = match &field.ty {
            syn::Type::Path(path) => path.path.segments.last(),
            _ => None,
        };
        if path.is_none_or(|last| !last.arguments.is_empty()) {
            errors.add(
                &field.ty,
                "`flatten` takes in a struct with `#[model(part)]`; write its name as the type",
            );
        }
        let spans = [
            ("primary_key", field.primary_key),
            ("unique", field.unique),
            ("index", field.index),
            ("auto_now", field.auto_now),
            ("auto_now_add", field.auto_now_add),
            ("max_length", field.max_length.as_ref().map(|at| at.span)),
            ("default", field.default.as_ref().map(syn::Expr::span)),
            ("db_default", field.db_default.as_ref().map(syn::LitStr::span)),
            ("column", field.column.as_ref().map(syn::LitStr::span)),
            ("on_delete", field.on_delete.as_ref().map(|at| at.span)),
            ("related_name", field.related_name.as_ref().map(syn::LitStr::span)),
        ];
        for (option, span) in spans.into_iter().filter_map(|(option, span)| Some((option, span?))) {
            errors.add_at(
                span,
                format!(
                    "`{}` holds a part, which is no column; say `{option}` in the part",
                    names::plain(&field.ident)
                ),
            );
        }
        if let Some(prefix) = &field.prefix
            && (syn::parse_str::<Ident>(&format!("{}x", prefix.value())).is_err() || prefix.value().contains("__"))
        {
            errors.add(
                prefix,
                "`prefix` begins the names of fields; write such as `\"billing_\"`",
            );
        }
    }
}

/// A prefix has nothing to stand before.
fn prefix(args: &FieldArgs, errors: &mut Errors) {
    if let Some(prefix) = args.prefix.as_ref().filter(|_| args.flatten.is_none()) {
        errors.add(
            prefix,
            "`prefix` is for fields that hold a part; add `flatten`, or use `column`",
        );
    }
}
