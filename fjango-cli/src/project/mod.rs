//! The project that a verb is for: its package, its binary, its files.

pub mod cargo;
mod find;
mod metadata;
#[cfg(test)]
mod tests;

pub use find::Project;
