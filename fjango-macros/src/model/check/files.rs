//! What a field for files takes.

use crate::errors::Errors;
use crate::model::parse::FieldArgs;
use crate::model::spec::{FieldSpec, INTEGERS, ModelSpec};
use crate::names;

/// The parts of a time that a directory's name may hold.
const PARTS: &str = "YymdjHMS%";

pub(super) fn file_options(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
    if !field.is_file() {
        let texts =
            [("upload_to", &args.upload_to)].map(|(option, text)| (option, text.as_ref().map(|text| text.span())));
        let lists = [("extensions", &args.extensions), ("content_types", &args.content_types)]
            .map(|(option, texts)| (option, texts.first().map(|text| text.span())));
        let size = [("max_size", args.max_size.as_ref().map(|size| size.span))];
        for (option, span) in texts.into_iter().chain(lists).chain(size) {
            if let Some(span) = span {
                errors.add_at(
                    span,
                    format!(
                        "`{option}` is for `FileField` and `ImageField`, and `{}` is `{}`; remove it",
                        field.name,
                        field.type_name()
                    ),
                );
            }
        }
        return;
    }
    if let Some(directory) = &args.upload_to
        && let Some(reason) = wrong_directory(&directory.value())
    {
        errors.add(
            directory,
            format!("`upload_to` {reason}, as in `upload_to = \"covers/%Y/%m\"`"),
        );
    }
    for extension in &args.extensions {
        let text = extension.value();
        let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        if !plain {
            errors.add(
                extension,
                format!("`{text}` is no extension; write small letters and digits without a dot, as in `extensions(\"png\")`"),
            );
        }
    }
    for content_type in &args.content_types {
        let text = content_type.value();
        let image = field.type_name() == "ImageField";
        if !is_content_type(&text) {
            errors.add(
                content_type,
                format!("`{text}` is no content type; write such as `content_types(\"application/pdf\", \"image/*\")`"),
            );
        } else if image && !text.starts_with("image/") {
            errors.add(
                content_type,
                format!(
                    "`{}` takes images alone; write a type such as `image/png`, or use `FileField`",
                    field.name
                ),
            );
        }
    }
}

/// The fields for an image's width and height.
pub(super) fn measures(args: &FieldArgs, field: &FieldSpec, spec: &ModelSpec, errors: &mut Errors) {
    for (option, other) in [("width_field", &args.width_field), ("height_field", &args.height_field)] {
        let Some(other) = other else { continue };
        if field.type_name() != "ImageField" {
            errors.add(
                other,
                format!(
                    "`{option}` is for `ImageField`, and `{}` is `{}`; remove it",
                    field.name,
                    field.type_name()
                ),
            );
            continue;
        }
        let numbers: Vec<&str> = spec
            .columns()
            .filter(|column| INTEGERS.contains(&column.type_name().as_str()) && !column.primary_key)
            .map(|column| column.name.as_str())
            .collect();
        let name = other.value();
        if !numbers.contains(&name.as_str()) {
            errors.add(
                other,
                format!(
                    "`{option}` needs a field of whole numbers such as `i32`, not `{name}`; {}",
                    names::suggestion(&name, &numbers)
                ),
            );
        }
    }
}

fn wrong_directory(directory: &str) -> Option<&'static str> {
    if directory.starts_with('/') || directory.contains(['\\', ':']) || directory.chars().any(char::is_control) {
        return Some("is a directory within the storage, with `/` between its parts and none before");
    }
    if directory
        .trim_end_matches('/')
        .split('/')
        .any(|part| part.starts_with('.') || (part.is_empty() && !directory.is_empty()))
    {
        return Some("has a part that is empty or begins with a dot");
    }
    let mut rest = directory.chars();
    while let Some(c) = rest.next() {
        if c == '%' && !rest.next().is_some_and(|part| PARTS.contains(part)) {
            return Some("takes `%Y`, `%y`, `%m`, `%d`, `%j`, `%H`, `%M` and `%S` of the time, and `%%` for `%`");
        }
    }
    None
}

fn is_content_type(text: &str) -> bool {
    let token = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-+.".contains(c))
    };
    text.split_once('/')
        .is_some_and(|(family, kind)| token(family) && (kind == "*" || token(kind)))
}
