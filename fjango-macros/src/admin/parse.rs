use proc_macro2::{Span, TokenStream};
use syn::{Ident, LitInt, LitStr, Path};

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
    pub link: Vec<Ident>,
    pub editable: Vec<Ident>,
    pub sum: Vec<Ident>,
    pub sortable: Vec<Ident>,
    pub aside: Vec<Ident>,
    pub repr: Vec<Ident>,
    pub search_help: Option<LitStr>,
    pub page_sizes: Vec<LitInt>,
    pub count: Option<At<&'static str>>,
    pub paging: Option<At<&'static str>>,
    pub duplicate: Option<Span>,
    pub icon: Option<LitStr>,
    pub group: Option<LitStr>,
}

/// How rows are counted, and the variants of that name.
const COUNTS: [(&str, &str); 3] = [("estimate", "Estimate"), ("exact", "Exact"), ("none", "None")];
/// How pages are reached.
const PAGINGS: [(&str, &str); 2] = [("page", "Page"), ("keyset", "Keyset")];

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
            link: options.names("link", "link(title)"),
            editable: options.names("editable", "editable(status)"),
            sum: options.names("sum", "sum(total)"),
            sortable: options.names("sortable", "sortable(title)"),
            aside: options.names("aside", "aside(created)"),
            repr: options.names("repr", "repr(title)"),
            search_help: options.string("search_help", "search_help = \"number, customer\""),
            page_sizes: options.integers("page_sizes", "page_sizes(25, 50, 100)"),
            count: options.choice("count", &COUNTS),
            paging: options.choice("paging", &PAGINGS),
            duplicate: options.flag("duplicate"),
            icon: options.string("icon", "icon = \"cart\""),
            group: options.string("group", "group = \"Shop\""),
        };
        options.finish(errors);
        args
    }
}
