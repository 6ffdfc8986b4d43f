use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use super::{admin, check, parse};
use crate::errors::Errors;

fn post() -> syn::ItemStruct {
    parse_quote! {
        pub struct Post {
            pub id: i64,
            pub title: String,
            pub author: ForeignKey<User>,
            pub created: DateTime<Utc>,
        }
    }
}

fn messages(arguments: TokenStream) -> Vec<String> {
    let mut errors = Errors::default();
    let args = parse::AdminArgs::parse(arguments, &mut errors);
    check::admin(&args, &post(), &mut errors);
    errors.messages()
}

#[test]
fn options_become_a_registration() {
    let item = post();
    let arguments = quote! {
        list_display(title, author__name), list_filter(created), search(title), inlines(crate::Comment),
        ordering = ("-created", "title"), readonly(created), exclude(author), list_per_page = 50,
        link(title), sortable(title), aside(created), repr(title), search_help = "title", count = "none",
        paging = "keyset", duplicate, icon = "pen", group = "Paper"
    };
    let file = syn::parse2(admin(arguments, quote! { #item })).expect("the expansion parses");
    insta::assert_snapshot!(prettyplease::unparse(&file));
}

#[test]
fn each_broken_rule_names_the_fix() {
    for (arguments, message) in [
        (
            quote! { list_display(titel) },
            "`list_display` names the unknown field `titel`; did you mean `title`",
        ),
        (
            quote! { list_display(title, title) },
            "`title` is twice in `list_display`; keep one",
        ),
        (
            quote! { list_display("title") },
            "`list_display` takes names, as in `list_display(title, author)`",
        ),
        (
            quote! { search(created) },
            "`search` looks through text, and `created` is none; use `list_filter(created)` instead",
        ),
        (
            quote! { ordering = "-creatd" },
            "`ordering` names the unknown field `creatd`; did you mean `created`",
        ),
        (
            quote! { readonly(author__name) },
            "`readonly` is about this model's own fields; write `author`",
        ),
        (
            quote! { editable(author__name) },
            "`editable` is about this model's own fields; write `author`",
        ),
        (
            quote! { sortable(title, title) },
            "`title` is twice in `sortable`; keep one",
        ),
        (
            quote! { page_sizes(25, 1000) },
            "a page has between 1 and 200 rows; write `page_sizes(25, 50, 100)`",
        ),
        (
            quote! { page_sizes(25), list_per_page = 50 },
            "`page_sizes` says it already: its first, 25; remove `list_per_page`",
        ),
        (
            quote! { inlines() },
            "`inlines` is empty; name at least one, as in `inlines(Comment)`",
        ),
        (
            quote! { list_dispaly(title) },
            "`#[admin]` has no option `list_dispaly`; did you mean `list_display`",
        ),
    ] {
        assert_eq!(messages(arguments), [message]);
    }
}

#[test]
fn anything_but_a_struct_is_refused() {
    let expansion = admin(quote! {}, quote! { fn post() {} }).to_string();
    assert!(expansion.contains("goes on a model"), "{expansion}");
}
