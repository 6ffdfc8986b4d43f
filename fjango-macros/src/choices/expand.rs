//! Writes the expansion. Nothing here can fail: everything was resolved and checked.

use proc_macro2::TokenStream;
use quote::quote;

use super::parse::ChoicesArgs;
use crate::names;

/// The impls, without those of the traits in `derived`.
pub fn choices(args: &ChoicesArgs, derived: &[String]) -> TokenStream {
    let ident = &args.item.ident;
    let name = names::plain(ident);
    let variants: Vec<_> = args.variants.iter().map(|variant| &variant.ident).collect();
    let texts: Vec<_> = args
        .variants
        .iter()
        .map(|variant| names::plain(&variant.ident))
        .collect();
    let choices: Vec<_> = args
        .variants
        .iter()
        .map(|variant| {
            let (value, label) = (&variant.value, &variant.label);
            let renamed_from = match &variant.renamed_from {
                Some(from) => quote! { ::fjango::__private::Option::Some(#from) },
                None => quote! { ::fjango::__private::Option::None },
            };
            quote! {
                ::fjango::__private::Choice { value: #value, label: #label, renamed_from: #renamed_from }
            }
        })
        .collect();
    let unless_derived = |name: &str, tokens: TokenStream| {
        (!derived.iter().any(|known| known == name)).then_some(quote! { #[automatically_derived] #tokens })
    };
    let clone = unless_derived(
        "Clone",
        quote! {
            impl ::core::clone::Clone for #ident {
                fn clone(&self) -> Self {
                    *self
                }
            }
        },
    );
    let copy = unless_derived("Copy", quote! { impl ::core::marker::Copy for #ident {} });
    let partial_eq = unless_derived(
        "PartialEq",
        quote! {
            impl ::core::cmp::PartialEq for #ident {
                fn eq(&self, other: &Self) -> bool {
                    ::core::mem::discriminant(self) == ::core::mem::discriminant(other)
                }
            }
        },
    );
    let eq = unless_derived("Eq", quote! { impl ::core::cmp::Eq for #ident {} });
    let debug = unless_derived(
        "Debug",
        quote! {
            impl ::core::fmt::Debug for #ident {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.write_str(match self {
                        #(Self::#variants => #texts,)*
                    })
                }
            }
        },
    );
    quote! {
        const _: () = {
            #clone
            #copy
            #partial_eq
            #eq
            #debug

            impl ::fjango::__private::Choices for #ident {
                const ALL: &'static [(Self, ::fjango::__private::Choice)] = &[
                    #((Self::#variants, #choices),)*
                ];
            }

            impl ::fjango::__private::DbValue for #ident {
                type Plain = Self;
                type Like<Other: ::fjango::__private::DbValue> = Other;

                const SQL_TYPE: ::fjango::__private::SqlType = ::fjango::__private::SqlType::Text;
                const NAME: &'static str = #name;
                const CHOICES: &'static [::fjango::__private::Choice] = &[#(#choices,)*];

                fn to_value(&self) -> ::fjango::__private::Value {
                    ::fjango::__private::choices::to_value(*self)
                }

                fn serialize_json<S: ::fjango::__private::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::core::result::Result<S::Ok, S::Error> {
                    serializer.serialize_str(::fjango::__private::Choices::as_str(*self))
                }

                fn from_value(
                    value: ::fjango::__private::Value,
                ) -> ::core::result::Result<Self, ::fjango::__private::Invalid> {
                    ::fjango::__private::choices::from_value(&value)
                }

                const SHOWN_AS_STORED: bool = true;

                fn decode(
                    cell: ::fjango::__private::Cell<'_>,
                ) -> ::core::result::Result<Self, ::fjango::__private::BoxError> {
                    ::fjango::__private::choices::decode(cell)
                }

                fn check(
                    value: &::fjango::__private::Value,
                ) -> ::core::result::Result<(), ::fjango::__private::Invalid> {
                    ::fjango::__private::choices::check::<Self>(value)
                }

                fn parse_json(
                    value: &::fjango::__private::serde_json::Value,
                ) -> ::core::result::Result<::fjango::__private::Value, ::fjango::__private::Invalid> {
                    ::fjango::__private::choices::parse_json::<Self>(value)
                }

                fn parse_text(
                    text: &str,
                ) -> ::core::result::Result<::fjango::__private::Value, ::fjango::__private::Invalid> {
                    ::fjango::__private::choices::parse_text::<Self>(text)
                }

                fn json_schema() -> ::fjango::__private::serde_json::Value {
                    ::fjango::__private::choices::json_schema::<Self>()
                }
            }

            impl ::core::fmt::Display for #ident {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.pad(::fjango::__private::Choices::as_str(*self))
                }
            }

            impl ::core::str::FromStr for #ident {
                type Err = ::fjango::__private::Invalid;

                fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                    ::fjango::__private::choices::from_text(text)
                }
            }

            impl ::fjango::__private::serde::Serialize for #ident {
                fn serialize<S: ::fjango::__private::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::core::result::Result<S::Ok, S::Error> {
                    serializer.serialize_str(::fjango::__private::Choices::as_str(*self))
                }
            }

            impl<'de> ::fjango::__private::serde::Deserialize<'de> for #ident {
                fn deserialize<D: ::fjango::__private::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::core::result::Result<Self, D::Error> {
                    ::fjango::__private::choices::deserialize(deserializer)
                }
            }

            impl ::fjango::__private::schemars::JsonSchema for #ident {
                fn schema_name() -> ::fjango::__private::CowStr {
                    ::fjango::__private::CowStr::Borrowed(#name)
                }

                fn json_schema(
                    _: &mut ::fjango::__private::schemars::SchemaGenerator,
                ) -> ::fjango::__private::schemars::Schema {
                    ::fjango::__private::schema_of::<Self>()
                }
            }
        };
    }
}
