//! The pages: one document for all of them, and its assets, which are in the binary.
//!
//! `assets/` and `table.rs` are written by `cargo xtask admin-ui` from `fjango/admin-ui`. Every text is there twice, compressed
//! with Brotli and with gzip. No page may load anything but from this site, and nothing inline runs; styles that scripts
//! make carry a nonce that is new in each answer.

mod asset;
mod color;
mod encoding;
mod page;
mod routes;
#[rustfmt::skip]
mod table;
#[cfg(test)]
mod tests;
mod theme;

pub(super) use routes::mount;
pub use theme::{Density, Theme};
