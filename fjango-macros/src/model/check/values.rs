//! What a field may hold and begins with.

use crate::errors::Errors;
use crate::model::parse::{FieldArgs, ModelArgs};
use crate::model::spec::{FILES, FLOATS, FieldSpec, INTEGERS, Kind, ModelSpec, OTHERS, TEXTS};
use crate::names;

pub(super) fn length(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
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

pub(super) fn bounds(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
    let name = field.type_name();
    let numeric = [INTEGERS, FLOATS].concat().contains(&name.as_str());
    let known = numeric || [TEXTS, FILES, OTHERS].concat().contains(&name.as_str()) || field.target.is_some();
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
    if field.is_file() {
        errors.add(
            default,
            format!(
                "a file has no default; make `{}` an `Option`, or remove `default`",
                field.name
            ),
        );
        return;
    }
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

pub(super) fn times(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
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

pub(super) fn slug(args: &FieldArgs, field: &FieldSpec, spec: &ModelSpec, errors: &mut Errors) {
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
