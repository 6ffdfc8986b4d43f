//! `#[fjango::main]`: one function, so one file does what the other macros split.

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemFn;

use crate::errors::Errors;

/// The expansion of `#[fjango::main] item`; `migrations` is what embeds those of the crate.
pub fn main_fn(arguments: TokenStream, item: TokenStream, migrations: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut function: ItemFn = match syn::parse2(item) {
        Ok(function) => function,
        Err(error) => return error.to_compile_error(),
    };
    check(&arguments, &function, &mut errors);
    if !errors.is_empty() {
        let errors = errors.into_compile_errors();
        // A `main` that compiles, so that its absence is not a second error.
        return quote! { fn main() {} #errors };
    }
    let attributes = std::mem::take(&mut function.attrs);
    let visibility = std::mem::replace(&mut function.vis, syn::Visibility::Inherited);
    quote! {
        #(#attributes)*
        #visibility fn main() -> ::std::process::ExitCode {
            #function
            ::fjango::__private::run_main(main())
        }

        #migrations
    }
}

fn check(arguments: &TokenStream, function: &ItemFn, errors: &mut Errors) {
    if !arguments.is_empty() {
        errors.add(
            arguments,
            "`#[fjango::main]` takes no options; settings come from `fjango.toml` and the environment",
        );
    }
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
