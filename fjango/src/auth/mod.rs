//! Who asks, and what they may do: users, passwords, tokens, guards.
//!
//! Tables and formats are Django's, so that a Django project's accounts can move over.
//!
//! [`Auth`] turns a username and a password into tokens, [`routes`] serves that, [`CurrentUser`] is who sent a request and
//! [`Access`] says who may do something.

mod accounts;
mod endpoints;
mod error;
mod guard;
mod login;
mod migrations;
mod models;
mod password;
mod password_hash;
mod password_rules;
mod pbkdf2;
mod permissions;
mod store;
#[cfg(test)]
mod tests;
mod token;

pub use accounts::{create_superuser, create_user, set_password};
pub use endpoints::{Credentials, RefreshRequest, obtain_token, refresh_token, routes};
pub use error::{Error, Result};
pub(crate) use guard::is_identified;
pub use guard::{Access, CurrentUser, authenticate, user_of};
pub use login::{Auth, TokenPair};
pub use models::*;
pub use password::{Cost, PasswordHasher, is_usable, random_password, unusable_password};
pub use password_hash::PasswordHash;
pub use password_rules::{MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, PasswordIssue, check_password};
pub use permissions::{ACTIONS, permissions_of, sync_permissions};
pub(crate) use store::{set_last_login, user_by_name};
pub use token::{Claims, TokenConfig, TokenKind, Tokens};
