//! `#[derive(DbValue)]`: a struct around one value is stored as that value.

mod expand;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use crate::errors::Errors;

/// The expansion of `#[derive(DbValue)]` on `item`.
pub fn derive(item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    match parse::DbValueArgs::parse(item, &mut errors) {
        Some(args) => {
            let mut expansion = expand::db_value(&args);
            expansion.extend(errors.into_compile_errors());
            expansion
        }
        None => errors.into_compile_errors(),
    }
}
