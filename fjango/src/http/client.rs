//! Who is at the other end, also when proxies stand between.

use std::future::{Ready, ready};
use std::net::{IpAddr, SocketAddr};

use actix_web::{
    FromRequest, HttpMessage as _, HttpRequest,
    dev::Payload,
    http::header::{FORWARDED, HeaderMap, HeaderName, HeaderValue},
};

use super::{facts::Facts, problem::Problem};
use crate::conf::Network;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
/// What else proxies say, and clients that pose as proxies.
const OTHERS: [HeaderName; 6] = [
    HeaderName::from_static("x-forwarded-port"),
    HeaderName::from_static("x-forwarded-prefix"),
    HeaderName::from_static("x-forwarded-server"),
    HeaderName::from_static("x-forwarded-ssl"),
    HeaderName::from_static("x-real-ip"),
    HeaderName::from_static("x-client-ip"),
];

/// The client of a request, and the address at which it sees this server.
///
/// `X-Forwarded-For`, `X-Forwarded-Proto`, `X-Forwarded-Host` and `Forwarded` (RFC 7239) count only when they come from one of
/// [`Config::trusted_proxies`](super::Config::trusted_proxies); from anybody else they are removed before a handler sees the
/// request. Of the addresses in a list the rightmost that is no trusted proxy is the client: what is left of it the client
/// may have made up.
///
/// # Examples
/// ```
/// use fjango::http::Client;
///
/// async fn who(client: Client) -> String {
///     match client.address() {
///         Some(address) => format!("{address} over {}", client.scheme()),
///         None => "somebody".to_owned(),
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    address: Option<IpAddr>,
    is_secure: bool,
    host: Option<String>,
    /// Whether a trusted proxy spoke for the client.
    is_forwarded: bool,
}

impl Client {
    /// The client's address; `None` where there is no socket, as in a test.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// Whether the client speaks HTTPS, with this server or with the proxy in front.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.is_secure
    }

    /// `https` or `http`.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        if self.is_secure { "https" } else { "http" }
    }

    /// The host and port that the client asked for, one of
    /// [`Config::allowed_hosts`](super::Config::allowed_hosts).
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// What an address on this server begins with for the client, such as `https://example.com`; empty when the request
    /// names no host.
    #[must_use]
    pub fn origin(&self) -> String {
        match &self.host {
            Some(host) => [self.scheme(), "://", host].concat(),
            None => String::new(),
        }
    }

    /// The client of a request. Outside of fjango's server, which knows the proxies and the hosts, that is whoever holds the
    /// other end of the connection, and no host.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        let known = request.extensions().get::<Facts>().map(|facts| facts.client.clone());
        known.unwrap_or_else(|| Self::direct(request.peer_addr(), None))
    }

    /// The [origin](Self::origin) that the client of a request sees.
    pub(crate) fn origin_of(request: &HttpRequest) -> String {
        let known = request.extensions().get::<Facts>().map(|facts| facts.client.origin());
        known.unwrap_or_default()
    }

    fn direct(peer: Option<SocketAddr>, host: Option<String>) -> Self {
        Self {
            // An IPv4 client of an IPv6 socket is an IPv4 client.
            address: peer.map(|peer| peer.ip().to_canonical()),
            is_secure: false,
            host,
            is_forwarded: false,
        }
    }

    /// Asks the headers, if `peer` is trusted. `host` is the request's own.
    pub(super) fn resolve(
        trusted: &[Network],
        peer: Option<SocketAddr>,
        headers: &HeaderMap,
        host: Option<&str>,
    ) -> Self {
        let direct = Self::direct(peer, host.filter(|host| is_host(host)).map(str::to_owned));
        let Some(address) = direct.address.filter(|address| contains(trusted, *address)) else {
            return direct;
        };
        let told = |hops: Vec<Hop>| Self::told(&direct, address, trusted, hops);
        let common = x_forwarded(headers).map(&told);
        let standard = forwarded(headers).map(&told);
        match (common, standard) {
            // The proxy writes one of the two and may pass the other on as the client sent it.
            (Some(common), Some(standard)) if common.address != standard.address => direct,
            (Some(told), _) | (None, Some(told)) => told,
            (None, None) => direct,
        }
    }

    /// Follows the hops back from this server to the first that is no trusted proxy.
    fn told(direct: &Self, peer: IpAddr, trusted: &[Network], hops: Vec<Hop>) -> Self {
        let (mut address, mut last) = (peer, Hop::default());
        for hop in hops.into_iter().rev() {
            let client = hop.address;
            last = hop;
            // `unknown` and made-up names end the trail at the proxy that wrote them.
            let Some(client) = client else { break };
            address = client;
            if !contains(trusted, client) {
                break;
            }
        }
        Self {
            address: Some(address),
            is_secure: last.scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https")),
            host: match last.host {
                Some(host) => Some(host).filter(|host| is_host(host)),
                None => direct.host.clone(),
            },
            is_forwarded: true,
        }
    }

    /// Leaves in the headers what is true: nothing from a client that poses as a proxy, and from proxies the outcome, so
    /// that code which reads `X-Forwarded-For` by itself reads the right thing.
    pub(super) fn correct(&self, headers: &mut HeaderMap) {
        // Most requests have none of these; one look at the names is less than a search for each.
        if !headers.keys().any(is_of_proxies) && !self.is_forwarded {
            return;
        }
        for name in [FORWARDED, X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_PROTO] {
            headers.remove(name);
        }
        if !self.is_forwarded {
            for name in OTHERS {
                headers.remove(name);
            }
            return;
        }
        let address = self.address.map(|address| address.to_string());
        for (name, value) in [
            (X_FORWARDED_FOR, address.as_deref()),
            (X_FORWARDED_HOST, self.host()),
            (X_FORWARDED_PROTO, Some(self.scheme())),
        ] {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
                headers.insert(name, value);
            }
        }
    }
}

