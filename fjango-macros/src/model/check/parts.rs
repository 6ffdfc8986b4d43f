//! Parts, and the fields that hold them.

use syn::Ident;
use syn::spanned::Spanned as _;

use crate::errors::Errors;
use crate::model::parse::{FieldArgs, ModelArgs};
use crate::model::part::is_shared;
use crate::model::spec::ModelSpec;
use crate::names;

/// What a part cannot have: it is no table.
pub fn part(args: &ModelArgs, spec: &ModelSpec, errors: &mut Errors) {
    let texts = [
        ("table", &args.table),
        ("app", &args.app),
        ("renamed_from", &args.renamed_from),
        ("comment", &args.comment),
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
        } else if !is_shared(field.kind) {
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
            ("sensitive", field.sensitive),
            ("auto_now", field.auto_now),
            ("auto_now_add", field.auto_now_add),
            ("max_length", field.max_length.as_ref().map(|at| at.span)),
            ("default", field.default.as_ref().map(syn::Expr::span)),
            ("db_default", field.db_default.as_ref().map(syn::LitStr::span)),
            ("renamed_from", field.renamed_from.as_ref().map(syn::LitStr::span)),
            ("generated", field.generated.as_ref().map(syn::LitStr::span)),
            ("stored", field.stored.as_ref().map(|at| at.span)),
            ("collation", field.collation.as_ref().map(syn::LitStr::span)),
            ("comment", field.comment.as_ref().map(syn::LitStr::span)),
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
pub(super) fn prefix(args: &FieldArgs, errors: &mut Errors) {
    if let Some(prefix) = args.prefix.as_ref().filter(|_| args.flatten.is_none()) {
        errors.add(
            prefix,
            "`prefix` is for fields that hold a part; add `flatten`, or use `column`",
        );
    }
}
