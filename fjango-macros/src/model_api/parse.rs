use proc_macro2::TokenStream;
use syn::{Ident, LitStr};

use crate::errors::Errors;
use crate::options::{At, Options};

/// How lists are cut into pages: variants of the library's `Paginate`.
const PAGINATE: &[(&str, &str)] = &[("page", "Page"), ("limit_offset", "LimitOffset"), ("cursor", "Cursor")];

/// Who may do something: variants of the library's `Guard`.
pub const GUARDS: &[(&str, &str)] = &[
    ("anyone", "Anyone"),
    ("authenticated", "Authenticated"),
    ("staff", "Staff"),
    ("superuser", "Superuser"),
    ("permission", "Permission"),
];

/// The options as written.
pub struct ModelApiArgs {
    pub path: Option<LitStr>,
    pub filter: Vec<Ident>,
    pub search: Vec<Ident>,
    pub order: Vec<Ident>,
    pub paginate: Option<At<&'static str>>,
    pub page_size: Option<At<u32>>,
    pub read: Option<At<&'static str>>,
    pub write: Option<At<&'static str>>,
    pub owner: Option<LitStr>,
    pub tags: Vec<LitStr>,
}

impl ModelApiArgs {
    /// Reads the attribute.
    pub fn parse(arguments: TokenStream, errors: &mut Errors) -> Self {
        let mut options = Options::parse("#[api]", arguments);
        let args = Self {
            path: options.string("path", "path = \"/posts\""),
            filter: options.names("filter", "filter(status, author)"),
            search: options.names("search", "search(title, body)"),
            order: options.names("order", "order(created, title)"),
            paginate: options.choice("paginate", PAGINATE),
            page_size: options.count("page_size", "page_size = 50"),
            read: options.choice("read", GUARDS),
            write: options.choice("write", GUARDS),
            owner: options.string("owner", "owner = \"author\""),
            tags: options.texts("tags", "tags(\"blog\")"),
        };
        options.finish(errors);
        args
    }
}
