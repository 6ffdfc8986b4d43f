//! `#[model]`: parse what was written, resolve names and defaults, check the rules, expand.

mod check;
mod expand;
pub mod parse;
pub mod spec;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;

/// The expansion of `#[model(arguments)] item`.
pub fn model(arguments: TokenStream, item: TokenStream, app: &str) -> TokenStream {
    let mut errors = Errors::default();
    let Some(args) = parse::ModelArgs::parse(arguments, item.clone(), &mut errors) else {
        let errors = errors.into_compile_errors();
        return quote! { #errors };
    };
    let spec = spec::ModelSpec::resolve(&args, app);
    // What was misread would look like a second mistake here.
    if errors.is_empty() {
        check::model(&args, &spec, &mut errors);
    }
    if errors.is_empty() {
        return expand::model(&args, &spec);
    }
    // The struct stays, so that its other uses do not fail as well.
    let (item, errors) = (&args.item, errors.into_compile_errors());
    quote! { #item #errors }
}
