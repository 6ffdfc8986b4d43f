//! What is said of a model in the admin: facts from `#[admin(…)]`, and what needs code, from [`Admin::model`].

mod check;
mod defaults;
mod entry;
mod inline;
mod layout;
mod model;
mod names;
#[cfg(test)]
mod tests;
mod widget;

pub(crate) use defaults::{has_index, is_indexed, is_sensitive, name_field};
pub(crate) use entry::{Column, Entry, InlineEntry, Repr, RowJson, RowText, Source};
pub use inline::Inline;
pub use layout::{Layout, Section};
pub use model::{Admin, ModelBuilder};
pub use names::Named;
