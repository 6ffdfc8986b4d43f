use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// Every broken rule found so far, so that one compilation shows them all.
#[derive(Default)]
pub struct Errors(Vec<syn::Error>);

impl Errors {
    /// Adds an error that underlines all of `tokens`.
    pub fn add(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.0.push(syn::Error::new_spanned(tokens, message));
    }

    /// Adds an error at `span`.
    pub fn add_at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.0.push(syn::Error::new(span, message));
    }

    /// Adds what syn said.
    pub fn push(&mut self, error: syn::Error) {
        self.0.push(error);
    }

    /// Takes in `other`.
    pub fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The errors as `compile_error!` calls; nothing when there are none.
    pub fn into_compile_errors(self) -> TokenStream {
        self.0.iter().map(syn::Error::to_compile_error).collect()
    }

    /// The messages, for tests.
    #[cfg(test)]
    pub fn messages(&self) -> Vec<String> {
        self.0
            .iter()
            .flat_map(|error| error.clone().into_iter())
            .map(|error| error.to_string())
            .collect()
    }
}

/// An error that underlines an item up to its body.
pub fn before_body(item: &TokenStream, message: &str) -> TokenStream {
    let head: TokenStream = item
        .clone()
        .into_iter()
        .take_while(|token| !matches!(token, proc_macro2::TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::Brace))
        .collect();
    syn::Error::new_spanned(head, message).to_compile_error()
}
