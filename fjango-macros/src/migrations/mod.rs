//! `fjango::embed_migrations!()`, also part of `#[fjango::main]`: the crate's migrations, in the binary.

mod files;
#[cfg(test)]
mod tests;

use std::path::Path;

use proc_macro2::TokenStream;
use quote::quote;

/// Submits the files of the folder `migrations` in `root`. Without any the crate itself is still made known: a folder
/// that appears later is found there by a build for development, which reads the disk.
pub fn embed(root: &Path) -> TokenStream {
    let files = match files::below(&root.join("migrations")) {
        Ok(files) => files,
        Err(error) => {
            let message = format!("cannot read the migrations: {error}; check the folder `migrations` of this crate");
            return quote! { ::core::compile_error!(#message); };
        }
    };
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
