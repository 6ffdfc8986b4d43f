use proc_macro2::TokenStream;
use quote::quote;

use super::main_fn;

#[test]
fn main_runs_on_the_library_s_runtime() {
    let item = quote! {
        /// Starts the site.
        async fn main() -> fjango::Result<()> { App::new().run().await }
    };
    let file = syn::parse2(main_fn(TokenStream::new(), item, &TokenStream::new())).expect("the expansion parses");
    insta::assert_snapshot!(prettyplease::unparse(&file));
}

#[test]
fn the_system_s_allocator_can_stay() {
    let item = quote! { async fn main() -> fjango::Result<()> { Ok(()) } };
    let expansion = |arguments| main_fn(arguments, item.clone(), &TokenStream::new()).to_string();
    assert!(expansion(quote! {}).contains("global_allocator"));
    let without = expansion(quote! { allocator = "system" });
    assert!(
        !without.contains("global_allocator") && !without.contains("compile_error"),
        "{without}"
    );
}

#[test]
fn each_broken_rule_names_the_fix() {
    for (arguments, item, part) in [
        (
            quote! { workers = 4 },
            quote! { async fn main() -> Result {} },
            "the one option of",
        ),
        (
            quote! { allocator = "jemalloc" },
            quote! { async fn main() -> Result {} },
            "the one other allocator",
        ),
        (quote! {}, quote! { async fn start() -> Result {} }, "is called `main`"),
        (quote! {}, quote! { fn main() -> Result {} }, "write `async fn main`"),
        (
            quote! {},
            quote! { async fn main(a: i64) -> Result {} },
            "takes no parameters",
        ),
        (
            quote! {},
            quote! { async fn main<T>() -> Result {} },
            "cannot be generic",
        ),
        (quote! {}, quote! { async fn main() {} }, "-> fjango::Result<()>"),
    ] {
        let expansion = main_fn(arguments, item, &TokenStream::new()).to_string();
        assert_eq!(expansion.matches("compile_error").count(), 1, "{expansion}");
        assert!(expansion.contains(part), "{part}: {expansion}");
    }
}
