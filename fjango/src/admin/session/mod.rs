//! Signing in to the admin.
//!
//! A session is a row in the database, so that it can be ended: the browser has a random token in a cookie that no script
//! reads, the row only the token's SHA-256. Signing in makes a new session; it ends when nothing is asked for
//! `admin.session_idle`, after `admin.session_absolute` in any case, at once when the user signs out, gets another
//! password, or may not enter any more.
//!
//! A change is refused unless the browser says that a page of this site sent it (`Sec-Fetch-Site`, or `Origin` where that is
//! missing) and the page knows the session's CSRF token, which is derived from the cookie's. Wrong passwords are counted by
//! account and by address; those from a browser in which the account signed in before, by that browser alone.

mod cookie;
mod device;
mod endpoints;
mod models;
mod next;
mod origin;
mod sessions;
mod store;
#[cfg(test)]
mod tests;
mod throttle;
mod token;

pub(super) use endpoints::endpoints;
pub use models::*;
pub use sessions::{REAUTH_WITHIN, Sessions};