/// Whether it may be one of the headers above.
fn is_of_proxies(name: &HeaderName) -> bool {
    *name == FORWARDED || name.as_str().starts_with("x-")
}

impl FromRequest for Client {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

/// Whether it is what addresses can begin with: no quotes, blanks or brackets that would end a link early.
fn is_host(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte))
}

fn contains(trusted: &[Network], address: IpAddr) -> bool {
    trusted.iter().any(|network| network.contains(address))
}

/// What one proxy says of who sent it the request.
#[derive(Debug, Default, PartialEq, Eq)]
struct Hop {
    /// `None` when the proxy does not tell.
    address: Option<IpAddr>,
    scheme: Option<String>,
    host: Option<String>,
}

/// The lines of a header as one, as if they had been sent so.
fn joined(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let lines: Result<Vec<&str>, _> = headers.get_all(name).map(HeaderValue::to_str).collect();
    lines
        .ok()
        .filter(|lines| !lines.is_empty())
        .map(|lines| lines.join(","))
}

fn list(headers: &HeaderMap, name: HeaderName) -> Vec<String> {
    let joined = joined(headers, name).unwrap_or_default();
    let items = joined.split(',').map(str::trim).filter(|item| !item.is_empty());
    items.map(str::to_owned).collect()
}

fn x_forwarded(headers: &HeaderMap) -> Option<Vec<Hop>> {
    let addresses = list(headers, X_FORWARDED_FOR);
    let schemes = list(headers, X_FORWARDED_PROTO);
    let hosts = list(headers, X_FORWARDED_HOST);
    if addresses.is_empty() && schemes.is_empty() && hosts.is_empty() {
        return None;
    }
    // Proxies append to the addresses, and to the others too or not at all.
    let count = addresses.len().max(1);
    let at = |items: &[String], i: usize| {
        let item = if items.len() == count {
            items.get(i)
        } else {
            items.last()
        };
        item.cloned()
    };
    let hops = (0..count).map(|i| Hop {
        address: addresses.get(i).and_then(|text| parse_address(text)),
        scheme: at(&schemes, i),
        host: at(&hosts, i),
    });
    Some(hops.collect())
}

