//! The attribute macros of fjango. Use them through the crate `fjango`, which re-exports all of them.
//!
//! A macro turns what was written into facts; the library holds the behaviour. Each has a folder with the same files:
//! `parse` (what was written), `spec` (names and defaults resolved), `check` (one function a rule), `expand`.

mod admin;
mod choices;
mod db_value;
mod endpoint;
mod errors;
mod fields;
mod from_row;
mod main_fn;
mod manager;
mod migration;
mod migrations;
mod model;
mod model_api;
mod names;
mod options;
mod paths;
mod test_fn;

use proc_macro::TokenStream;

/// Makes an enum without data a type for fields: stored as text, checked by the database, a select box in the admin.
///
/// It implements `Choices`, `DbValue`, `Display`, `FromStr`, serde's and schemars' traits, and `Clone`, `Copy`,
/// `PartialEq`, `Eq` and `Debug` unless they are derived beside it.
///
/// | option on a variant | meaning | default |
/// |---|---|---|
/// | `#[choice(value = "…")]` | what the database and JSON hold | the variant in snake_case |
/// | `#[choice(label = "…")]` | what people read | the variant in words |
///
/// ```
/// use fjango::value::Choices as _;
///
/// #[derive(fjango::Choices)]
/// pub enum Status {
///     Draft,
///     #[choice(value = "print", label = "Printed and sold")]
///     InPrint,
/// }
///
/// assert_eq!(Status::Draft.to_string(), "draft");
/// assert_eq!("print".parse(), Ok(Status::InPrint));
/// assert_eq!(Status::InPrint.label(), "Printed and sold");
/// ```
#[proc_macro_derive(Choices, attributes(choice))]
pub fn derive_choices(item: TokenStream) -> TokenStream {
    let source = proc_macro::Span::call_site()
        .local_file()
        .and_then(|path| std::fs::read_to_string(path).ok());
    choices::derive(item.into(), source.as_deref()).into()
}

/// Makes a struct around one value a type for fields, stored as that value.
///
/// ```
/// use fjango::value::{DbValue as _, Value};
///
/// #[derive(Clone, Debug, PartialEq, fjango::DbValue)]
/// pub struct Isbn(String);
///
/// assert_eq!(Isbn("978".into()).to_value(), Value::Text("978".into()));
/// ```
/// With `#[db_value(check = function)]` a `fn(&T) -> Result<(), Invalid>` decides which values may be written.
#[proc_macro_derive(DbValue, attributes(db_value))]
pub fn derive_db_value(item: TokenStream) -> TokenStream {
    db_value::derive(item.into()).into()
}

/// Makes a struct what the rows of a query become: a named alternative to tuples.
///
/// `row!(AuthorCount { … })` selects a value for each field, wherever a query takes values. The compiler checks by name
/// that nothing is missing and that each expression gives its field's type; an `Option` also takes what is never `NULL`.
/// A field's type may derive `FromRow` itself.
///
/// With `#[from_row(of = Post)]` the struct is a part of a model, Django's `only`: each field is the column of its name,
/// or the one at the end of `#[from_row(from = "author__name")]`, and `Post::objects().only::<PostCard>()` reads those alone.
///
/// Derive serde's `Serialize` and schemars' `JsonSchema` beside it, and endpoints can return it.
///
/// ```
/// use fjango::prelude::*;
/// use fjango::orm::count;
///
/// #[model]
/// pub struct Post {
///     pub id: i64,
///     pub title: String,
///     pub body: String,
///     pub author: String,
/// }
///
/// #[derive(FromRow)]
/// pub struct AuthorCount {
///     pub author: String,
///     pub posts: i64,
/// }
///
/// #[derive(FromRow)]
/// #[from_row(of = Post)]
/// pub struct PostCard {
///     pub id: i64,
///     pub title: String,
/// }
///
/// # async fn example(db: Db) -> fjango::orm::Result<()> {
/// let authors: Vec<AuthorCount> = Post::objects()
///     .values(&db, |p| row!(AuthorCount { author: p.author(), posts: count() }))
///     .await?;
/// let cards: Vec<PostCard> = Post::objects().only::<PostCard>().all(&db).await?;
/// # let _ = (authors, cards); Ok(()) }
/// ```
#[proc_macro_derive(FromRow, attributes(from_row))]
pub fn derive_from_row(item: TokenStream) -> TokenStream {
    from_row::derive(item.into()).into()
}

/// Makes a struct a table: columns, a typed manager, validated inputs and the description everything else reads.
///
/// With `#[model(part)]` it is no table, but columns that models take in with `#[field(flatten)]`.
///
/// Options of the model: `table`, `app`, `renamed_from`, `ordering`, `index(..)`, `unique(..)`, `check(name = "sql")`,
/// `exclude(..)`, `comment`, `verbose_name`, `verbose_name_plural`. Options of a field, in `#[field(..)]`: `primary_key`,
/// `max_length`, `min`, `max`, `unique`, `index`, `default`, `db_default`, `generated`, `collation`, `comment`, `auto_now`,
/// `auto_now_add`, `column`, `on_delete`, `db_constraint`, `deferrable`, `related_name`, `help`, `verbose_name`,
/// `slug_from`, `renamed_from`, `validators(..)`, `flatten`, `prefix`, `table` (of a many-to-many
/// field).
#[proc_macro_attribute]
pub fn model(arguments: TokenStream, item: TokenStream) -> TokenStream {
    model::model(arguments.into(), item.into(), &package()).into()
}

