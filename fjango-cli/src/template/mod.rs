//! A new project: its name, its files, and how they get to their place.

mod files;
mod name;
mod write;

pub use files::{Library, Options, render};
pub use name::ProjectName;
pub use write::{init, write};
