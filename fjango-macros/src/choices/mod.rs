//! `#[derive(Choices)]`: parse what was written, check the rules, expand.

mod check;
mod expand;
mod parse;
mod siblings;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use crate::errors::Errors;

/// The expansion of `#[derive(Choices)]` on `item`. `source` is the file it stands in, when the compiler knows it.
pub fn derive(item: TokenStream, source: Option<&str>) -> TokenStream {
    let mut errors = Errors::default();
    let Some(args) = parse::ChoicesArgs::parse(item, &mut errors) else {
        return errors.into_compile_errors();
    };
    check::choices(&args, &mut errors);
    let derived = siblings::derived(&args.item, source);
    // The impls follow also after an error, so that one mistake shows as one error.
    let mut expansion = expand::choices(&args, &derived);
    expansion.extend(errors.into_compile_errors());
    expansion
}
