//! Tokens: made, hashed, and compared.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::auth::PasswordHash;

/// As many random bytes as nobody guesses.
const TOKEN_BYTES: usize = 32;

/// The secret in a cookie.
#[derive(Clone)]
pub(super) struct Token(String);

impl Token {
    pub(super) fn random() -> Self {
        let mut bytes = [0_u8; TOKEN_BYTES];
        rand::fill(&mut bytes);
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The token of a cookie's value; `None` for what is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        (bytes.len() == TOKEN_BYTES).then(|| Self(text.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// What the database has of it.
    pub(super) fn hash(&self) -> String {
        digest("session", &self.0)
    }

    /// The token that changes must send along. Who knows it does not know this one.
    pub(super) fn csrf(&self) -> String {
        digest("csrf", &self.0)
    }

    /// Whether a change sends the right one, told in the same time wherever it differs.
    pub(super) fn csrf_is(&self, sent: &str) -> bool {
        self.csrf().as_bytes().ct_eq(sent.as_bytes()).into()
    }
}

/// What changes with a user's password.
pub(super) fn password_mark(password: &PasswordHash) -> String {
    digest("password", password.encoded())
}

/// The SHA-256 of a text for one purpose, in hexadecimal digits.
pub(super) fn digest(purpose: &str, text: &str) -> String {
    let digest = Sha256::new()
        .chain_update("fjango admin ")
        .chain_update(purpose)
        .chain_update([0])
        .chain_update(text)
        .finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
