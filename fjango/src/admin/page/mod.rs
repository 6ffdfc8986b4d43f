//! Pages from Rust: blocks of data, nothing that is executed.

mod blocks;
mod builder;
mod endpoints;

pub(crate) use builder::PageEntry;
pub use builder::{PageBuilder, PageContext};
pub(super) use endpoints::ENDPOINTS;
