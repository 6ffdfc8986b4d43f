use proc_macro2::{Span, TokenStream};
use syn::{LitInt, LitStr};

use crate::errors::Errors;
use crate::model_api::GUARDS;
use crate::names;
use crate::options::{At, Options};

/// The methods, as written and as HTTP spells them.
const METHODS: &[(&str, &str)] = &[
    ("get", "GET"),
    ("post", "POST"),
    ("put", "PUT"),
    ("patch", "PATCH"),
    ("delete", "DELETE"),
];

/// The options as written.
pub struct EndpointArgs {
    pub method: &'static str,
    pub path: Option<LitStr>,
    pub permission: Option<LitStr>,
    pub login: Option<At<&'static str>>,
    pub summary: Option<LitStr>,
    pub tags: Vec<LitStr>,
    pub status: Option<At<u32>>,
    pub deprecated: Option<Span>,
    pub errors: Vec<LitInt>,
}

impl EndpointArgs {
    /// Reads the attribute.
    pub fn parse(arguments: TokenStream, errors: &mut Errors) -> Self {
        let mut options = Options::parse("#[api]", arguments);
        let args = Self {
            method: method(&mut options, errors),
            path: options.string("path", "path = \"/posts/{id}/publish\""),
            permission: options.string("permission", "permission = \"blog.change_post\""),
            login: options.choice("login", &GUARDS[..4]),
            summary: options.string("summary", "summary = \"Publish a post\""),
            tags: options.texts("tags", "tags(\"blog\")"),
            status: options.count("status", "status = 201"),
            deprecated: options.flag("deprecated"),
            errors: options.integers("errors", "errors(404, 409)"),
        };
        options.finish(errors);
        args
    }
}

fn method(options: &mut Options, errors: &mut Errors) -> &'static str {
    let known: Vec<&str> = METHODS.iter().map(|(word, _)| *word).collect();
    let word = options.leading_word();
    match &word {
        None => errors.add_at(
            Span::call_site(),
            "`#[api]` on a function begins with its method, as in `#[api(get, path = \"/posts\")]`",
        ),
        Some(word) => {
            let name = names::plain(word);
            match METHODS.iter().find(|(known, _)| *known == name) {
                Some((_, method)) => return method,
                None => errors.add(
                    word,
                    format!(
                        "`{name}` is no method of an endpoint; {}",
                        names::suggestion(&name.to_lowercase(), &known)
                    ),
                ),
            }
        }
    }
    "GET"
}