/// The package being compiled, which is the app its models belong to.
fn package() -> String {
    #[expect(
        clippy::disallowed_methods,
        reason = "cargo says only here which package is being compiled"
    )]
    std::env::var("CARGO_PKG_NAME").unwrap_or_else(|_| "app".to_owned())
}

/// Takes a part into a model: what the macro of a part calls.
#[doc(hidden)]
#[proc_macro]
pub fn __join_part(tokens: TokenStream) -> TokenStream {
    model::part::join(tokens.into(), &package()).into()
}

/// Gives the queries of a model methods of your own: `Post::objects().published().by(ann)`.
///
/// It goes on `impl QuerySet<Post>`, where Rust allows no methods from another crate, and makes a trait of them:
/// `PostManager`, or the name in parentheses. Import the trait where the methods are called. It is public when one of the
/// methods is.
///
/// ```
/// use fjango::prelude::*;
///
/// #[model]
/// pub struct Post {
///     pub id: i64,
///     pub published: bool,
/// }
///
/// #[fjango::manager]
/// impl QuerySet<Post> {
///     /// Posts that everybody may read.
///     pub fn published(self) -> Self {
///         self.filter(|post| post.published().eq(true))
///     }
/// }
///
/// let readable = Post::objects().published();
/// # let _ = readable;
/// ```
#[proc_macro_attribute]
pub fn manager(arguments: TokenStream, item: TokenStream) -> TokenStream {
    manager::manager(arguments.into(), item.into()).into()
}

