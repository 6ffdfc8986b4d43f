//! `#[model]`: parse what was written, resolve names and defaults, check the rules, expand.

mod check;
mod expand;
pub mod parse;
pub mod part;
pub mod rules;
pub mod spec;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use crate::errors::Errors;

/// The expansion of `#[model(arguments)] item`.
pub fn model(arguments: TokenStream, item: TokenStream, app: &str) -> TokenStream {
    let mut errors = Errors::default();
    let Some(args) = parse::ModelArgs::parse(arguments.clone(), item.clone(), &mut errors) else {
        return errors.into_compile_errors();
    };
    if args.part.is_some() {
        return part::part(args, &arguments, &item, errors);
    }
    if args.fields.iter().any(|field| field.flatten.is_some()) {
        return part::begin(args, &arguments, &item, errors);
    }
    finish(args, app, errors)
}

/// The expansion of what was read, its parts among its fields.
fn finish(mut args: parse::ModelArgs, app: &str, mut errors: Errors) -> TokenStream {
    let mut spec = spec::ModelSpec::resolve(&args, app);
    let read = errors.is_empty();
    let broken = check::shapes(&args, &spec, &mut errors);
    // What was misread would look like a second mistake here.
    if read {
        check::model(&args, &spec, &mut errors);
    }
    check::default_literals(&mut args, &spec, &mut errors);
    // The impls follow also after an error, without the fields that are wrong, so that one mistake shows as one error.
    spec.leave_out(&broken);
    expand::rename_in_struct(&mut args, &spec);
    let mut expansion = expand::aliases(&mut spec);
    expansion.extend(expand::model(&args, &spec));
    if errors.is_empty() {
        // The compiler looks at the other models only when nothing is wrong with this one.
        expansion.extend(expand::ends(&args, &spec));
    }
    expansion.extend(errors.into_compile_errors());
    expansion
}
