//! The rules, one function each.

use syn::ItemStruct;

use super::parse::AdminArgs;
use crate::errors::Errors;
use crate::fields::{Fields, Shape};

/// Checks every rule.
pub fn admin(args: &AdminArgs, item: &ItemStruct, errors: &mut Errors) {
    let fields = Fields::of(item);
    lists(args, &fields, errors);
    search(args, &fields, errors);
    ordering(args, &fields, errors);
    own_fields(args, &fields, errors);
}

fn lists(args: &AdminArgs, fields: &Fields, errors: &mut Errors) {
    for (option, paths) in [("list_display", &args.list_display), ("list_filter", &args.list_filter)] {
        for (i, path) in paths.iter().enumerate() {
            fields.check(option, path, errors);
            if paths[..i].contains(path) {
                errors.add(path, format!("`{path}` is twice in `{option}`; keep one"));
            }
        }
    }
}

fn search(args: &AdminArgs, fields: &Fields, errors: &mut Errors) {
    for path in &args.search {
        if let Some(Shape::NotText | Shape::Parts | Shape::One | Shape::Many) = fields.check("search", path, errors) {
            errors.add(
                path,
                format!("`search` looks through text, and `{path}` is none; use `list_filter({path})` instead"),
            );
        }
    }
}

fn ordering(args: &AdminArgs, fields: &Fields, errors: &mut Errors) {
    for path in &args.ordering {
        let value = path.value();
        let name = value.strip_prefix('-').unwrap_or(&value);
        fields.check_text("ordering", name, path, errors);
    }
}

/// What a form shows is this model's own: a way to another model has no place there.
fn own_fields(args: &AdminArgs, fields: &Fields, errors: &mut Errors) {
    for (option, paths) in [("readonly", &args.readonly), ("exclude", &args.exclude)] {
        for path in paths {
            let name = path.to_string();
            match name.split_once("__") {
                Some((first, _)) if fields.shape(first).is_some() => errors.add(
                    path,
                    format!("`{option}` is about this model's own fields; write `{first}`"),
                ),
                _ => {
                    fields.check(option, path, errors);
                }
            }
        }
    }
}
