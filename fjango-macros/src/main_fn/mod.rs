//! `#[fjango::main]`: one function, so one file does what the other macros split.

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, ExprLit, ItemFn, Lit, MetaNameValue};

use crate::errors::Errors;

/// The expansion of `#[fjango::main] item`; `migrations` is what embeds those of the crate.
pub fn main_fn(arguments: TokenStream, item: TokenStream, migrations: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut function: ItemFn = match syn::parse2(item) {
        Ok(function) => function,
        Err(error) => return error.to_compile_error(),
    };
    let system_allocator = check_arguments(arguments, &mut errors);
    check(&function, &mut errors);
    if !errors.is_empty() {
        let errors = errors.into_compile_errors();
        // A `main` that compiles, so that its absence is not a second error.
        return quote! { fn main() {} #errors };
    }
    let attributes = std::mem::take(&mut function.attrs);
    let allocator = (!system_allocator).then(|| quote! { ::fjango::__private::global_allocator!(); });
    let visibility = std::mem::replace(&mut function.vis, syn::Visibility::Inherited);
    quote! {
        #(#attributes)*
        #visibility fn main() -> ::std::process::ExitCode {
            #function
            ::fjango::__private::run_main(main())
        }

        #allocator
        #migrations
    }
}

/// Whether the system's allocator was asked for.
fn check_arguments(arguments: TokenStream, errors: &mut Errors) -> bool {
    if arguments.is_empty() {
        return false;
    }
    match syn::parse2::<MetaNameValue>(arguments.clone()) {
        Ok(option) if option.path.is_ident("allocator") => {
            let is_system =
                matches!(&option.value, Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if text.value() == "system");
            if !is_system {
                errors.add(
                    &option.value,
                    "the one other allocator that `#[fjango::main]` knows is `\"system\"`; with it a program can set its own",
                );
            }
            is_system
        }
        _ => {
            errors.add(
                arguments,
                "the one option of `#[fjango::main]` is `allocator = \"system\"`; settings come from `fjango.toml` and the environment",
            );
            false
        }
    }
}

fn check(function: &ItemFn, errors: &mut Errors) {
    let signature = &function.sig;
    if signature.ident != "main" {
        errors.add(
            &signature.ident,
            "`#[fjango::main]` starts the program, so the function is called `main`",
        );
    }
    if signature.asyncness.is_none() {
        errors.add(
            signature.fn_token,
            "`#[fjango::main]` runs an async function; write `async fn main`",
        );
    }
    if !signature.inputs.is_empty() {
        errors.add(
            &signature.inputs,
            "`main` takes no parameters; read arguments with `std::env::args`",
        );
    }
    if !signature.generics.params.is_empty() {
        errors.add(&signature.generics, "`main` cannot be generic; remove the parameters");
    }
    if matches!(signature.output, syn::ReturnType::Default) {
        errors.add(
            &signature.ident,
            "`main` returns what went wrong; write `-> fjango::Result<()>`",
        );
    }
}
