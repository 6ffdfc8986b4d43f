use syn::{FnArg, ItemFn, ReturnType, Type};

use super::parse::MigrationArgs;
use crate::errors::Errors;

/// Checks the options and the function.
pub fn step(args: &MigrationArgs, function: &ItemFn, errors: &mut Errors) {
    after(args, function, errors);
    requires(args, errors);
    signature(function, errors);
}

fn after(args: &MigrationArgs, function: &ItemFn, errors: &mut Errors) {
    let Some(after) = &args.after else {
        // Where the options themselves are wrong, that is said already.
        if errors.is_empty() {
            errors.add(
                &function.sig.ident,
                "a data step has a place; write the migration that it follows: `#[migration(after = \"0003_split_name\")]`",
            );
        }
        return;
    };
    let text = after.value();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    if !text.starts_with(|c: char| c.is_ascii_digit()) || !text.chars().all(is_plain) {
        let hint = match text.split_once('.') {
            Some((app, name)) if name.starts_with(|c: char| c.is_ascii_digit()) => {
                format!("; write `app = \"{app}\", after = \"{name}\"`")
            }
            _ => "; write the name of its folder, such as `0003_split_name`".to_owned(),
        };
        errors.add(after, format!("`{text}` is no migration{hint}"));
    }
}

fn requires(args: &MigrationArgs, errors: &mut Errors) {
    for required in &args.requires {
        if !required.value().contains('.') {
            errors.add(
                required,
                format!(
                    "`{}` names no app; write app and migration, such as `auth.0001_initial`",
                    required.value()
                ),
            );
        }
    }
}

fn signature(function: &ItemFn, errors: &mut Errors) {
    let signature = &function.sig;
    if signature.asyncness.is_none() {
        errors.add(
            signature.fn_token,
            "a data step waits for the database; write `async fn`",
        );
    }
    let takes_db = match signature.inputs.iter().collect::<Vec<_>>()[..] {
        [FnArg::Typed(argument)] => {
            matches!(&*argument.ty, Type::Reference(reference) if reference.mutability.is_none())
        }
        _ => false,
    };
    if !takes_db {
        errors.add(
            &signature.ident,
            format!(
                "a data step takes the database alone; write `async fn {}(db: &MigrationDb)`",
                signature.ident
            ),
        );
    }
    if matches!(signature.output, ReturnType::Default) {
        errors.add(
            &signature.ident,
            format!(
                "a data step says whether it worked; write `async fn {}(db: &MigrationDb) -> fjango::migrate::Result<()>`",
                signature.ident
            ),
        );
    }
    if !signature.generics.params.is_empty() {
        errors.add(
            &signature.generics,
            "a data step cannot be generic; remove the parameters",
        );
    }
}
