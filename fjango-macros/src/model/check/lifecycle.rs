//! What a model says of the life of its rows.

use syn::spanned::Spanned as _;

use crate::errors::Errors;
use crate::model::parse::ModelArgs;
use crate::model::spec::{FieldSpec, Kind, ModelSpec, SOFT_DELETE_FIELD};

pub(super) fn soft_delete(args: &ModelArgs, spec: &ModelSpec, errors: &mut Errors) {
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

pub(super) fn versions(args: &ModelArgs, spec: &ModelSpec, errors: &mut Errors) {
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

pub(super) fn tracked_once(spec: &ModelSpec, errors: &mut Errors) {
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
