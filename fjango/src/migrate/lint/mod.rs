//! What each statement of a migration costs those who use the PostgreSQL meanwhile.
//!
//! A statement is judged by its words alone, whoever wrote it: which lock it takes, whether it writes the table anew or
//! reads all of it, and what would do without. Tables that the same migration makes are nobody's yet.

mod finding;
mod judge;
#[cfg(test)]
mod tests;

pub use finding::{Finding, Level, Lock};
pub use judge::{lint, lint_script};