/// Opens an API: on a model the usual six operations on its rows, on an async function one endpoint.
///
/// # On a model
///
/// | option | meaning | default |
/// |---|---|---|
/// | `path = "/posts"` | where the rows live, below the API's prefix | required |
/// | `filter(status, author__name)` | fields and ways lists can be filtered by | none |
/// | `search(title, body)` | text that `?search=` looks through | none |
/// | `order(created, title)` | fields lists can be ordered by | none |
/// | `paginate = "page"` | `page`, `limit_offset` or `cursor` | `page` |
/// | `page_size = 50` | rows of a page when the request does not say | 20 |
/// | `read = "anyone"` | who may list and retrieve: `anyone`, `authenticated`, `staff`, `superuser`, `permission` | `permission` |
/// | `write = "authenticated"` | who may create, update and delete | `permission` |
/// | `owner = "author"` | the foreign key to the user a row belongs to | none |
/// | `tags("blog")` | groups in the documentation | the model's plural |
///
/// # On an async function
///
/// The first word is the method: `get`, `post`, `put`, `patch` or `delete`. A parameter whose name is in the path is
/// read from there; every other parameter's type says where it comes from.
///
/// | option | meaning | default |
/// |---|---|---|
/// | `path = "/posts/{id}/publish"` | where it lives, below the API's prefix | required |
/// | `permission = "blog.change_post"` | the permission a caller needs | none |
/// | `login = "anyone"` | who may call: `anyone`, `authenticated`, `staff`, `superuser` | `authenticated` |
/// | `summary = "…"` | the operation's title | from the function's name |
/// | `status = 201` | the status of success | 200, or 204 without a body |
/// | `errors(404, 409)` | statuses to document beyond the usual ones | none |
/// | `tags("blog")` | groups in the documentation | none |
/// | `deprecated` | marks the operation so | |
///
/// The doc comment is the operation's description.
#[proc_macro_attribute]
pub fn api(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let tokens = proc_macro2::TokenStream::from(item);
    match syn::parse2(tokens.clone()) {
        Ok(syn::Item::Struct(item)) if model::part::takes_over(&item) => {
            model::part::move_below("api", arguments.into(), item)
        }
        Ok(syn::Item::Struct(item)) => model_api::api(arguments.into(), &item),
        Ok(syn::Item::Fn(item)) => endpoint::api(arguments.into(), &item),
        _ => {
            let error = errors::before_body(&tokens, "`#[api]` goes on a model or on an async function");
            quote::quote! { #tokens #error }
        }
    }
    .into()
}

/// Records how the admin shows a model.
///
/// | option | meaning | default |
/// |---|---|---|
/// | `list_display(title, author__name)` | the columns of the list | the name, then the model's first fields |
/// | `link(title)` | the columns that lead to the row | the first |
/// | `editable(status)` | columns whose cells can be edited in the list | none |
/// | `sum(total)` | columns whose sum stands below each page | none |
/// | `sortable(title)` | columns to order by, beside those with an index | none |
/// | `list_filter(status)` | fields to filter the list by | choices, yes or no, relations, dates and times |
/// | `search(title)` | text the search box looks through | the name and unique texts |
/// | `search_help = "…"` | what is said of the search | the fields' names |
/// | `ordering = "-created"` | the order of the list, or several in parentheses | the model's |
/// | `list_per_page = 50` | rows of a page | 25 |
/// | `page_sizes(25, 50)` | rows of a page to choose from, the default first; at most 200 | 25, 50 and 100 |
/// | `count = "estimate"` | how rows are counted: `estimate` guesses beyond 10,000, `exact` counts them all, `none` none | `estimate` |
/// | `paging = "page"` | by number, or with `keyset` by the last row, as fast on every page | `page` |
/// | `readonly(created)` | fields shown but not edited | those that fjango sets |
/// | `exclude(note)` | fields not shown in the form | none |
/// | `aside(created)` | fields shown beside the form | those that fjango sets |
/// | `inlines(Comment)` | models edited on the same page | none |
/// | `repr(title)` | what rows are called | a field such as `name` or `title`, else `Post #7` |
/// | `duplicate` | a row can be saved as a new one | no |
/// | `icon = "pen"`, `group = "Blog"` | the model's place in the sidebar | none, the app's name |
///
/// What needs code (computed columns, layouts, actions, permissions) is said with `fjango::admin::Admin::model`.
#[proc_macro_attribute]
pub fn admin(arguments: TokenStream, item: TokenStream) -> TokenStream {
    match syn::parse::<syn::ItemStruct>(item.clone()) {
        Ok(item) if model::part::takes_over(&item) => model::part::move_below("admin", arguments.into(), item),
        _ => admin::admin(arguments.into(), item.into()),
    }
    .into()
}

/// Makes an async function a data step: a change of rows that runs at its place between migrations.
///
/// It takes a [`MigrationDb`](../fjango/migrate/struct.MigrationDb.html), which shows the models as they are at that place, and
/// belongs to the history like a migration of files, under the name of the one it follows and its own: `0003_split_name.fill`.
/// The next migration that `makemigrations` writes for the app depends on it.
///
/// | option | meaning | default |
/// |---|---|---|
/// | `after = "0003_split_name"` | the migration it follows, or the step: `"0003_split_name.fill"` | required |
/// | `app = "blog"` | the app | the package |
/// | `requires("auth.0001_initial")` | migrations of other apps that must be applied | none |
/// | `reverse = unfill` | the function that takes it back | none: there is no way back |
///
/// ```standalone_crate
/// use fjango::migrate::{MigrationDb, Result};
///
/// #[fjango::migration(app = "shop", after = "0002_order_total")]
/// async fn fill_total(db: &MigrationDb) -> Result<()> {
///     db.model("shop.Order")?.filter("total", None::<i64>)?.update_sql("total", "price * amount").await?;
///     Ok(())
/// }
/// ```
#[proc_macro_attribute]
pub fn migration(arguments: TokenStream, item: TokenStream) -> TokenStream {
    migration::migration(arguments.into(), item.into(), &package()).into()
}

/// Runs `async fn main` on fjango's runtime and embeds the crate's folder `migrations` in the binary.
///
/// An error that `main` returns is printed with its causes to stderr, and the process ends with code 1.
///
/// The program allocates with mimalloc, which saves a busy server some 4 % of its processor time and costs 1 MB.
/// `#[fjango::main(allocator = "system")]` leaves the system's, also to
/// programs with a `#[global_allocator]` of their own; without the library's feature `mimalloc` it is not built at all.
///
/// Migrations are read when the crate is compiled. A new folder below `migrations` alone does not make cargo compile it
/// again; while the crate's directory exists, the library reads the files there instead.
#[proc_macro_attribute]
pub fn main(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let migrations = migrations::embed(&manifest_directory());
    main_fn::main_fn(arguments.into(), item.into(), &migrations).into()
}

/// Makes an async function a test, on a runtime like the one that handlers have.
///
/// It may return nothing or a `Result`, and takes what `#[test]` goes with, such as `#[ignore]` and `#[should_panic]`.
///
/// ```
/// #[fjango::test]
/// async fn a_fresh_database_has_no_users() -> fjango::orm::Result<()> {
///     let db = fjango::testing::TestDb::new().await;
///     assert_eq!(fjango::auth::User::objects().count(db.db()).await?, 0);
///     Ok(())
/// }
/// ```
#[proc_macro_attribute]
pub fn test(arguments: TokenStream, item: TokenStream) -> TokenStream {
    test_fn::test_fn(arguments.into(), item.into()).into()
}

/// Embeds the folder `migrations` of a library crate in the binaries that link it. Takes nothing; goes in `lib.rs`.
#[proc_macro]
pub fn embed_migrations(_: TokenStream) -> TokenStream {
    migrations::embed(&manifest_directory()).into()
}

fn manifest_directory() -> std::path::PathBuf {
    #[expect(
        clippy::disallowed_methods,
        reason = "cargo says only here where the crate being compiled lives"
    )]
    std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default().into()
}
