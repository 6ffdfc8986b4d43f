//! `#[fjango::test]`: one function, so one file does what the other macros split.

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemFn;

use crate::errors::Errors;

/// The expansion of `#[fjango::test] item`.
pub fn test_fn(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut function: ItemFn = match syn::parse2(item) {
        Ok(function) => function,
        Err(error) => return error.to_compile_error(),
    };
    check(&arguments, &function, &mut errors);
    if !errors.is_empty() {
        let errors = errors.into_compile_errors();
        return quote! { #errors };
    }
    let attributes = std::mem::take(&mut function.attrs);
    let visibility = std::mem::replace(&mut function.vis, syn::Visibility::Inherited);
    let (name, output) = (&function.sig.ident, &function.sig.output);
    quote! {
        #(#attributes)*
        #[::core::prelude::v1::test]
        #visibility fn #name() #output {
            #function
            ::fjango::__private::run_test(#name())
        }
    }
}

fn check(arguments: &TokenStream, function: &ItemFn, errors: &mut Errors) {
    if !arguments.is_empty() {
        errors.add(arguments, "`#[fjango::test]` takes no options");
    }
    let signature = &function.sig;
    if signature.asyncness.is_none() {
        errors.add(
            signature.fn_token,
            "`#[fjango::test]` runs an async function; write `async fn`, or `#[test]` for one that is not",
        );
    }
    if !signature.inputs.is_empty() {
        errors.add(
            &signature.inputs,
            "a test takes no parameters; make what it needs inside, such as `TestApp::new().await`",
        );
    }
    if !signature.generics.params.is_empty() {
        errors.add(&signature.generics, "a test cannot be generic; remove the parameters");
    }
}
