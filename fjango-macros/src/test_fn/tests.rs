use proc_macro2::TokenStream;
use quote::quote;

use super::test_fn;

#[test]
fn a_test_runs_on_the_library_s_runtime() {
    let item = quote! {
        /// Counts.
        #[ignore = "slow"]
        async fn counts() -> fjango::orm::Result<()> { Ok(()) }
    };
    let file = syn::parse2(test_fn(TokenStream::new(), item)).expect("the expansion parses");
    insta::assert_snapshot!(prettyplease::unparse(&file));
}

#[test]
fn each_broken_rule_names_the_fix() {
    for (arguments, item, part) in [
        (quote! { flavor = "x" }, quote! { async fn a() {} }, "takes no options"),
        (quote! {}, quote! { fn a() {} }, "write `async fn`"),
        (quote! {}, quote! { async fn a(db: Db) {} }, "takes no parameters"),
        (quote! {}, quote! { async fn a<T>() {} }, "cannot be generic"),
    ] {
        let expansion = test_fn(arguments, item).to_string();
        assert_eq!(expansion.matches("compile_error").count(), 1, "{expansion}");
        assert!(expansion.contains(part), "{part}: {expansion}");
    }
}
