use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::parse::ModelArgs;
use crate::model::spec::{Kind, ModelSpec};

/// A part: the struct, its columns' metadata, a way to each of its fields, and a macro of the struct's name that hands
/// what was written to the models that flatten it.
///
/// `salt` tells apart parts of one name in different modules, whose macros share the crate's root.
pub fn part(args: &ModelArgs, spec: &ModelSpec, written: &TokenStream, salt: u64) -> TokenStream {
    let (ident, visibility) = (&spec.ident, &args.item.vis);
    let item = super::struct_item(&args.item);
    let columns = args
        .fields
        .iter()
        .zip(&spec.fields)
        .filter(|(_, field)| field.is_column())
        .map(|(args, field)| super::meta::column(args, field));
    let reads = spec.fields.iter().map(|field| {
        let (name, index, stored) = (&field.ident, field.position, super::stored(&field.ty));
        match field.kind {
            Kind::Broken | Kind::Holder => quote! { #name: ::core::unreachable!() },
            _ if field.is_column() => quote! { #name: row.get_with(#index, #stored::decode)? },
            _ => quote! { #name: ::core::default::Default::default() },
        }
    });
    let broken = spec
        .fields
        .iter()
        .any(|field| matches!(field.kind, Kind::Broken | Kind::Holder));
    let quiet = broken.then(|| quote! { #[allow(unreachable_code)] });
    let fields = spec.fields.iter().enumerate().map(|(position, field)| {
        let (name, ty) = (&field.ident, &field.ty);
        quote! {
            impl ::fjango::__private::PartField<#position> for #ident {
                type Type = #ty;

                fn get(&self) -> &Self::Type {
                    &self.#name
                }

                fn get_mut(&mut self) -> &mut Self::Type {
                    &mut self.#name
                }
            }
        }
    });
    let name = format_ident!("__fjango_part_{}_{salt:x}", spec.name);
    // A macro for this crate alone needs no place at its root.
    let export = matches!(visibility, syn::Visibility::Public(_)).then(|| quote! { #[macro_export] });
    quote! {
        #item

        const _: () = {
            impl ::fjango::__private::ModelPart for #ident {
                const FIELDS: &'static [::fjango::__private::FieldMeta] = &[#(#columns),*];

                #quiet
                fn from_row(
                    row: ::fjango::__private::Row<'_>,
                ) -> ::fjango::__private::Result<Self, ::fjango::__private::DecodeError> {
                    ::fjango::__private::Result::Ok(Self { #(#reads),* })
                }
            }

            #(#fields)*
        };

        #[doc(hidden)]
        #[allow(unused_macros, non_local_definitions, reason = "a part may have no model yet, or stand in a function")]
        #export
        macro_rules! #name {
            ($($model:tt)*) => {
                ::fjango::__private::__join_part! { #written $($model)* }
            };
        }

        #[doc(hidden)]
        #[allow(unused_imports, reason = "a part may have no model yet")]
        #visibility use #name as #ident;
    }
}
