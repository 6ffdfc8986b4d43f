use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use crate::model::parse::ModelArgs;
use crate::model::spec::{Kind, ModelSpec};
use crate::names;

/// The ways back that `related_name` names: a trait for each, on the target's columns and on the target itself.
pub fn related(args: &ModelArgs, spec: &ModelSpec) -> TokenStream {
    let (model, visibility) = (&spec.ident, &args.item.vis);
    let mut output = TokenStream::new();
    for (args, field) in args.fields.iter().zip(&spec.fields) {
        if matches!(field.kind, Kind::Reverse | Kind::Tracked | Kind::Broken | Kind::Holder) {
            continue;
        }
        let position = field.position;
        let (Some(related), Some(target)) = (&args.related_name, &field.target) else {
            continue;
        };
        let method = Ident::new(&related.value(), related.span());
        let name = format_ident!("{}{}Reverse", spec.name, names::camel_case(&field.name));
        let doc = format!("The way back of [`{}`]'s `{}`: `{method}`.", spec.name, field.name);
        let method_doc = format!("The rows of [`{}`] whose `{}` points here.", spec.name, field.name);
        let (columns, rows) = match field.kind {
            Kind::ManyToMany => (quote! { reverse_many_to_many }, quote! { related_many }),
            _ => (quote! { reverse }, quote! { related }),
        };
        let column = super::columns::many_column(&quote! { #target, #model }, args.through.as_ref());
        output.extend(quote! {
            #[doc = #doc]
            #visibility trait #name<Via> {
                /// Columns inside a query, a query of its own on a row.
                type Output;
                #[doc = #method_doc]
                #[must_use]
                fn #method(&self) -> Self::Output;
            }

            impl #name<::fjango::__private::InQuery> for <#target as ::fjango::__private::Model>::Columns {
                type Output = ::fjango::__private::#column;

                fn #method(&self) -> Self::Output {
                    ::fjango::__private::ManyColumn::#columns(
                        ::fjango::__private::Columns::path(self),
                        <#model as ::fjango::__private::Model>::META,
                        #position,
                    )
                }
            }

            impl #name<::fjango::__private::OnRow> for #target {
                type Output = ::fjango::__private::QuerySet<#model>;

                fn #method(&self) -> Self::Output {
                    let key = ::fjango::__private::Model::key(self);
                    ::fjango::__private::QuerySet::#rows(#position, ::fjango::__private::DbValue::to_value(&key))
                }
            }
        });
    }
    output
}