/// `Forwarded: for=192.0.2.60;proto=https;host=example.com, for="[2001:db8::1]:4711"` (RFC 7239).
fn forwarded(headers: &HeaderMap) -> Option<Vec<Hop>> {
    let text = joined(headers, FORWARDED)?;
    split(&text, ',')?
        .into_iter()
        .map(|element| {
            let mut hop = Hop::default();
            for pair in split(element, ';')? {
                let (name, value) = pair.split_once('=')?;
                let value = unquoted(value.trim())?;
                match name.trim().to_ascii_lowercase().as_str() {
                    "for" => hop.address = parse_address(&value),
                    "proto" => hop.scheme = Some(value),
                    "host" => hop.host = Some(value),
                    _ => {}
                }
            }
            Some(hop)
        })
        .collect()
}

/// Splits where the separator is not between quotes, and leaves out what is empty; `None` when a quote does not end.
fn split(text: &str, separator: char) -> Option<Vec<&str>> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let (mut quoted, mut escaped) = (false, false);
    for (i, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            c if c == separator && !quoted => {
                parts.push(&text[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    let parts = parts.into_iter().map(str::trim).filter(|part| !part.is_empty());
    (!quoted).then(|| parts.collect())
}

fn unquoted(value: &str) -> Option<String> {
    let Some(quoted) = value.strip_prefix('"') else {
        return Some(value.to_owned());
    };
    let mut text = String::with_capacity(quoted.len());
    let mut characters = quoted.strip_suffix('"')?.chars();
    while let Some(c) = characters.next() {
        text.push(if c == '\\' { characters.next()? } else { c });
    }
    Some(text)
}

/// An address, with a port or without.
fn parse_address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let address = match bare.unwrap_or(text).parse::<IpAddr>() {
        Ok(address) => address,
        Err(_) => text.parse::<SocketAddr>().ok()?.ip(),
    };
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::*;

    const TRUSTED: [&str; 3] = ["10.0.0.0/8", "192.168.1.1", "fd00::/8"];

    fn client(peer: &str, lines: &[(&str, &str)]) -> Client {
        let trusted: Vec<Network> = TRUSTED.iter().map(|text| text.parse().expect("a network")).collect();
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name: HeaderName = name.parse().expect("a header's name");
            headers.append(name, HeaderValue::from_str(value).expect("a header's value"));
        }
        let peer = SocketAddr::new(peer.parse().expect("an address"), 40_000);
        Client::resolve(&trusted, Some(peer), &headers, Some("own.example"))
    }

    #[track_caller]
    fn check(peer: &str, lines: &[(&str, &str)], address: &str, origin: &str) {
        let client = client(peer, lines);
        let found = client.address().map(|address| address.to_string()).unwrap_or_default();
        assert_eq!(
            (found.as_str(), client.origin().as_str()),
            (address, origin),
            "{lines:?}"
        );
    }

    #[test]
    fn a_stranger_speaks_only_for_itself() {
        for lines in [
            &[("x-forwarded-for", "1.1.1.1"), ("x-forwarded-proto", "https")][..],
            &[("x-forwarded-host", "evil.example")],
            &[("forwarded", "for=1.1.1.1;proto=https;host=evil.example")],
        ] {
            check("203.0.113.9", lines, "203.0.113.9", "http://own.example");
        }
        check("::ffff:203.0.113.9", &[], "203.0.113.9", "http://own.example");
    }

    #[test]
    fn the_rightmost_stranger_is_the_client() {
        let list = |list| [("x-forwarded-for", list), ("x-forwarded-proto", "https")];
        for (chain, address) in [
            ("203.0.113.9", "203.0.113.9"),
            // What the client sent itself stands to the left.
            ("1.1.1.1, 203.0.113.9", "203.0.113.9"),
            ("10.9.9.9, 203.0.113.9", "203.0.113.9"),
            ("1.1.1.1, 203.0.113.9, 192.168.1.1, 10.0.0.2", "203.0.113.9"),
            ("203.0.113.9:5432", "203.0.113.9"),
            ("[2001:db8::1]:5432, fd00::7", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            // All of them trusted: the request began inside.
            ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
            ("1.1.1.1, unknown, 10.0.0.2", "10.0.0.2"),
            ("<script>", "10.0.0.1"),
        ] {
            check("10.0.0.1", &list(chain), address, "https://own.example");
        }
        // Two lines are one list.
        let lines = [("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "203.0.113.9")];
        check("10.0.0.1", &lines, "203.0.113.9", "http://own.example");
    }

    #[test]
    fn scheme_and_host_are_those_that_the_client_used() {
        let lines = [
            ("x-forwarded-for", "203.0.113.9, 10.0.0.2"),
            ("x-forwarded-proto", "https, http"),
            ("x-forwarded-host", "site.example, inner.example"),
        ];
        check("10.0.0.1", &lines, "203.0.113.9", "https://site.example");
        // A proxy that says only how it was spoken to.
        check(
            "10.0.0.1",
            &[("x-forwarded-proto", "HTTPS")],
            "10.0.0.1",
            "https://own.example",
        );
    }

    #[test]
    fn the_standard_header_says_the_same() {
        for (line, address, origin) in [
            (
                "for=203.0.113.9;proto=https;host=site.example",
                "203.0.113.9",
                "https://site.example",
            ),
            (
                "For=\"[2001:db8::1]:4711\"; Proto=https , for=10.0.0.2",
                "2001:db8::1",
                "https://own.example",
            ),
            (
                "for=1.1.1.1, for=203.0.113.9;by=\"a,b;c\\\"=\"",
                "203.0.113.9",
                "http://own.example",
            ),
            ("for=_hidden;proto=https", "10.0.0.1", "https://own.example"),
            // Nothing is believed of a header that cannot be read.
            ("for=\"203.0.113.9", "10.0.0.1", "http://own.example"),
            ("for", "10.0.0.1", "http://own.example"),
        ] {
            check("10.0.0.1", &[("forwarded", line)], address, origin);
        }
    }

    #[test]
    fn two_headers_that_disagree_are_both_left_aside() {
        let agreed = [
            ("x-forwarded-for", "203.0.113.9"),
            ("forwarded", "for=203.0.113.9;proto=https"),
        ];
        check("10.0.0.1", &agreed, "203.0.113.9", "http://own.example");
        let spoofed = [
            ("x-forwarded-for", "203.0.113.9"),
            ("forwarded", "for=1.1.1.1;proto=https"),
        ];
        check("10.0.0.1", &spoofed, "10.0.0.1", "http://own.example");
    }

    #[test]
    fn what_is_no_host_is_none() {
        for host in ["a.example>; rel=next", "\"", "a b", "a.example/", "user@a.example"] {
            assert_eq!(client("10.0.0.1", &[("x-forwarded-host", host)]).host(), None, "{host}");
            let peer = "203.0.113.9:1".parse().expect("an address");
            assert_eq!(
                Client::resolve(&[], Some(peer), &HeaderMap::new(), Some(host)).host(),
                None,
                "{host}"
            );
        }
        assert_eq!(
            client("10.0.0.1", &[("x-forwarded-host", "[::1]:8000")]).host(),
            Some("[::1]:8000")
        );
    }

    #[test]
    fn handlers_see_only_what_is_true() {
        let mut headers = HeaderMap::new();
        for name in [
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-real-ip",
            "x-forwarded-port",
        ] {
            let name: HeaderName = name.parse().expect("a header's name");
            headers.insert(name, HeaderValue::from_static("1.1.1.1"));
        }
        client("203.0.113.9", &[]).correct(&mut headers);
        assert!(headers.is_empty(), "{headers:?}");
        client("10.0.0.1", &[("x-forwarded-for", "1.1.1.1, 203.0.113.9")]).correct(&mut headers);
        assert_eq!(headers.get("x-forwarded-for").expect("it is set"), "203.0.113.9");
        assert_eq!(headers.get("x-forwarded-proto").expect("it is set"), "http");
    }

    proptest! {
        /// Whatever a client puts to the left, the outcome is what the proxy wrote.
        #[test]
        fn what_a_client_adds_changes_nothing(made_up in "[ -~]{0,80}", standard in "[ -~]{0,80}") {
            let chain = format!("{made_up}, 203.0.113.9");
            prop_assert_eq!(
                client("10.0.0.1", &[("x-forwarded-for", chain.as_str())]).address(),
                Some("203.0.113.9".parse().expect("an address"))
            );
            let lines = [("x-forwarded-for", "203.0.113.9"), ("forwarded", standard.as_str())];
            let address = client("10.0.0.1", &lines).address().expect("there is one").to_string();
            prop_assert!(address == "203.0.113.9" || address == "10.0.0.1", "{}", address);
        }
    }
}
