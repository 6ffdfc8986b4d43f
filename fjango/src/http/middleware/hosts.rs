//! The list of hosts the server answers for.

use std::borrow::Cow;
use std::net::IpAddr;

/// Which `Host` headers are answered.
#[derive(Debug, Clone)]
pub(in crate::http) struct AllowedHosts(Vec<String>);

impl AllowedHosts {
    pub(in crate::http) fn new(patterns: &[String]) -> Self {
        Self(
            patterns
                .iter()
                .map(|pattern| pattern.trim().trim_end_matches('.').to_ascii_lowercase())
                .collect(),
        )
    }

    /// Whether a request for `host` (with or without a port) is answered.
    pub(super) fn allow(&self, host: Option<&str>) -> bool {
        if self.0.iter().any(|pattern| pattern == "*") {
            return true;
        }
        let Some(name) = host.and_then(name_of) else {
            return false;
        };
        let name = lower_case(name.trim_end_matches('.'));
        if self.0.is_empty() {
            return is_loopback(&name);
        }
        self.0.iter().any(|pattern| match pattern.strip_prefix('.') {
            Some(domain) => {
                name == domain
                    || name
                        .strip_suffix(domain)
                        .is_some_and(|subdomain| subdomain.ends_with('.'))
            }
            None => name == *pattern || name.trim_start_matches('[').trim_end_matches(']') == pattern,
        })
    }
}

fn lower_case(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

/// The host without its port; `None` if what follows the host is not a port.
fn name_of(host: &str) -> Option<&str> {
    let end = match host.strip_prefix('[') {
        Some(rest) => rest.find(']')? + 2,
        None => host.find(':').unwrap_or(host.len()),
    };
    let (name, port) = host.split_at(end);
    let port_is_sane = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|port| port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit()));
    (!name.is_empty() && port_is_sane).then_some(name)
}

fn is_loopback(name: &str) -> bool {
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name == "localhost" || name.ends_with(".localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(patterns: &[&str], host: &str, expected: bool) {
        let hosts = AllowedHosts::new(&patterns.iter().map(|pattern| (*pattern).to_owned()).collect::<Vec<_>>());
        assert_eq!(hosts.allow(Some(host)), expected, "{host} against {patterns:?}");
    }

    #[test]
    fn an_empty_list_allows_loopback_only() {
        for host in [
            "localhost",
            "localhost:8000",
            "LOCALHOST.",
            "blog.localhost:1",
            "127.0.0.1",
            "127.9.9.9:80",
            "[::1]:80",
        ] {
            check(&[], host, true);
        }
        for host in [
            "example.com",
            "localhost.example.com",
            "127.0.0.1.example.com",
            "10.0.0.1",
            "",
            "localhost:",
            "[::1",
            "localhost:80@x",
            "[::2]",
        ] {
            check(&[], host, host == "localhost:");
        }
    }

    #[test]
    fn patterns_are_names_domains_or_everything() {
        check(&["example.com"], "example.com:443", true);
        check(&["example.com"], "www.example.com", false);
        check(&[".example.com"], "example.com", true);
        check(&[".example.com"], "a.b.example.com", true);
        check(&[".example.com"], "badexample.com", false);
        check(&["*"], "anything", true);
        check(&["::1"], "[::1]:8000", true);
        check(&["example.com"], "localhost", false);
    }
}
