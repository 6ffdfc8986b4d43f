//! Writes the expansion. Nothing here can fail: everything was resolved and checked.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
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
    // What is not said stays as the library has it, so that a model says little.
    let lists = [
        ("link", &args.link),
        ("editable", &args.editable),
        ("sum", &args.sum),
        ("sortable", &args.sortable),
        ("aside", &args.aside),
        ("repr", &args.repr),
    ];
    let lists = lists
        .into_iter()
        .filter(|(_, idents)| !idents.is_empty())
        .map(|(name, idents)| {
            let (name, list) = (format_ident!("{name}"), list(idents));
            quote! { #name: #list, }
        });
    let search_help = args.search_help.iter().map(|text| quote! { search_help: #text, });
    let sizes = &args.page_sizes;
    let page_sizes = (!sizes.is_empty()).then(|| quote! { page_sizes: &[#(#sizes),*], });
    let count = args.count.iter().map(|count| {
        let count = format_ident!("{}", count.value);
        quote! { count: ::core::option::Option::Some(::fjango::__private::CountMode::#count), }
    });
    let paging = args.paging.iter().map(|paging| {
        let paging = format_ident!("{}", paging.value);
        quote! { paging: ::core::option::Option::Some(::fjango::__private::Paging::#paging), }
    });
    let duplicate = args.duplicate.map(|_| quote! { duplicate: true, });
    let icon = args
        .icon
        .iter()
        .map(|icon| quote! { icon: ::core::option::Option::Some(#icon), });
    let group = args
        .group
        .iter()
        .map(|group| quote! { group: ::core::option::Option::Some(#group), });
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
    // Never said together with `page_sizes`, so that there is always something left for the update below.
    let list_per_page = args.list_per_page.iter().map(|count| {
        let count = count.value;
        quote! { list_per_page: ::core::option::Option::Some(#count), }
    });
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
                #(#list_per_page)*
                #(#lists)*
                #(#search_help)*
                #page_sizes
                #(#count)*
                #(#paging)*
                #duplicate
                #(#icon)*
                #(#group)*
                ..::fjango::__private::ModelAdmin::new(|| <#model as ::fjango::__private::Model>::META)
            }
        }
    }
}
