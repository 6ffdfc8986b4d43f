//! `#[model]`: parse what was written, resolve names and defaults, check the rules, expand.

mod check;
mod expand;
pub mod parse;
pub mod spec;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use crate::errors::Errors;

/// The expansion of `#[model(arguments)] item`.
pub fn model(arguments: TokenStream, item: TokenStream, app: &str) -> TokenStream {
    let mut errors = Errors::default();
    let Some(mut args) = parse::ModelArgs::parse(arguments, item.clone(), &mut errors) else {
        return errors.into_compile_errors();
    };
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
    let mut expansion = expand::model(&args, &spec);
    expansion.extend(errors.into_compile_errors());
    expansion
}
