use proc_macro2::TokenStream;
use quote::quote;

use super::{api, check, parse, spec};
use crate::errors::Errors;

fn messages(arguments: TokenStream, item: TokenStream) -> Vec<String> {
    let item = syn::parse2(item).expect("a function");
    let mut errors = Errors::default();
    let args = parse::EndpointArgs::parse(arguments, &mut errors);
    let spec = spec::EndpointSpec::resolve(&args, &item, &mut errors);
    check::endpoint(&args, &spec, &item, &mut errors);
    errors.messages()
}

#[test]
fn a_function_becomes_an_endpoint() {
    let item = syn::parse_quote! {
        /// Publishes a draft.
        async fn publish(id: i64, user: CurrentUser, Json(note): Json<Note>) -> Result<Json<Post>> {
            Ok(Json(find(id, user, note).await?))
        }
    };
    let arguments = quote! {
        post, path = "/posts/{id}/publish", permission = "blog.change_post", status = 201, errors(404, 409), tags("blog")
    };
    let file = syn::parse2(api(arguments, &item)).expect("the expansion parses");
    insta::assert_snapshot!(prettyplease::unparse(&file));
}

#[test]
fn each_broken_rule_names_the_fix() {
    let plain = || quote! { async fn a() {} };
    for (arguments, item, message) in [
        (
            quote! { get, path = "/a" },
            quote! { fn a() {} },
            "an endpoint awaits its database; write `async fn a`",
        ),
        (
            quote! { get, path = "/a" },
            quote! { async fn a<T>() {} },
            "an endpoint cannot be generic, because one function serves one path; write the types",
        ),
        (
            quote! { get, path = "/a" },
            quote! { async fn a(b: &str) {} },
            "a parameter is made from the request, so its type must be owned and named; write such as `Json<T>`",
        ),
        (
            quote! { get, path = "/a" },
            quote! { async fn a() -> impl Responder {} },
            "the documentation needs the type of the response; name it, as in `Result<Json<T>>`",
        ),
        (
            quote! { get, path = "/a/{id}" },
            plain(),
            "`{id}` is in the path but no parameter is called so; add a parameter such as `id: i64`",
        ),
        (
            quote! { get, path = "/a/{id}" },
            quote! { async fn a(ids: i64) {} },
            "`{id}` is in the path but no parameter is called so; rename `ids` to `id`",
        ),
        (
            quote! { get, path = "/a/{id}/{id}" },
            quote! { async fn a(id: i64) {} },
            "`{id}` is twice in the path; give one another name",
        ),
        (
            quote! { get, path = "/a/x{id}" },
            plain(),
            "`x{id}` is no path parameter; a whole segment is one, as in `\"/posts/{id}\"`",
        ),
        (quote! { get }, plain(), "endpoint `a` has no path; add `path = \"/a\"`"),
        (
            quote! { path = "/a" },
            plain(),
            "`#[api]` on a function begins with its method, as in `#[api(get, path = \"/posts\")]`",
        ),
        (
            quote! { GET, path = "/a" },
            plain(),
            "`GET` is no method of an endpoint; did you mean `get`",
        ),
        (
            quote! { get, path = "/a", permission = "change" },
            plain(),
            "`change` is no permission; write the app, a dot and its name, such as `blog.change_post`",
        ),
        (
            quote! { get, path = "/a", permission = "a.b", login = "staff" },
            plain(),
            "who has the permission is logged in; remove `login`, or `permission`",
        ),
        (
            quote! { get, path = "/a", status = 404 },
            plain(),
            "`status` is that of success, 200 to 399; list the others as `errors(…)`",
        ),
        (
            quote! { get, path = "/a", errors(200) },
            plain(),
            "`errors` lists statuses from 400 to 599, such as `errors(404, 409)`",
        ),
        (
            quote! { get, path = "/a", sumary = "x" },
            plain(),
            "`#[api]` has no option `sumary`; did you mean `summary`",
        ),
    ] {
        assert_eq!(messages(arguments, item), [message]);
    }
}
