use quote::quote;

use super::derive;

#[test]
fn a_struct_and_its_part_of_a_model() {
    let file = syn::parse2(derive(quote! {
        #[from_row(of = Post)]
        pub struct Card {
            pub id: i64,
            #[from_row(from = "author__name")]
            pub author: String,
        }
    }));
    insta::assert_snapshot!(prettyplease::unparse(&file.expect("the expansion parses")));
}

#[test]
fn each_wrong_shape_is_named() {
    for (item, part) in [
        (quote! { enum A { B } }, "named fields"),
        (quote! { struct A(i64); }, "named fields"),
        (quote! { struct A {} }, "named fields"),
        (quote! { struct A<'a> { b: &'a str } }, "cannot be generic"),
        (quote! { #[from_row(of = "Post")] struct A { b: i64 } }, "takes a model"),
        (
            quote! { #[from_row(off = Post)] struct A { b: i64 } },
            "no option `off`",
        ),
        (
            quote! { struct A { #[from_row(from = "b__c")] b: i64 } },
            "names a column of a model",
        ),
        (
            quote! { #[from_row(of = Post)] struct A { #[from_row(from = "b c")] b: i64 } },
            "takes a way of fields",
        ),
    ] {
        let found = derive(item).to_string();
        assert!(found.contains(part), "{part}: {found}");
    }
}
