//! What must not be printed, for settings and for logs alike.

use std::borrow::Cow;

/// What stands in the place of a secret.
pub(crate) const MASK: &str = "***";

/// Parts of names whose values are secrets, compared in lower case without `-` and `_`.
const SENSITIVE: [&str; 12] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "authorization",
    "cookie",
    "apikey",
    "privatekey",
    "credential",
    "csrf",
    "sessionid",
];

/// Names that contain one of the words above yet hold no secret.
const HARMLESS: [&str; 8] = [
    "tokenlifetime",
    "tokentype",
    "tokencount",
    "maxtokens",
    "inputtokens",
    "outputtokens",
    "totaltokens",
    "cookiename",
];

/// Whether values of this name are to be masked: `password`, `db_password`, `X-Api-Key`, `Set-Cookie`…
pub(crate) fn is_sensitive(name: &str) -> bool {
    let name: String = name
        .chars()
        .filter(|c| !matches!(c, '_' | '-' | '.' | ' '))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    SENSITIVE.iter().any(|word| name.contains(word)) && !HARMLESS.iter().any(|word| name.ends_with(word))
}

/// Replaces the password of every URL in `text`: `postgres://ann:hunter2@host/db` becomes
/// `postgres://ann:***@host/db`, and `?password=hunter2` becomes `?password=***`.
pub(crate) fn mask_urls(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("://") {
        let (before, after) = rest.split_at(start + 3);
        masked.push_str(before);
        let end = after
            .find(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '<' | '>' | '`'))
            .unwrap_or(after.len());
        // Another URL may follow without a space, as in "a://x,b://y".
        let (url, tail) = after.split_at(end);
        mask_one(url, &mut masked);
        rest = tail;
    }
    masked.push_str(rest);
    Cow::Owned(masked)
}

/// Masks one URL, given without its scheme.
fn mask_one(url: &str, out: &mut String) {
    // The last `@` counts: a password that was not percent-encoded may itself hold `@`, `/` or `?`,
    // and it is better to hide part of a path than to show part of a password.
    let rest = match url.rfind('@') {
        Some(at) if url[..at].contains(':') => {
            let colon = url.find(':').unwrap_or(at);
            out.push_str(&url[..colon]);
            out.push(':');
            out.push_str(MASK);
            &url[at..]
        }
        _ => url,
    };
    let Some(question) = rest.find('?') else {
        out.push_str(rest);
        return;
    };
    out.push_str(&rest[..=question]);
    for (index, pair) in rest[question + 1..].split('&').enumerate() {
        if index > 0 {
            out.push('&');
        }
        match pair.split_once('=') {
            Some((name, _)) if is_sensitive(name) => {
                out.push_str(name);
                out.push('=');
                out.push_str(MASK);
            }
            _ => out.push_str(pair),
        }
    }
}
