//! `fjango::embed_migrations!()`, also part of `#[fjango::main]`: the crate's migrations, in the binary.

mod files;
#[cfg(test)]
mod tests;

use std::path::Path;

use proc_macro2::TokenStream;
use quote::quote;

/// Submits the files of the folder `migrations` in `root`, when there are any.
pub fn embed(root: &Path) -> TokenStream {
    let files = match files::below(&root.join("migrations")) {
        Ok(files) => files,
        Err(error) => {
            let message = format!("cannot read the migrations: {error}; check the folder `migrations` of this crate");
            return quote! { ::core::compile_error!(#message); };
        }
    };
    if files.is_empty() {
        return TokenStream::new();
    }
    let entries = files.iter().map(|path| {
        let below = format!("/migrations/{path}");
        quote! {
            ::fjango::__private::EmbeddedFile {
                path: #path,
                contents: ::core::include_str!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #below)),
            }
        }
    });
    quote! {
        ::fjango::__private::inventory::submit! {
            ::fjango::__private::EmbeddedMigrations {
                root: ::core::env!("CARGO_MANIFEST_DIR"),
                files: &[#(#entries),*],
            }
        }
    }
}
