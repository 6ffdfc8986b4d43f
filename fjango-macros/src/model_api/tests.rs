use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use super::{api, check, parse};
use crate::errors::Errors;

fn post() -> syn::ItemStruct {
    parse_quote! {
        pub struct Post {
            pub id: i64,
            #[field(max_length = 200)]
            pub title: String,
            pub status: Status,
            #[field(on_delete = "cascade")]
            pub author: Option<ForeignKey<User>>,
            pub tags: ManyToMany<Tag>,
            pub created: DateTime<Utc>,
        }
    }
}

fn messages(arguments: TokenStream) -> Vec<String> {
    let mut errors = Errors::default();
    let args = parse::ModelApiArgs::parse(arguments, &mut errors);
    check::model_api(&args, &post(), &mut errors);
    errors.messages()
}

#[test]
fn options_become_a_registration() {
    let arguments = quote! {
        path = "/posts", filter(status, author__name), search(title), order(created, pk), paginate = "cursor",
        page_size = 50, read = "anyone", write = "authenticated", owner = "author", tags("blog")
    };
    let file = syn::parse2(api(arguments, &post())).expect("the expansion parses");
    insta::assert_snapshot!(prettyplease::unparse(&file));
}

#[test]
fn each_broken_rule_names_the_fix() {
    for (arguments, message) in [
        (quote! {}, "`#[api]` on a model needs a path; add `path = \"/posts\"`"),
        (quote! { path = "posts" }, "a path begins with `/`; write `\"/posts\"`"),
        (
            quote! { path = "/posts/" },
            "a path does not end with `/`; write `\"/posts\"`",
        ),
        (
            quote! { path = "/a/{id}" },
            "a model's path has no parameters, its rows live below it by key; remove the `{…}` segment",
        ),
        (
            quote! { path = "/a", filter(titel) },
            "`filter` names the unknown field `titel`; did you mean `title`",
        ),
        (
            quote! { path = "/a", filter(title__name) },
            "`title` is no relation, so `title__name` leads nowhere; write `title`",
        ),
        (
            quote! { path = "/a", search(created) },
            "`search` looks through text, and `created` is none; use `filter(created)` instead",
        ),
        (
            quote! { path = "/a", order(tags) },
            "`tags` holds many rows, which cannot be put in order; name a column",
        ),
        (
            quote! { path = "/a", owner = "title" },
            "`owner` is the foreign key to the user a row belongs to, and `title` is none; name a field of type `ForeignKey<User>`",
        ),
        (
            quote! { path = "/a", paginate = "pages" },
            "`paginate` cannot be `pages`; did you mean `page`",
        ),
        (
            quote! { path = "/a", read = "everyone" },
            "`read` cannot be `everyone`; use `anyone`, `authenticated`, `staff`, `superuser` or `permission`",
        ),
        (
            quote! { path = "/a", page_size = 0 },
            "`page_size` is 0; give at least 1, or leave `page_size` out",
        ),
        (
            quote! { path = "/a", serach(title) },
            "`#[api]` has no option `serach`; did you mean `search`",
        ),
    ] {
        assert_eq!(messages(arguments), [message]);
    }
}
