use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use crate::model::parse::ModelArgs;
use crate::model::spec::{Kind, ModelSpec};

/// `PostColumns`.
pub fn ident(spec: &ModelSpec) -> Ident {
    format_ident!("{}Columns", spec.name)
}

/// The columns type and its methods.
pub fn columns(args: &ModelArgs, spec: &ModelSpec) -> TokenStream {
    let (model, ident, visibility) = (&spec.ident, ident(spec), &args.item.vis);
    let doc = format!("The columns of [`{}`], as closures of a query see them.", spec.name);
    let fields = spec.fields.iter().zip(&args.fields);
    let methods = fields.filter_map(|(field, written)| {
        let (name, ty, visibility) = (&field.ident, &field.ty, &written.vis);
        let (target, index) = (field.target.as_ref(), field.position);
        let doc = if written.docs.is_empty() {
            let text = format!("The field `{}`.", field.name);
            quote! { #[doc = #text] }
        } else {
            let docs = &written.docs;
            quote! { #(#docs)* }
        };
        let (output, body) = match field.kind {
            Kind::Plain => (
                quote! { Column<#model, #ty> },
                quote! { Column::new(&self.path, #index) },
            ),
            Kind::ForeignKey | Kind::OneToOne if field.optional => (
                quote! {
                    ForeignColumn<
                        #model,
                        #target,
                        ::core::option::Option<<#target as ::fjango::__private::Model>::Key>,
                    >
                },
                quote! { ForeignColumn::new(&self.path, #index) },
            ),
            Kind::ForeignKey | Kind::OneToOne => (
                quote! { ForeignColumn<#model, #target> },
                quote! { ForeignColumn::new(&self.path, #index) },
            ),
            Kind::ManyToMany => (
                many_column(&quote! { #model, #target }, written.through.as_ref()),
                quote! { ManyColumn::many_to_many(&self.path, #index) },
            ),
            Kind::Reverse => (
                many_column(&quote! { #model, #target }, written.through.as_ref()),
                quote! { ManyColumn::declared(&self.path, #index) },
            ),
            Kind::Tracked | Kind::Broken | Kind::Holder => return None,
        };
        Some(quote! {
            #doc
            #[must_use]
            #visibility fn #name(&self) -> ::fjango::__private::#output {
                ::fjango::__private::#body
            }
        })
    });
    quote! {
        #[doc = #doc]
        #visibility struct #ident {
            path: ::fjango::__private::Path,
        }

        impl ::fjango::__private::Columns for #ident {
            fn at(path: ::fjango::__private::Path) -> Self {
                Self { path }
            }

            fn path(&self) -> &::fjango::__private::Path {
                &self.path
            }
        }

        #[allow(dead_code, reason = "a program need not query every column")]
        impl #ident {
            #(#methods)*
        }
    }
}

/// The type of a many-to-many relation between two models, with the model between where there is one.
pub fn many_column(ends: &TokenStream, through: Option<&syn::Path>) -> TokenStream {
    match through {
        Some(through) => quote! { ManyColumn<#ends, #through> },
        None => quote! { ManyColumn<#ends> },
    }
}
