//! `ARCHITECTURE.md` is kept: its floors, and what it says is absent.

mod floors;
mod rules;
mod source;
mod tests;
