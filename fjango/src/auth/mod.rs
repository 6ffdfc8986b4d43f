//! Who asks, and what they may do: users, passwords, tokens, guards.
//!
//! Tables and formats are Django's, so that a Django project's accounts can move over.

mod error;
mod password;
mod password_rules;
#[cfg(test)]
mod tests;
mod token;

pub use error::{Error, Result};
pub use password::{Cost, PasswordHasher, is_usable, random_password, unusable_password};
pub use password_rules::{MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, PasswordIssue, check_password};
pub use token::{Claims, TokenConfig, TokenKind, Tokens};
