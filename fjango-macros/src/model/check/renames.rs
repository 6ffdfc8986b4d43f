//! What fields and the model were called before.

use syn::LitStr;

use crate::errors::Errors;
use crate::model::parse::ModelArgs;
use crate::model::spec::{Kind, ModelSpec};

pub(super) fn renamed(args: &ModelArgs, spec: &ModelSpec, errors: &mut Errors) {
    let mut seen: Vec<(String, &str)> = Vec::new();
    for (written, field) in args.fields.iter().zip(&spec.fields) {
        let Some(from) = &written.renamed_from else { continue };
        if !field.is_column() && (field.kind != Kind::ManyToMany || written.through.is_some()) {
            errors.add(
                from,
                format!(
                    "`{}` stores nothing that could be renamed; remove `renamed_from`",
                    field.name
                ),
            );
            continue;
        }
        let name = from.value();
        if !is_name(&name) {
            errors.add(
                from,
                "`renamed_from` is the name of a field; write such as `renamed_from = \"name\"`",
            );
        } else if name == field.name {
            errors.add(
                from,
                format!("`{name}` is what the field is called now; write what it was called before"),
            );
        } else if let Some((_, first)) = seen.iter().find(|(known, _)| *known == name) {
            errors.add(
                from,
                format!("`{first}` was `{name}` already, and one field cannot become two; keep one"),
            );
        }
        seen.push((name, &field.name));
    }
    if let Some(from) = &args.renamed_from {
        model(from, spec, errors);
    }
}

fn model(from: &LitStr, spec: &ModelSpec, errors: &mut Errors) {
    let text = from.value();
    let (app, name) = match text.split_once('.') {
        Some((app, name)) => (app.to_owned(), name),
        None => (spec.app.clone(), text.as_str()),
    };
    if !is_name(name) || !is_name(&app.replace('-', "_")) {
        errors.add(
            from,
            "`renamed_from` is the name of a model; write such as `renamed_from = \"Article\"` or `\"press.Article\"`",
        );
    } else if app == spec.app && name == spec.name {
        errors.add(
            from,
            format!("`{text}` is what the model is called now; write what it was called before"),
        );
    }
}

fn is_name(text: &str) -> bool {
    let starts = text.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    starts && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}
