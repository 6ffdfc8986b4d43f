//! `#[manager]`: methods for the queries of one model, as a trait that is made from an `impl`.

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{FnArg, Ident, ImplItem, ItemImpl, Pat, ReturnType, Signature, Type, Visibility};

use crate::errors::Errors;
use crate::model::spec::{argument_of, last_name};

/// The expansion of `#[manager(name)] item`.
pub fn manager(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let Ok(written) = syn::parse2::<ItemImpl>(item.clone()) else {
        let error = crate::errors::before_body(&item, "`#[manager]` goes on `impl QuerySet<Post> { … }`");
        return quote! { #item #error };
    };
    let Some((name, model)) = check(arguments, &written, &mut errors) else {
        return errors.into_compile_errors();
    };
    let mut expansion = expand(&name, &model, written);
    expansion.extend(errors.into_compile_errors());
    expansion
}

/// The name of the trait and of the model; `None` when nothing can be made.
fn check(arguments: TokenStream, written: &ItemImpl, errors: &mut Errors) -> Option<(Ident, String)> {
    if let Some((path, _)) = &written.trait_ {
        errors.add(
            path,
            "`#[manager]` makes the trait itself; write `impl QuerySet<Post>`, and its name as `#[manager(Name)]`",
        );
        return None;
    }
    let model = argument_of(&written.self_ty, "QuerySet").as_ref().and_then(last_name);
    let Some(model) = model else {
        errors.add(
            &written.self_ty,
            "a manager's methods are those of the queries of one model; write `impl QuerySet<Post>`",
        );
        return None;
    };
    let name = if arguments.is_empty() {
        format_ident!("{model}Manager")
    } else {
        match syn::parse2::<Ident>(arguments.clone()) {
            Ok(name) => name,
            Err(_) => {
                errors.add(
                    arguments,
                    format!(
                        "`#[manager]` takes the name of the trait that it makes, as in `#[manager({model}Queries)]`"
                    ),
                );
                return None;
            }
        }
    };
    for item in &written.items {
        match item {
            ImplItem::Fn(method) if method.sig.receiver().is_none() => errors.add(
                &method.sig.ident,
                format!(
                    "`{0}` is called on a query, so it takes `self`; write `fn {0}(self, …) -> Self`",
                    method.sig.ident
                ),
            ),
            ImplItem::Fn(_) => {}
            other => errors.add(other, "a manager holds methods alone; move this out of the `impl`"),
        }
    }
    errors.is_empty().then_some((name, model))
}

fn expand(name: &Ident, model: &str, mut written: ItemImpl) -> TokenStream {
    let mut visibility = Visibility::Inherited;
    let mut declarations = Vec::new();
    for item in &mut written.items {
        if let ImplItem::Fn(method) = item {
            // Methods of a trait are as visible as the trait.
            let own = std::mem::replace(&mut method.vis, Visibility::Inherited);
            if matches!(visibility, Visibility::Inherited) || matches!(own, Visibility::Public(_)) {
                visibility = own;
            }
            let docs = method.attrs.iter().filter(|attr| attr.path().is_ident("doc"));
            let signature = declared(&method.sig);
            declarations.push(quote! { #(#docs)* #signature; });
        }
    }
    let doc = format!("What queries of [`{model}`] can do besides.");
    let (ty, items, attrs) = (&written.self_ty, &written.items, &written.attrs);
    quote! {
        #[doc = #doc]
        #visibility trait #name: ::core::marker::Sized {
            #(#declarations)*
        }

        #(#attrs)*
        impl #name for #ty {
            #(#items)*
        }
    }
}

/// The signature without what only a body can have.
fn declared(signature: &Signature) -> Signature {
    let mut signature = signature.clone();
    for (i, input) in signature.inputs.iter_mut().enumerate() {
        match input {
            // `mut self` binds; the `mut` of `&mut self` is the type's, and stands elsewhere.
            FnArg::Receiver(receiver) => receiver.mutability = None,
            FnArg::Typed(argument) => {
                let name = match &*argument.pat {
                    Pat::Ident(pattern) => pattern.ident.clone(),
                    _ => format_ident!("argument_{i}"),
                };
                *argument.pat = syn::parse_quote! { #name };
            }
        }
    }
    if signature.asyncness.take().is_some() {
        let output: Type = match &signature.output {
            ReturnType::Type(_, output) => (**output).clone(),
            ReturnType::Default => syn::parse_quote! { () },
        };
        signature.output = syn::parse_quote! { -> impl ::core::future::Future<Output = #output> };
    }
    signature
}
