//! The rules across variants.

use super::parse::ChoicesArgs;
use crate::errors::Errors;

/// Checks every rule.
pub fn choices(args: &ChoicesArgs, errors: &mut Errors) {
    values_differ(args, errors);
    values_are_text(args, errors);
    renamed(args, errors);
}

fn values_differ(args: &ChoicesArgs, errors: &mut Errors) {
    for (i, variant) in args.variants.iter().enumerate() {
        let Some(other) = args.variants[..i].iter().find(|other| other.value == variant.value) else {
            continue;
        };
        let message = format!(
            "`{}` is stored as `{}`, as `{}` is; give one of them another value with `#[choice(value = \"…\")]`",
            variant.ident, variant.value, other.ident
        );
        match &variant.written_value {
            Some(value) => errors.add(value, message),
            None => errors.add(&variant.ident, message),
        }
    }
}

fn values_are_text(args: &ChoicesArgs, errors: &mut Errors) {
    for variant in &args.variants {
        if let Some(value) = &variant.written_value
            && (variant.value.trim().is_empty() || variant.value.contains('\0'))
        {
            errors.add(
                value,
                "a stored value needs at least one visible character; write one, or leave `value` out",
            );
        }
    }
}

fn renamed(args: &ChoicesArgs, errors: &mut Errors) {
    let mut seen: Vec<String> = Vec::new();
    for variant in &args.variants {
        let Some(from) = &variant.renamed_from else { continue };
        let value = from.value();
        if value == variant.value {
            errors.add(
                from,
                format!("`{value}` is what is stored now; write what was stored before"),
            );
        } else if seen.contains(&value) {
            errors.add(
                from,
                format!("`{value}` is what another variant was already, and one value cannot become two; keep one"),
            );
        }
        seen.push(value);
    }
}
