//! The tables of signing in.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::auth::User;
use crate::orm::ForeignKey;
use fjango_macros::model;

/// Somebody who is signed in to the admin with one browser.
#[model(app = "admin", table = "admin_session", index(expires))]
pub struct AdminSession {
    /// The session's key, which is no secret.
    pub id: Uuid,
    /// The SHA-256 of the cookie's token, in hexadecimal digits. The token itself is nowhere but in the browser.
    #[field(max_length = 64, unique)]
    pub token_hash: String,
    /// Who.
    #[field(on_delete = "cascade")]
    pub user: ForeignKey<User>,
    /// What changes with the user's password: the SHA-256 of its hash, in hexadecimal digits.
    #[field(max_length = 64)]
    pub password_mark: String,
    /// When the user signed in.
    pub created: DateTime<Utc>,
    /// When something was asked last, to the minute.
    pub last_seen: DateTime<Utc>,
    /// When the session ends in any case.
    pub expires: DateTime<Utc>,
    /// When the password was given last.
    pub confirmed: DateTime<Utc>,
    /// The address that the user signed in from.
    #[field(max_length = 45, default = "")]
    pub ip: String,
    /// What the browser says of itself.
    #[field(max_length = 200, default = "")]
    pub agent: String,
}

/// How often a password was wrong lately, for one account or address.
#[model(app = "admin", table = "admin_attempt", index(since))]
pub struct AdminAttempt {
    /// What is counted: the SHA-256 of its name, since people type passwords where usernames belong.
    #[field(primary_key, max_length = 64)]
    pub subject: String,
    /// How often it was tried since.
    pub count: i32,
    /// When counting began.
    pub since: DateTime<Utc>,
}
