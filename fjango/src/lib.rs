//! Django for Rust.
