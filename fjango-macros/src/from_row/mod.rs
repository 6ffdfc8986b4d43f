//! `#[derive(FromRow)]`: a struct is what the rows of a query become.

mod expand;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use crate::errors::Errors;

/// The expansion of `#[derive(FromRow)]` on `item`.
pub fn derive(item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = parse::FromRowArgs::parse(item, &mut errors);
    if !errors.is_empty() {
        return errors.into_compile_errors();
    }
    args.map(|args| expand::from_row(&args)).unwrap_or_default()
}
