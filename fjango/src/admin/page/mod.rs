//! Pages from Rust: what stands on them is made by async functions, and what is sent consists of facts alone.

mod action;
mod builder;
mod context;
mod endpoint;
mod home;
mod markdown;
mod parts;
mod preview;
#[cfg(test)]
mod tests;

pub use action::PageAction;
pub(crate) use builder::HOME;
pub use builder::Page;
pub use context::PageContext;
pub(super) use endpoint::ENDPOINTS;
