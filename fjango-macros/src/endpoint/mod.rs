//! `#[api(…)]` on an async fn: parse what was written, check the rules, expand.

mod check;
mod expand;
mod parse;
mod spec;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemFn;

use crate::errors::Errors;

/// The expansion of `#[api(arguments)] item`. The function itself stays as it is.
pub fn api(arguments: TokenStream, item: &ItemFn) -> TokenStream {
    let mut errors = Errors::default();
    let args = parse::EndpointArgs::parse(arguments, &mut errors);
    let spec = spec::EndpointSpec::resolve(&args, item, &mut errors);
    check::endpoint(&args, &spec, item, &mut errors);
    let registration = errors.is_empty().then(|| expand::endpoint(&args, &spec, item));
    let errors = errors.into_compile_errors();
    quote! { #item #registration #errors }
}
