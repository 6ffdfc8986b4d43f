use quote::quote;

use super::manager;

#[test]
fn an_impl_becomes_a_trait_and_its_impl() {
    let item = quote! {
        impl QuerySet<Post> {
            /// Posts that everybody may read.
            pub fn published(mut self) -> Self { self.filter(|post| post.published().eq(true)) }
            pub async fn titles(&self, db: &impl Executor, (from, to): (i64, i64)) -> Result<Vec<String>> { todo(from, to) }
        }
    };
    let file = syn::parse2(manager(quote!(), item)).expect("the expansion parses");
    insta::assert_snapshot!(prettyplease::unparse(&file));
}

#[test]
fn each_wrong_shape_is_named() {
    for (arguments, item, part) in [
        (quote!(), quote! { struct A; }, "goes on `impl QuerySet<Post>"),
        (
            quote!(),
            quote! { impl Post { fn a(self) {} } },
            "write `impl QuerySet<Post>`",
        ),
        (
            quote!(),
            quote! { impl A for QuerySet<Post> { fn a(self) {} } },
            "makes the trait itself",
        ),
        (
            quote!("A"),
            quote! { impl QuerySet<Post> { fn a(self) {} } },
            "takes the name of the trait",
        ),
        (quote!(), quote! { impl QuerySet<Post> { fn a() {} } }, "takes `self`"),
        (
            quote!(),
            quote! { impl QuerySet<Post> { const A: i64 = 1; } },
            "methods alone",
        ),
    ] {
        let found = manager(arguments, item).to_string();
        assert!(found.contains(part), "{part}: {found}");
        assert_eq!(found.matches("compile_error").count(), 1, "{found}");
    }
}
