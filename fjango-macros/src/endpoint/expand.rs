//! Writes the expansion. Nothing here can fail: everything was resolved and checked.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, ItemFn, ReturnType};

use super::parse::EndpointArgs;
use super::spec::{EndpointSpec, Source};
use crate::model::parse::doc;
use crate::names;

/// The registration: the endpoint as data, with a function that runs it and one that describes it.
pub fn endpoint(args: &EndpointArgs, spec: &EndpointSpec, item: &ItemFn) -> TokenStream {
    let function = &item.sig.ident;
    let name = names::plain(function);
    let method = Ident::new(args.method, Span::call_site());
    let path = args.path.as_ref().map(syn::LitStr::value);
    let doc = doc(&item.attrs);
    let tags = &args.tags;
    let deprecated = args.deprecated.is_some();
    let errors = args
        .errors
        .iter()
        .filter_map(|status| status.base10_parse::<u16>().ok());
    let summary = option(args.summary.as_ref());
    let permission = option(args.permission.as_ref());
    let status = option(args.status.as_ref().and_then(|status| u16::try_from(status.value).ok()));
    let guard = match (&args.permission, &args.login) {
        (Some(_), _) => "Permission",
        (None, Some(login)) => login.value,
        // Whoever says nothing about access lets in only those who are known.
        (None, None) => "Authenticated",
    };
    let guard = Ident::new(guard, Span::call_site());
    let locals: Vec<Ident> = (0..spec.parameters.len())
        .map(|i| format_ident!("argument_{i}"))
        .collect();
    let extractions = spec.parameters.iter().zip(&locals).map(|(parameter, local)| {
        let ty = &parameter.ty;
        match &parameter.source {
            Source::Path(name) => quote_spanned! { ty.span() =>
                let #local = ::fjango::__private::path_parameter(
                    &request,
                    #name,
                    <#ty as ::fjango::__private::PathParameter>::from_segment,
                )?;
            },
            Source::Request => quote_spanned! { ty.span() =>
                let #local = <#ty as ::fjango::__private::EndpointInput>::extract(&request, &mut payload).await?;
            },
        }
    });
    let descriptions = spec.parameters.iter().map(|parameter| {
        let ty = &parameter.ty;
        match &parameter.source {
            Source::Path(name) => quote_spanned! { ty.span() =>
                operation.path_parameter(#name, <#ty as ::fjango::__private::PathParameter>::schema());
            },
            Source::Request => quote_spanned! { ty.span() =>
                <#ty as ::fjango::__private::EndpointInput>::describe(operation);
            },
        }
    });
    let output = match &item.sig.output {
        ReturnType::Default => quote! { () },
        ReturnType::Type(_, ty) => quote! { #ty },
    };
    let output = quote_spanned! { output.span() => <#output as ::fjango::__private::EndpointOutput> };
    quote! {
        const _: () = {
            fn handler(
                request: ::fjango::__private::HttpRequest,
                #[allow(unused_mut, reason = "an endpoint need not read a body")]
                mut payload: ::fjango::__private::Payload,
            ) -> ::fjango::__private::LocalBoxFuture<'static, ::fjango::__private::EndpointResult> {
                ::std::boxed::Box::pin(async move {
                    let _ = &payload;
                    #(#extractions)*
                    let output = #function(#(#locals),*).await;
                    #output::into_response(output, &request)
                })
            }

            fn describe(operation: &mut ::fjango::__private::OperationBuilder<'_>) {
                #(#descriptions)*
                #output::describe(operation);
            }

            ::fjango::__private::inventory::submit! {
                ::fjango::__private::Endpoint {
                    method: ::fjango::__private::Method::#method,
                    path: #path,
                    name: #name,
                    module: ::core::module_path!(),
                    summary: #summary,
                    doc: #doc,
                    guard: ::fjango::__private::Guard::#guard,
                    permission: #permission,
                    status: #status,
                    tags: &[#(#tags),*],
                    deprecated: #deprecated,
                    errors: &[#(#errors),*],
                    handler,
                    describe,
                }
            }
        };
    }
}

fn option(value: Option<impl quote::ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote! { ::core::option::Option::Some(#value) },
        None => quote! { ::core::option::Option::None },
    }
}
