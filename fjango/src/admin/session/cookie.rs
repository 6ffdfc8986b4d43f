//! The session's cookie.

use actix_web::HttpRequest;
use actix_web::http::header::{COOKIE, HeaderValue};

use super::token::Token;
use crate::http::Client;

/// A cookie of this prefix is one that the host itself set over HTTPS for all of its paths; browsers see to it.
const SECURE_NAME: &str = "__Host-fj_admin";
/// On this very machine there is no HTTPS.
const LOCAL_NAME: &str = "fj_admin";

/// Where a client is, as cookies see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It speaks HTTPS.
    Secure,
    /// It speaks HTTP with `localhost` or a loopback address.
    Local,
    /// It speaks HTTP with anything else: a session would travel in the clear.
    Insecure,
}

impl Place {
    pub(super) fn of(client: &Client) -> Self {
        match client.is_secure() {
            true => Self::Secure,
            false if client.host().is_some_and(is_local) => Self::Local,
            false => Self::Insecure,
        }
    }

    fn name(self) -> Option<&'static str> {
        match self {
            Self::Secure => Some(SECURE_NAME),
            Self::Local => Some(LOCAL_NAME),
            Self::Insecure => None,
        }
    }

    /// The token that a request sends.
    pub(super) fn read(self, request: &HttpRequest) -> Option<Token> {
        let name = self.name()?;
        let lines = request.headers().get_all(COOKIE);
        lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(found, _)| *found == name)
            .and_then(|(_, value)| Token::parse(value))
    }

    /// The `Set-Cookie` that gives the browser a token. It has no end: the server knows when the session ends, and a browser
    /// that is closed forgets it.
    pub(super) fn set(self, token: &Token) -> Option<HeaderValue> {
        self.write(token.as_str(), "")
    }

    /// The `Set-Cookie` that takes it away.
    pub(super) fn remove(self) -> Option<HeaderValue> {
        self.write("", "; Max-Age=0")
    }

    fn write(self, value: &str, more: &str) -> Option<HeaderValue> {
        let secure = if self == Self::Secure { "; Secure" } else { "" };
        let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}", self.name()?);
        HeaderValue::from_str(&text).ok()
    }
}

/// Whether a `Host` is this very machine.
fn is_local(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost")
        || name
            .parse()
            .is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_needs_no_https() {
        for host in [
            "localhost",
            "LOCALHOST:8000",
            "127.0.0.1",
            "127.0.0.1:80",
            "[::1]:8000",
            "[::1]",
        ] {
            assert!(is_local(host), "{host}");
        }
        for host in [
            "example.com",
            "localhost.example.com",
            "10.0.0.1:8000",
            "[::2]",
            "::2",
            "",
            "localhost:80:80",
        ] {
            assert!(!is_local(host), "{host}");
        }
    }

    #[test]
    fn a_cookie_is_the_hosts_own_and_no_scripts() {
        let token = Token::random();
        let set = Place::Secure.set(&token).unwrap();
        let expected = format!(
            "__Host-fj_admin={}; Path=/; HttpOnly; SameSite=Lax; Secure",
            token.as_str()
        );
        assert_eq!(set.to_str().unwrap(), expected);
        let gone = Place::Local.remove().unwrap();
        assert_eq!(
            gone.to_str().unwrap(),
            "fj_admin=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
        assert!(Place::Insecure.set(&token).is_none());
    }
}
