//! `#[admin(…)]` on a model: parse what was written, check the rules, expand.

mod check;
mod expand;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemStruct;

use crate::errors::Errors;

/// The expansion of `#[admin(arguments)] item`. The struct itself stays as it is: `#[model]` may still have to see it.
pub fn admin(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let parsed: ItemStruct = match syn::parse2(item.clone()) {
        Ok(parsed) => parsed,
        Err(_) => {
            let error = crate::errors::before_body(&item, "`#[admin]` goes on a model, a struct with `#[model]`");
            return quote! { #item #error };
        }
    };
    let registration = registration(arguments, &parsed);
    quote! { #item #registration }
}

/// The registration alone, or what is wrong.
pub fn registration(arguments: TokenStream, item: &ItemStruct) -> TokenStream {
    let mut errors = Errors::default();
    let args = parse::AdminArgs::parse(arguments, &mut errors);
    check::admin(&args, item, &mut errors);
    let registration = errors.is_empty().then(|| expand::admin(&args, item));
    let errors = errors.into_compile_errors();
    quote! { #registration #errors }
}
