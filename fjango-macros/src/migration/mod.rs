//! `#[fjango::migration(after = "0003_split_name")]`: a function that changes rows at its place between migrations.

mod check;
mod expand;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;

/// The expansion of `#[migration(arguments)] item`, in a crate whose package is `package`.
pub fn migration(arguments: TokenStream, item: TokenStream, package: &str) -> TokenStream {
    let Ok(function) = syn::parse2::<syn::ItemFn>(item.clone()) else {
        let error = crate::errors::before_body(
            &item,
            "`#[migration]` goes on a function; write `async fn fill(db: &MigrationDb) -> fjango::migrate::Result<()>`",
        );
        return quote! { #item #error };
    };
    let (args, mut errors) = parse::MigrationArgs::parse(arguments);
    check::step(&args, &function, &mut errors);
    if !errors.is_empty() {
        let errors = errors.into_compile_errors();
        // The function stays, so that what it holds is looked at as well, and nobody hears that nothing calls it.
        return quote! { #[allow(dead_code)] #function #errors };
    }
    expand::step(&args, &function, package)
}
