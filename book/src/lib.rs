//! The chapters of the book, so that `cargo test --doc` compiles and runs every example in them.
//!
//! A chapter that is not listed here is not tested, which `tests/chapters.rs` notices.

macro_rules! chapters {
    ($($name:ident: $path:literal;)*) => {$(
        #[doc = include_str!($path)]
        pub mod $name {}
    )*};
}

chapters! {
    tutorial: "tutorial.md";
    projects: "guides/projects.md";
    models: "guides/models.md";
    queries: "guides/queries.md";
    relations: "guides/relations.md";
    expressions: "guides/expressions.md";
    writing: "guides/writing.md";
    lifecycle: "guides/lifecycle.md";
    files: "guides/files.md";
    database: "guides/database.md";
    migrations: "guides/migrations.md";
    http: "guides/http.md";
    api: "guides/api.md";
    admin_security: "guides/admin-security.md";
    login: "guides/login.md";
    admin: "guides/admin.md";
    admin_pages: "guides/admin-pages.md";
    admin_transfer: "guides/admin-transfer.md";
    testing: "guides/testing.md";
    settings: "guides/settings.md";
    model_reference: "reference/model.md";
    queryset_reference: "reference/queryset.md";
    migrations_reference: "reference/migrations.md";
    migration_operations: "reference/migration-operations.md";
    squawk: "reference/squawk.md";
    settings_reference: "reference/settings.md";
    problems: "reference/problems.md";
    performance: "reference/performance.md";
}
