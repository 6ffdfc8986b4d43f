//! `#[api(…)]` on a model: parse what was written, check the rules, expand.

mod check;
mod expand;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemStruct;

use crate::errors::Errors;
pub use parse::GUARDS;

/// The expansion of `#[api(arguments)] item`. The struct itself stays as it is: `#[model]` may still have to see it.
pub fn api(arguments: TokenStream, item: &ItemStruct) -> TokenStream {
    let registration = registration(arguments, item);
    quote! { #item #registration }
}

/// The registration alone, or what is wrong.
pub fn registration(arguments: TokenStream, item: &ItemStruct) -> TokenStream {
    let mut errors = Errors::default();
    let args = parse::ModelApiArgs::parse(arguments, &mut errors);
    check::model_api(&args, item, &mut errors);
    let registration = errors.is_empty().then(|| expand::model_api(&args, item));
    let errors = errors.into_compile_errors();
    quote! { #registration #errors }
}
