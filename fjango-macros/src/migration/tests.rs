use proc_macro2::TokenStream;
use quote::quote;

use super::migration;

#[test]
fn a_step_registers_its_function_and_its_place() {
    let item = quote! {
        /// Fills.
        async fn fill(db: &MigrationDb) -> fjango::migrate::Result<()> { Ok(()) }
    };
    let arguments = quote! { after = "0003_split_name", requires("auth.0001_initial"), reverse = steps::unfill };
    let file = syn::parse2(migration(arguments, item, "my-blog")).expect("the expansion parses");
    insta::assert_snapshot!(prettyplease::unparse(&file));
}

#[test]
fn each_broken_rule_names_the_fix() {
    let fill = || quote! { async fn fill(db: &MigrationDb) -> Result<()> { Ok(()) } };
    let after = || quote! { after = "0001_initial" };
    let cases: Vec<(TokenStream, TokenStream, &str)> = vec![
        (quote! {}, fill(), "write the migration that it follows"),
        (
            quote! { after = "blog.0003_x" },
            fill(),
            "app = \\\"blog\\\", after = \\\"0003_x\\\"",
        ),
        (quote! { after = "initial" }, fill(), "the name of its folder"),
        (
            quote! { after = "0001_initial", requires("auth") },
            fill(),
            "auth.0001_initial",
        ),
        (quote! { after = "0001_initial", revers = x }, fill(), "revers"),
        (
            quote! { after = "0001_initial", reverse = "x" },
            fill(),
            "reverse = unfill",
        ),
        (
            after(),
            quote! { fn fill(db: &MigrationDb) -> Result<()> { Ok(()) } },
            "write `async fn`",
        ),
        (
            after(),
            quote! { async fn fill() -> Result<()> { Ok(()) } },
            "takes the database alone",
        ),
        (
            after(),
            quote! { async fn fill(db: &mut Db) -> Result<()> { Ok(()) } },
            "takes the database alone",
        ),
        (
            after(),
            quote! { async fn fill(db: &MigrationDb) {} },
            "whether it worked",
        ),
        (
            after(),
            quote! { async fn fill<T>(db: &MigrationDb) -> Result<()> { Ok(()) } },
            "cannot be generic",
        ),
        (after(), quote! { struct Fill; }, "goes on a function"),
    ];
    for (arguments, item, part) in cases {
        let expansion = migration(arguments, item, "blog").to_string();
        assert_eq!(expansion.matches("compile_error").count(), 1, "{part}: {expansion}");
        assert!(expansion.contains(part), "{part}: {expansion}");
    }
}
