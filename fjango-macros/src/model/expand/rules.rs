use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use crate::model::rules::{Deferrable, KeyArgs, KeyOf, Nulls, RuleArgs};
use crate::names;

/// `IndexMeta { fields: &["status"], ..IndexMeta::EMPTY }`.
pub fn index(rule: &RuleArgs) -> TokenStream {
    let mut set = common(rule);
    if let Some(using) = &rule.using {
        set.push(quote! { using: ::fjango::__private::Option::Some(#using) });
    }
    quote! { ::fjango::__private::IndexMeta { #(#set,)* ..::fjango::__private::IndexMeta::EMPTY } }
}

/// `UniqueMeta { fields: &["author", "slug"], ..UniqueMeta::EMPTY }`.
pub fn unique(rule: &RuleArgs) -> TokenStream {
    let mut set = common(rule);
    if rule.nulls_not_distinct.is_some() {
        set.push(quote! { nulls_not_distinct: true });
    }
    if let Some(at) = &rule.deferrable {
        let when = deferrable(at.value);
        set.push(quote! { deferrable: #when });
    }
    quote! { ::fjango::__private::UniqueMeta { #(#set,)* ..::fjango::__private::UniqueMeta::EMPTY } }
}

/// `ExclusionMeta { … }`, all of it.
pub fn exclusion(rule: &RuleArgs) -> TokenStream {
    let name = rule.name.as_ref().map_or_else(String::new, LitStr::value);
    let equal = rule.keys.iter().filter_map(field);
    let spans = rule.overlap.iter().map(|(start, end)| {
        let (start, end) = (names::plain(start), names::plain(end));
        quote! { (#start, #end) }
    });
    let condition = optional(rule.condition.as_ref());
    quote! {
        ::fjango::__private::ExclusionMeta {
            name: #name,
            equal: &[#(#equal),*],
            overlap: &[#(#spans),*],
            condition: #condition,
        }
    }
}

/// `Some(Deferrable::Deferred)`.
pub fn deferrable(when: Deferrable) -> TokenStream {
    let when = match when {
        Deferrable::Immediate => quote! { Immediate },
        Deferrable::Deferred => quote! { Deferred },
    };
    quote! { ::fjango::__private::Option::Some(::fjango::__private::Deferrable::#when) }
}

fn common(rule: &RuleArgs) -> Vec<TokenStream> {
    let mut set = Vec::new();
    if rule.name.is_some() {
        let name = optional(rule.name.as_ref());
        set.push(quote! { name: #name });
    }
    let fields = rule.keys.iter().filter_map(field);
    set.push(quote! { fields: &[#(#fields),*] });
    if !rule.is_plain() {
        let keys = rule.keys.iter().map(key);
        set.push(quote! { keys: &[#(#keys),*] });
    }
    if rule.condition.is_some() {
        let condition = optional(rule.condition.as_ref());
        set.push(quote! { condition: #condition });
    }
    if !rule.include.is_empty() {
        let include = rule.include.iter().map(names::plain);
        set.push(quote! { include: &[#(#include),*] });
    }
    set
}

fn key(key: &KeyArgs) -> TokenStream {
    let of = match &key.of {
        KeyOf::Field(field) => {
            let field = names::plain(field);
            quote! { Field(#field) }
        }
        KeyOf::Sql(sql) => quote! { Sql(#sql) },
    };
    let of = quote! { ::fjango::__private::KeyMeta::new(::fjango::__private::KeyOf::#of) };
    let mut set = Vec::new();
    if key.descending {
        set.push(quote! { descending: true });
    }
    if let Some(nulls) = key.nulls {
        let nulls = match nulls {
            Nulls::First => quote! { First },
            Nulls::Last => quote! { Last },
        };
        set.push(quote! { nulls: ::fjango::__private::Option::Some(::fjango::__private::Nulls::#nulls) });
    }
    if key.operator_class.is_some() {
        let class = optional(key.operator_class.as_ref());
        set.push(quote! { operator_class: #class });
    }
    if set.is_empty() {
        return of;
    }
    quote! { ::fjango::__private::KeyMeta { #(#set,)* ..#of } }
}

fn field(key: &KeyArgs) -> Option<String> {
    match &key.of {
        KeyOf::Field(field) => Some(names::plain(field)),
        KeyOf::Sql(_) => None,
    }
}

fn optional(text: Option<&LitStr>) -> TokenStream {
    match text {
        Some(text) => quote! { ::fjango::__private::Option::Some(#text) },
        None => quote! { ::fjango::__private::Option::None },
    }
}
