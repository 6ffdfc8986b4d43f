use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Ident, ItemFn};

use super::parse::MigrationArgs;
use crate::names;

/// The function, and its place in the registry.
pub fn step(args: &MigrationArgs, function: &ItemFn, package: &str) -> TokenStream {
    let app = args
        .app
        .as_ref()
        .map_or_else(|| package.replace('-', "_"), syn::LitStr::value);
    let (after, requires) = (&args.after, &args.requires);
    let ident = &function.sig.ident;
    let name = names::plain(ident);
    // A wrong type is underlined where it is written.
    let span = function.sig.inputs.first().map_or_else(Span::call_site, Spanned::span);
    let run = caller(ident, span);
    let reverse = match &args.reverse {
        Some(path) => {
            let caller = caller(path, Span::call_site());
            quote! { ::fjango::__private::Option::Some(#caller) }
        }
        None => quote! { ::fjango::__private::Option::None },
    };
    quote! {
        #function

        const _: () = {
            ::fjango::__private::inventory::submit! {
                ::fjango::__private::DataStep {
                    app: #app,
                    after: #after,
                    name: #name,
                    requires: &[#(#requires),*],
                    run: #run,
                    reverse: #reverse,
                }
            }
        };
    }
}

/// A function that calls `path` and gives its future without a type.
fn caller(path: &impl ToTokens, span: Span) -> TokenStream {
    let db = Ident::new("db", Span::call_site().located_at(span));
    quote! {
        {
            fn call(
                #db: &::fjango::__private::MigrationDb,
            ) -> ::fjango::__private::BoxFuture<'_, ::fjango::__private::Result<(), ::fjango::__private::BoxError>> {
                ::fjango::__private::Box::pin(async move {
                    #path(#db).await.map_err(::core::convert::Into::into)
                })
            }
            call
        }
    }
}
