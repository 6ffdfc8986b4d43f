//! Writes the expansion. Nothing here can fail: everything was resolved and checked.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Ident, ItemStruct};

use super::parse::ModelApiArgs;
use crate::names;
use crate::options::At;

/// The registration, which starts the API of the model.
pub fn model_api(args: &ModelApiArgs, item: &ItemStruct) -> TokenStream {
    let model = &item.ident;
    let path = args.path.as_ref().map(syn::LitStr::value);
    let [filter, search, order] =
        [&args.filter, &args.search, &args.order].map(|list| list.iter().map(names::plain).collect::<Vec<_>>());
    let paginate = variant(&args.paginate, "Page");
    // Whoever says nothing about access gives none away.
    let (read, write) = (variant(&args.read, "Permission"), variant(&args.write, "Permission"));
    let page_size = option(args.page_size.as_ref().map(|size| size.value));
    let owner = option(args.owner.as_ref());
    let tags = &args.tags;
    quote! {
        ::fjango::__private::inventory::submit! {
            ::fjango::__private::ModelApi {
                meta: || <#model as ::fjango::__private::Model>::META,
                path: #path,
                filter: &[#(#filter),*],
                search: &[#(#search),*],
                order: &[#(#order),*],
                paginate: ::fjango::__private::Paginate::#paginate,
                page_size: #page_size,
                read: ::fjango::__private::Guard::#read,
                write: ::fjango::__private::Guard::#write,
                owner: #owner,
                tags: &[#(#tags),*],
            }
        }
    }
}

fn variant(written: &Option<At<&'static str>>, otherwise: &str) -> Ident {
    let name = written.as_ref().map_or(otherwise, |choice| choice.value);
    Ident::new(name, Span::call_site())
}

fn option(value: Option<impl quote::ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote! { ::core::option::Option::Some(#value) },
        None => quote! { ::core::option::Option::None },
    }
}
