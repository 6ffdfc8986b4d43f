use quote::quote;

use super::{derive, siblings};

fn messages(item: proc_macro2::TokenStream) -> String {
    let expansion = derive(item, None).to_string();
    expansion.split("compile_error").skip(1).collect()
}

#[test]
fn an_enum_expands_to_its_impls() {
    let expansion = derive(
        quote! {
            pub enum Status { Draft, #[choice(value = "print", label = "In print")] InPrint }
        },
        None,
    );
    let file = syn::parse2(expansion).expect("the expansion parses");
    insta::assert_snapshot!(prettyplease::unparse(&file));
}

#[test]
fn derives_beside_it_are_left_to_the_compiler() {
    let item: syn::DeriveInput = syn::parse_quote! { enum Status { A, B } };
    let source = "mod inner { #[derive(Clone, Copy, Choices)] #[derive(std::fmt::Debug)] pub enum Status { A, B } }
                  #[derive(Hash)] enum Status { C }";
    assert_eq!(
        siblings::derived(&item, Some(source)),
        ["Clone", "Copy", "Choices", "Debug"]
    );
    assert_eq!(siblings::derived(&item, Some("not Rust {")), [""; 0]);
    assert_eq!(siblings::derived(&item, None), [""; 0]);
}

#[test]
fn all_mistakes_are_reported_at_once() {
    let found = messages(quote! {
        enum Status { #[choice(value = "x")] A, #[choice(value = "x")] B, #[choice(vale = "y")] C, #[choice(value = "")] D }
    });
    for part in [
        "is stored as `x`",
        "has no option `vale`",
        "at least one visible character",
    ] {
        assert!(found.contains(part), "{part}: {found}");
    }
}
