//! Writes the expansion. Nothing here can fail: everything was resolved and checked.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::parse::DbValueArgs;
use crate::names;

/// The impl, every part of which asks the inner type.
pub fn db_value(args: &DbValueArgs) -> TokenStream {
    let ident = &args.ident;
    let name = names::plain(ident);
    let ty = &args.inner;
    // A type that cannot be stored is underlined where it is written.
    let inner = quote_spanned! { ty.span() => <#ty as ::fjango::__private::DbValue> };
    let (parse_json, parse_text) = (
        quote! { #inner::parse_json(value) },
        quote! { #inner::parse_text(text) },
    );
    let (checked, parse_json, parse_text) = match &args.check {
        None => (quote! { #inner::check(value) }, parse_json, parse_text),
        // What no row can hold is refused as soon as it is read.
        Some(check) => (
            quote! {
                #inner::check(value)?;
                ::fjango::__private::run_validator::<#ty>(value, #check)
            },
            quote! { #parse_json.and_then(|value| Self::check(&value).map(|()| value)) },
            quote! { #parse_text.and_then(|value| Self::check(&value).map(|()| value)) },
        ),
    };
    quote! {
        const _: () = {
            impl ::fjango::__private::DbValue for #ident {
                type Plain = Self;
                type Like<Other: ::fjango::__private::DbValue> = Other;

                const SQL_TYPE: ::fjango::__private::SqlType = #inner::SQL_TYPE;
                const NAME: &'static str = #name;
                const CHOICES: &'static [::fjango::__private::Choice] = #inner::CHOICES;
                const FORMAT: ::core::option::Option<&'static str> = #inner::FORMAT;
                const RANGE: ::core::option::Option<(i64, i64)> = #inner::RANGE;
                const HIDDEN: bool = #inner::HIDDEN;
                const SHOWN_AS_STORED: bool = #inner::SHOWN_AS_STORED;

                fn to_value(&self) -> ::fjango::__private::Value {
                    #inner::to_value(&self.0)
                }

                fn to_json(&self) -> ::fjango::__private::serde_json::Value {
                    #inner::to_json(&self.0)
                }

                fn from_value(
                    value: ::fjango::__private::Value,
                ) -> ::core::result::Result<Self, ::fjango::__private::Invalid> {
                    #inner::from_value(value).map(Self)
                }

                fn decode(
                    cell: ::fjango::__private::Cell<'_>,
                ) -> ::core::result::Result<Self, ::fjango::__private::BoxError> {
                    #inner::decode(cell).map(Self)
                }

                fn check(
                    value: &::fjango::__private::Value,
                ) -> ::core::result::Result<(), ::fjango::__private::Invalid> {
                    #checked
                }

                fn parse_json(
                    value: &::fjango::__private::serde_json::Value,
                ) -> ::core::result::Result<::fjango::__private::Value, ::fjango::__private::Invalid> {
                    #parse_json
                }

                fn parse_text(
                    text: &str,
                ) -> ::core::result::Result<::fjango::__private::Value, ::fjango::__private::Invalid> {
                    #parse_text
                }

                fn json_schema() -> ::fjango::__private::serde_json::Value {
                    #inner::json_schema()
                }
            }
        };
    }
}
