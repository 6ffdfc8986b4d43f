//! PBKDF2, which Django writes by default: read, never written.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::{Error, Result};

/// What a hash of this kind begins with.
const PREFIX: &str = "pbkdf2_sha256$";
/// The most work a stored hash may ask for, so that a forged row cannot keep a core busy for minutes. Django 6 writes
/// 1,200,000.
const MAX_ITERATIONS: u32 = 20_000_000;

/// `pbkdf2_sha256$iterations$salt$hash`, read (Django's `PBKDF2PasswordHasher`).
pub(super) struct Pbkdf2 {
    iterations: u32,
    salt: String,
    hash: Vec<u8>,
}

impl Pbkdf2 {
    /// Whether `encoded` is of this kind.
    pub(super) fn is(encoded: &str) -> bool {
        encoded.starts_with(PREFIX)
    }

    pub(super) fn parse(encoded: &str) -> Result<Self> {
        let wrong = |part: &str| Error::PasswordHash {
            message: format!("the stored hash has no valid {part}; expected `pbkdf2_sha256$iterations$salt$hash`"),
        };
        let parts: Vec<&str> = encoded.split('$').collect();
        let ["pbkdf2_sha256", iterations, salt, hash] = parts.as_slice() else {
            return Err(wrong("shape"));
        };
        let iterations = iterations.parse().ok();
        let hash = STANDARD.decode(hash).ok().filter(|hash| hash.len() == 32);
        Ok(Self {
            iterations: iterations
                .filter(|count| (1..=MAX_ITERATIONS).contains(count))
                .ok_or_else(|| wrong("number of iterations"))?,
            salt: (*salt).to_owned(),
            hash: hash.ok_or_else(|| wrong("hash"))?,
        })
    }

    /// Whether it was made from `password`. Slow on purpose.
    pub(super) fn matches(&self, password: &str) -> bool {
        let mut hash = [0; 32];
        // Django salts with the text itself.
        pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), self.salt.as_bytes(), self.iterations, &mut hash);
        hash.ct_eq(&self.hash).into()
    }
}
