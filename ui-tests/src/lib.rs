//! What the macros say: `<macro>/fail/<rule>.rs` must not compile and give exactly the `.stderr` beside it,
//! `<macro>/pass/<rule>.rs` must compile. The first line of each states the rule.
//!
//! `cargo test -p fjango-ui-tests` runs them; with `TRYBUILD=overwrite` it writes the `.stderr` files, whose
//! difference is then to be read. They hold for the toolchain that `rust-version` names.
