use super::mask::mask_urls;
use serde::{Serialize, Serializer};
use std::fmt;

/// The URL of a service, which may hold a password.
///
/// `Debug`, `Display` and serde show the password as `***`; [`expose`](ConnectionUrl::expose)
/// gives the whole URL to what connects.
///
/// # Examples
/// ```
/// let url = fjango::conf::ConnectionUrl::new("postgres://ann:hunter2@localhost/blog");
/// assert_eq!(url.to_string(), "postgres://ann:***@localhost/blog");
/// assert_eq!(url.scheme(), "postgres");
/// assert_eq!(url.expose(), "postgres://ann:hunter2@localhost/blog");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectionUrl(String);

impl ConnectionUrl {
    /// Wraps `url`, which is not checked here: what connects knows what it understands.
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// The URL with its password.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What stands before the first `:`, such as `sqlite` or `postgres`.
    pub fn scheme(&self) -> &str {
        self.0.split_once(':').map_or("", |(scheme, _)| scheme)
    }
}

impl fmt::Display for ConnectionUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&mask_urls(&self.0))
    }
}

impl fmt::Debug for ConnectionUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", mask_urls(&self.0))
    }
}

impl Serialize for ConnectionUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&mask_urls(&self.0))
    }
}
