//! Writes the expansion. Nothing here can fail: everything was resolved and checked.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, Path};

use super::parse::FromRowArgs;
use crate::names;

/// The struct of expressions that gives such rows, and the impls.
pub fn from_row(args: &FromRowArgs) -> TokenStream {
    let values = values(args);
    let decoding = decoding(args);
    let part = args.of.as_ref().map(|model| part(args, model));
    quote! {
        #values
        #decoding
        #part
    }
}

fn values_ident(args: &FromRowArgs) -> Ident {
    format_ident!("{}Values", names::plain(&args.ident), span = args.ident.span())
}

/// `AuthorCountValues`: what is selected for each field.
fn values(args: &FromRowArgs) -> TokenStream {
    let (ident, vis, values) = (&args.ident, &args.vis, values_ident(args));
    let name = names::plain(ident);
    let doc = format!("What a query selects for each field of [`{name}`]; made by [`fjango::row!`].");
    let fields = args.fields.iter().map(|field| {
        let (ident, vis, ty) = (&field.ident, &field.vis, &field.ty);
        let doc = format!("Gives `{}`.", names::plain(ident));
        quote! { #[doc = #doc] #vis #ident: ::fjango::__private::Given<#ty> }
    });
    let idents = args.fields.iter().map(|field| &field.ident);
    quote! {
        #[doc = #doc]
        #[allow(dead_code, reason = "a part of a model need not be selected by hand")]
        #vis struct #values {
            #(#fields,)*
        }

        const _: () = {
            impl ::fjango::__private::Valued for #values {
                type Row = #ident;
                const WIDTH: usize = <#ident as ::fjango::__private::RowPart>::WIDTH;

                fn exprs(&self) -> ::std::vec::Vec<::fjango::__private::Expr> {
                    let mut all = ::std::vec::Vec::new();
                    #(self.#idents.push_to(&mut all);)*
                    all
                }

                fn decode(
                    row: ::fjango::__private::Row<'_>,
                ) -> ::core::result::Result<#ident, ::fjango::__private::DecodeError> {
                    ::fjango::__private::RowPart::decode(row)
                }
            }

            impl ::fjango::__private::Gives<#ident> for #values {
                fn give(self) -> ::fjango::__private::Given<#ident> {
                    ::fjango::__private::Given::new(::fjango::__private::Valued::exprs(&self))
                }
            }
        };
    }
}

/// How a row becomes the struct.
fn decoding(args: &FromRowArgs) -> TokenStream {
    let (ident, values) = (&args.ident, values_ident(args));
    let types = args.fields.iter().map(|field| &field.ty);
    let parts = args.fields.iter().map(|field| {
        let ty = &field.ty;
        // A type that cannot be read is underlined where it is written, and asked about only here.
        quote_spanned! { ty.span() => <#ty as ::fjango::__private::RowPart>::PART }
    });
    let index = (0..args.fields.len()).map(syn::Index::from);
    let widths = index.clone().map(|i| quote! { PARTS.#i.width });
    let fields = args.fields.iter().zip(index).map(|(field, i)| {
        let ident = &field.ident;
        quote! { #ident: PARTS.#i.take(&mut rest)? }
    });
    quote! {
        const _: () = {
            const PARTS: (#(::fjango::__private::Part<#types>,)*) = (#(#parts,)*);

            impl ::fjango::__private::FromRow for #ident {
                type Values = #values;
            }

            impl ::fjango::__private::RowPart for #ident {
                const WIDTH: usize = 0 #(+ #widths)*;

                fn decode(
                    row: ::fjango::__private::Row<'_>,
                ) -> ::core::result::Result<Self, ::fjango::__private::DecodeError> {
                    let mut rest = row;
                    ::core::result::Result::Ok(Self { #(#fields,)* })
                }
            }
        };
    }
}

/// The struct as a part of a model's rows.
fn part(args: &FromRowArgs, model: &Path) -> TokenStream {
    let ident = &args.ident;
    let columns = args.fields.iter().map(|field| {
        let (ty, way) = (&field.ty, &field.way);
        // A type that differs from the column's is underlined where it is written.
        quote_spanned! { ty.span() => ::fjango::__private::Gives::<#ty>::give(columns #(.#way())*).push_to(&mut all); }
    });
    quote! {
        const _: () = {
            impl ::fjango::__private::PartOf<#model> for #ident {
                fn exprs(
                    columns: &<#model as ::fjango::__private::Model>::Columns,
                ) -> ::std::vec::Vec<::fjango::__private::Expr> {
                    let mut all = ::std::vec::Vec::new();
                    #(#columns)*
                    all
                }
            }
        };
    }
}
