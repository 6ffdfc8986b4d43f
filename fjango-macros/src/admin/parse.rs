use proc_macro2::TokenStream;
use syn::{Ident, LitStr, Path};

use crate::errors::Errors;
use crate::options::{At, Options};

/// The options as written.
pub struct AdminArgs {
    pub list_display: Vec<Ident>,
    pub list_filter: Vec<Ident>,
    pub search: Vec<Ident>,
    pub ordering: Vec<LitStr>,
    pub readonly: Vec<Ident>,
    pub exclude: Vec<Ident>,
    pub inlines: Vec<Path>,
    pub list_per_page: Option<At<u32>>,
}

impl AdminArgs {
    /// Reads the attribute.
    pub fn parse(arguments: TokenStream, errors: &mut Errors) -> Self {
        let mut options = Options::parse("#[admin]", arguments);
        let args = Self {
            list_display: options.names("list_display", "list_display(title, author)"),
            list_filter: options.names("list_filter", "list_filter(status)"),
            search: options.names("search", "search(title)"),
            ordering: options.strings("ordering", "ordering = \"-created\""),
            readonly: options.names("readonly", "readonly(created)"),
            exclude: options.names("exclude", "exclude(internal_note)"),
            inlines: options.paths("inlines", "inlines(Comment)"),
            list_per_page: options.count("list_per_page", "list_per_page = 50"),
        };
        options.finish(errors);
        args
    }
}
