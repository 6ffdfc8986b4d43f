//! The cookies of a browser: the session's, and the one that it is known by.

use actix_web::HttpRequest;
use actix_web::http::header::{COOKIE, HeaderValue};

use chrono::TimeDelta;

use super::token::Token;
use crate::http::Client;

/// A cookie of this prefix is one that the host itself set over HTTPS for all of its paths; browsers see to it.
const SECURE: &str = "__Host-";

/// What a cookie is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cookie {
    /// The session. It has no end: the server knows when the session ends, and a browser that is closed forgets it.
    Session,
    /// The browser, as one in which somebody signed in: see [`Device`](super::device::Device).
    Device,
}

/// How long a browser is known that is not used to sign in.
const KNOWN: TimeDelta = TimeDelta::days(180);

impl Cookie {
    fn name(self) -> &'static str {
        match self {
            Self::Session => "fj_admin",
            Self::Device => "fj_admin_device",
        }
    }
}

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

    fn name(self, cookie: Cookie) -> Option<String> {
        match self {
            Self::Secure => Some(format!("{SECURE}{}", cookie.name())),
            // On this very machine there is no HTTPS.
            Self::Local => Some(cookie.name().to_owned()),
            Self::Insecure => None,
        }
    }

    /// What a request sends in a cookie.
    pub(super) fn read(self, request: &HttpRequest, cookie: Cookie) -> Option<&str> {
        let name = self.name(cookie)?;
        let lines = request.headers().get_all(COOKIE);
        lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(found, value)| (found == name).then_some(value))
    }

    /// The session's token that a request sends.
    pub(super) fn token(self, request: &HttpRequest) -> Option<Token> {
        self.read(request, Cookie::Session).and_then(Token::parse)
    }

    /// The `Set-Cookie` that gives the browser a value.
    pub(super) fn set(self, cookie: Cookie, value: &str) -> Option<HeaderValue> {
        match cookie {
            Cookie::Session => self.write(cookie, value, ""),
            Cookie::Device => self.write(cookie, value, &format!("; Max-Age={}", KNOWN.num_seconds())),
        }
    }

    /// The `Set-Cookie` that takes it away.
    pub(super) fn remove(self, cookie: Cookie) -> Option<HeaderValue> {
        self.write(cookie, "", "; Max-Age=0")
    }

    fn write(self, cookie: Cookie, value: &str, more: &str) -> Option<HeaderValue> {
        let secure = if self == Self::Secure { "; Secure" } else { "" };
        let name = self.name(cookie)?;
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}");
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
        let set = Place::Secure.set(Cookie::Session, token.as_str()).unwrap();
        let expected = format!(
            "__Host-fj_admin={}; Path=/; HttpOnly; SameSite=Lax; Secure",
            token.as_str()
        );
        assert_eq!(set.to_str().unwrap(), expected);
        let gone = Place::Local.remove(Cookie::Session).unwrap();
        assert_eq!(
            gone.to_str().unwrap(),
            "fj_admin=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
        let known = Place::Secure.set(Cookie::Device, "x").unwrap();
        assert_eq!(
            known.to_str().unwrap(),
            "__Host-fj_admin_device=x; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=15552000"
        );
        for cookie in [Cookie::Session, Cookie::Device] {
            assert!(Place::Insecure.set(cookie, "x").is_none());
        }
    }
}
