use super::mask::MASK;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A value that is never printed: `Debug`, `Display` and serde write `***`.
///
/// Reading it takes a visible word, [`expose`](Secret::expose), so that a search finds every use.
/// It deserializes from the plain value, which makes it fit for a struct read with
/// [`Settings::app`](super::Settings::app).
///
/// # Examples
/// ```
/// use fjango::conf::Secret;
///
/// let key = Secret::new("sk_live_1234".to_owned());
/// assert_eq!(format!("{key} {key:?}"), "*** ***");
/// assert_eq!(key.expose(), "sk_live_1234");
/// ```
#[derive(Clone, Default)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Wraps `value`.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Keep it out of logs, errors and responses.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Unwraps the value.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl<T> fmt::Display for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl<T> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(MASK)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The inner error may quote the value ("invalid value: string \"hunter2\""), so it is dropped.
        T::deserialize(deserializer)
            .map(Self)
            .map_err(|_| serde::de::Error::custom("the secret has the wrong type or form"))
    }
}
