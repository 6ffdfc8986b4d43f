//! Writes the expansion. Nothing here can fail: everything was resolved and checked.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, ItemStruct};

use super::parse::AdminArgs;
use crate::names;

/// The registration.
pub fn admin(args: &AdminArgs, item: &ItemStruct) -> TokenStream {
    let model = &item.ident;
    let list = |idents: &[Ident]| {
        let names = idents.iter().map(names::plain);
        quote! { &[#(#names),*] }
    };
    let list_display = list(&args.list_display);
    let list_filter = list(&args.list_filter);
    let search = list(&args.search);
    let readonly = list(&args.readonly);
    let exclude = list(&args.exclude);
    let ordering = args.ordering.iter().map(|path| {
        let value = path.value();
        let descending = value.starts_with('-');
        let path = value.trim_start_matches('-');
        quote! { ::fjango::__private::OrderMeta { path: #path, descending: #descending } }
    });
    let inlines = args
        .inlines
        .iter()
        .map(|inline| quote_spanned! { inline.span() => || <#inline as ::fjango::__private::Model>::META });
    let list_per_page = match &args.list_per_page {
        Some(count) => {
            let count = count.value;
            quote! { ::core::option::Option::Some(#count) }
        }
        None => quote! { ::core::option::Option::None },
    };
    quote! {
        ::fjango::__private::inventory::submit! {
            ::fjango::__private::ModelAdmin {
                meta: || <#model as ::fjango::__private::Model>::META,
                list_display: #list_display,
                list_filter: #list_filter,
                search: #search,
                ordering: &[#(#ordering),*],
                readonly: #readonly,
                exclude: #exclude,
                inlines: &[#(#inlines),*],
                list_per_page: #list_per_page,
            }
        }
    }
}
