//! The rules, one function each.

use syn::ItemStruct;

use super::parse::ModelApiArgs;
use crate::errors::Errors;
use crate::fields::{Fields, Shape};
use crate::{names, paths};

/// Checks every rule.
pub fn model_api(args: &ModelApiArgs, item: &ItemStruct, errors: &mut Errors) {
    let fields = Fields::of(item);
    path(args, item, errors);
    filter(args, &fields, errors);
    search(args, &fields, errors);
    order(args, &fields, errors);
    owner(args, &fields, errors);
}

fn path(args: &ModelApiArgs, item: &ItemStruct, errors: &mut Errors) {
    let Some(path) = &args.path else {
        let plural = names::plural(&names::snake_case(&names::plain(&item.ident)));
        errors.add(
            &item.ident,
            format!("`#[api]` on a model needs a path; add `path = \"/{plural}\"`"),
        );
        return;
    };
    if !paths::check(path, errors).is_empty() {
        errors.add(
            path,
            "a model's path has no parameters, its rows live below it by key; remove the `{…}` segment",
        );
    }
}

fn filter(args: &ModelApiArgs, fields: &Fields, errors: &mut Errors) {
    for path in &args.filter {
        fields.check("filter", path, errors);
    }
}

fn search(args: &ModelApiArgs, fields: &Fields, errors: &mut Errors) {
    for path in &args.search {
        if let Some(Shape::NotText | Shape::Parts | Shape::One | Shape::Many) = fields.check("search", path, errors) {
            errors.add(
                path,
                format!("`search` looks through text, and `{path}` is none; use `filter({path})` instead"),
            );
        }
    }
}

fn order(args: &ModelApiArgs, fields: &Fields, errors: &mut Errors) {
    for path in &args.order {
        if fields.check("order", path, errors) == Some(Shape::Many) {
            errors.add(
                path,
                format!("`{path}` holds many rows, which cannot be put in order; name a column"),
            );
        }
    }
}

fn owner(args: &ModelApiArgs, fields: &Fields, errors: &mut Errors) {
    let Some(owner) = &args.owner else { return };
    match fields.check_text("owner", &owner.value(), owner, errors) {
        Some(Shape::One) | None => {}
        Some(_) => errors.add(
            owner,
            format!(
                "`owner` is the foreign key to the user a row belongs to, and `{}` is none; \
                 name a field of type `ForeignKey<User>`",
                owner.value()
            ),
        ),
    }
}
