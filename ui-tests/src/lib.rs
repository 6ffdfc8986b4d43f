//! What the macros say: `<macro>/fail/<rule>.rs` must not compile and give exactly the `.stderr` beside it,
//! `<macro>/pass/<rule>.rs` must compile without a word. The first line of each states the rule. What must compile and can
//! also be run is a module of the test, in `pass`.
//!
//! `cargo xtask test --step ui` or `cargo test --workspace --test ui` runs them; with `FJANGO_BLESS=1` it writes the
//! `.stderr` files, whose difference is then to be read. They hold for the toolchain that `rust-version` names.
//!
//! The compiler is called directly, once a case, with the fjango that the test itself was linked with: a case takes a
//! tenth of a second, and nothing is built twice.

mod case;
mod compiler;
mod diagnostic;
#[cfg(test)]
mod tests;

pub use case::{Case, Outcome, cases};
pub use compiler::Compiler;
