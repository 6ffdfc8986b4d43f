use quote::quote;

use super::derive;

#[test]
fn a_newtype_asks_its_inner_type() {
    let file = syn::parse2(derive(quote! { pub struct Isbn(String); })).expect("the expansion parses");
    insta::assert_snapshot!(prettyplease::unparse(&file));
}

#[test]
fn each_wrong_shape_is_named() {
    for (item, part) in [
        (quote! { enum A { B } }, "derive `Choices`"),
        (quote! { struct A { b: i64 } }, "exactly one unnamed field"),
        (quote! { struct A(i64, i64); }, "exactly one unnamed field"),
        (quote! { struct A<T>(T); }, "cannot be generic"),
        (quote! { struct A(Option<i64>); }, "cannot be `NULL` itself"),
    ] {
        let found = derive(item).to_string();
        assert!(found.contains(part), "{part}: {found}");
    }
}
