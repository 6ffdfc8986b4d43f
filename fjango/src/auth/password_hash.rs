//! The column of encoded passwords.

use std::fmt;

use crate::value::{Cell, DbValue, Invalid, SqlType, Value};

/// An encoded password in a row: `Debug` and JSON show `***`, so that a [`User`](super::User) can be logged or sent
/// beside a post without giving the hash away. It is [hidden](DbValue::HIDDEN): an API neither filters by it nor sets it.
///
/// # Examples
/// ```
/// use fjango::auth::PasswordHash;
///
/// let hash = PasswordHash::new("argon2$…");
/// assert_eq!(format!("{hash:?}"), "***");
/// assert_eq!(hash.encoded(), "argon2$…");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Wraps what [`PasswordHasher::hash`](super::PasswordHasher::hash) gave.
    pub fn new(encoded: impl Into<String>) -> Self {
        Self(encoded.into())
    }

    /// The encoded hash. Keep it out of logs and responses.
    #[must_use]
    pub fn encoded(&self) -> &str {
        &self.0
    }
}

impl From<String> for PasswordHash {
    fn from(encoded: String) -> Self {
        Self(encoded)
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl DbValue for PasswordHash {
    type Plain = Self;
    type Like<U: DbValue> = U;
    const SQL_TYPE: SqlType = <String as DbValue>::SQL_TYPE;
    const NAME: &'static str = <String as DbValue>::NAME;
    const HIDDEN: bool = true;
    const SHOWN_AS_STORED: bool = true;

    fn to_value(&self) -> Value {
        self.0.to_value()
    }

    fn from_value(value: Value) -> Result<Self, Invalid> {
        String::from_value(value).map(Self)
    }

    fn decode(cell: Cell<'_>) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        String::decode(cell).map(Self)
    }
}
