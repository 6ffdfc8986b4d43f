//! The API over two hand-written models, on both databases.

mod access;
mod check;
mod docs;
mod document;
mod lists;
pub(super) mod support;
mod writes;
