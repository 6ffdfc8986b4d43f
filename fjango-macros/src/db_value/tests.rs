use quote::quote;

use super::derive;

#[test]
fn a_newtype_asks_its_inner_type() {
    let file = syn::parse2(derive(quote! { pub struct Isbn(String); })).expect("the expansion parses");
    insta::assert_snapshot!(prettyplease::unparse(&file));
}

#[test]
fn a_check_is_asked_after_the_inner_type() {
    let item = quote! { #[db_value(check = codes::valid)] struct Code(String); };
    let text = prettyplease::unparse(&syn::parse2(derive(item)).expect("the expansion parses"));
    assert_eq!(
        text.matches("run_validator::<String>(value, codes::valid)").count(),
        1,
        "{text}"
    );
    assert_eq!(text.matches("Self::check(&value)").count(), 2, "{text}");
}

#[test]
fn each_wrong_shape_is_named() {
    for (item, part) in [
        (quote! { enum A { B } }, "derive `Choices`"),
        (quote! { struct A { b: i64 } }, "exactly one unnamed field"),
        (quote! { struct A(i64, i64); }, "exactly one unnamed field"),
        (quote! { struct A<T>(T); }, "cannot be generic"),
        (quote! { struct A(Option<i64>); }, "cannot be `NULL` itself"),
        (quote! { #[db_value(chek = a)] struct A(i64); }, "did you mean `check`"),
        (quote! { #[db_value(check = 3)] struct A(i64); }, "names a function"),
    ] {
        let found = derive(item).to_string();
        assert!(found.contains(part), "{part}: {found}");
    }
}
