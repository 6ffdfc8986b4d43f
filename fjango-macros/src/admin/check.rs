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
    page_sizes(args, errors);
}

/// The most rows of a page.
const MAX_PAGE: u32 = 200;

fn page_sizes(args: &AdminArgs, errors: &mut Errors) {
    for size in &args.page_sizes {
        if !size
            .base10_parse::<u32>()
            .is_ok_and(|size| (1..=MAX_PAGE).contains(&size))
        {
            errors.add(
                size,
                format!("a page has between 1 and {MAX_PAGE} rows; write `page_sizes(25, 50, 100)`"),
            );
        }
    }
    if let (Some(first), Some(other)) = (args.page_sizes.first(), &args.list_per_page) {
        errors.add_at(
            other.span,
            format!("`page_sizes` says it already: its first, {first}; remove `list_per_page`"),
        );
    }
}

fn lists(args: &AdminArgs, fields: &Fields, errors: &mut Errors) {
    for (option, paths) in [
        ("list_display", &args.list_display),
        ("list_filter", &args.list_filter),
        ("link", &args.link),
        ("sum", &args.sum),
        ("sortable", &args.sortable),
    ] {
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
    for (option, paths) in [
        ("readonly", &args.readonly),
        ("exclude", &args.exclude),
        ("editable", &args.editable),
        ("aside", &args.aside),
        ("repr", &args.repr),
    ] {
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
