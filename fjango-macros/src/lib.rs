//! The attribute macros of fjango. Use them through the crate `fjango`, which re-exports all of them.
//!
//! A macro turns what was written into facts; the library holds the behaviour. Each has a folder with the same files:
//! `parse` (what was written), `spec` (names and defaults resolved), `check` (one function a rule), `expand`.

mod choices;
mod db_value;
mod errors;
mod model;
mod names;
mod options;

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
#[proc_macro_derive(DbValue)]
pub fn derive_db_value(item: TokenStream) -> TokenStream {
    db_value::derive(item.into()).into()
}

/// Makes a struct a table: columns, a typed manager, validated inputs and the description everything else reads.
///
/// Options of the model: `table`, `app`, `ordering`, `index(..)`, `unique(..)`, `check(name = "sql")`,
/// `verbose_name`, `verbose_name_plural`. Options of a field, in `#[field(..)]`: `primary_key`, `max_length`, `min`,
/// `max`, `unique`, `index`, `default`, `db_default`, `auto_now`, `auto_now_add`, `column`, `on_delete`,
/// `related_name`, `help`, `verbose_name`, `slug_from`, `validators(..)`, `table` (of a many-to-many field).
#[proc_macro_attribute]
pub fn model(arguments: TokenStream, item: TokenStream) -> TokenStream {
    // The package being compiled is the app its models belong to.
    #[expect(
        clippy::disallowed_methods,
        reason = "cargo says only here which package is being compiled"
    )]
    let app = std::env::var("CARGO_PKG_NAME").unwrap_or_else(|_| "app".to_owned());
    model::model(arguments.into(), item.into(), &app).into()
}
