//! A browser in which somebody signed in before.
//!
//! Who guesses an account's password from many addresses is stopped by the limit for the account, which then stops its
//! owner as well. So a browser that was given the right password gets a cookie that says so, and its attempts are counted by
//! themselves: nobody else uses them up. (OWASP: "Slow Down Online Guessing Attacks with Device Cookies".)
//!
//! The cookie is a random name and a digest over the name, the account and the hash of its password, which nobody outside
//! knows. So nothing of it is stored, it serves no other account, and another password ends it.

use subtle::ConstantTimeEq as _;

use super::token::{Token, digest};
use crate::auth::User;

/// A browser's name.
pub(super) struct Device(Token);

impl Device {
    pub(super) fn random() -> Self {
        Self(Token::random())
    }

    pub(super) fn name(&self) -> &str {
        self.0.as_str()
    }

    /// The cookie of the browser in which this user signed in.
    pub(super) fn cookie(&self, user: &User) -> String {
        format!("{}.{}", self.name(), self.proof(user))
    }

    /// The browser that a cookie names, if this user signed in with it.
    pub(super) fn known(cookie: &str, user: &User) -> Option<Self> {
        let (name, proof) = cookie.split_once('.')?;
        let device = Self(Token::parse(name)?);
        let is_right: bool = device.proof(user).as_bytes().ct_eq(proof.as_bytes()).into();
        is_right.then_some(device)
    }

    fn proof(&self, user: &User) -> String {
        digest(
            "device",
            &format!("{} {} {}", self.name(), user.id, user.password.encoded()),
        )
    }
}
