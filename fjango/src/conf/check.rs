//! Rules of single values, and rules across settings.

use super::layers::suggestion;
use super::{Problem, Secret, Settings};
use std::str::FromStr;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// The shortest secret key outside development and test, in bytes: what HMAC-SHA-256 wants.
const MIN_SECRET_BYTES: usize = 32;

/// Beginnings of keys that are known to the world.
const INSECURE_PREFIXES: [&str; 2] = ["insecure-", "django-insecure-"];

/// `log.level`.
pub(super) fn filter(text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err("it is empty; write `off` for no logs".to_owned());
    }
    // The parser counts bytes as characters and panics at some others. Targets are Rust's paths, so none are missed.
    if !text.is_ascii() {
        return Err("it may only have ASCII characters".to_owned());
    }
    EnvFilter::builder().parse(text).map_err(|error| error.to_string())?;
    for directive in text.split(',').map(str::trim) {
        // A bare word that is no level is taken for a target, so a mistyped level silences nothing
        // and shows everything of a crate that does not exist.
        if LevelFilter::from_str(directive).is_err()
            && let Some(level) = suggestion(
                directive,
                ["error", "warn", "warning", "info", "debug", "trace", "off"].into_iter(),
            )
        {
            // `warning` is the word of other loggers.
            let level = if level == "warning" { "warn" } else { level };
            return Err(format!("did you mean `{level}`?"));
        }
    }
    Ok(())
}

/// `server.allowed_hosts`.
pub(super) fn host(hosts: &[String]) -> Result<(), String> {
    for host in hosts {
        let bracketed = host.starts_with('[') && host.ends_with(']');
        if host.is_empty()
            || host.contains(|c: char| c == '/' || c == '@' || c.is_whitespace() || c.is_control())
            || (host.contains(':') && !bracketed)
            || (host.contains('*') && host != "*")
        {
            return Err(format!(
                "`{}` is not a host name; write it without scheme, port and path, `.example.com` for all below \
                 example.com, or `*` for any",
                host.escape_debug()
            ));
        }
    }
    Ok(())
}

/// `storage.url`.
pub(super) fn media_url(url: &str) -> Result<(), String> {
    if let Some((scheme, rest)) = url.split_once("://") {
        let plain = matches!(scheme, "http" | "https") && !rest.is_empty() && !rest.contains(['?', '#', ' ']);
        return match plain {
            true => Ok(()),
            false => Err("it must be a URL such as `https://files.example.com`, without a query".to_owned()),
        };
    }
    match url {
        "" => Err("it must be a path such as `/media` or a URL".to_owned()),
        path => path_prefix(path),
    }
}

/// `admin.path`.
pub(crate) fn site_path(path: &str) -> Result<(), String> {
    match path {
        "/" => Ok(()),
        path => path_prefix(path),
    }
}

/// `api.prefix`.
pub(super) fn path_prefix(prefix: &str) -> Result<(), String> {
    if prefix.is_empty() {
        return Ok(());
    }
    if !prefix.starts_with('/') || prefix.ends_with('/') {
        return Err("it must begin with `/` and not end with `/`".to_owned());
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '~');
    if !prefix.chars().all(plain) || prefix.contains("//") {
        return Err("only letters, digits, `-`, `_`, `.`, `~` and single `/` are allowed".to_owned());
    }
    Ok(())
}

/// Rules that need more than one setting.
pub(super) fn across(settings: &Settings) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut report = |key: &str, message: String| {
        problems.push(Problem::new(settings.origin(key), message).about(key));
    };
    if !settings.env.is_local() {
        if settings.secret_key.expose().is_empty() {
            let message = format!(
                "`secret_key` is required in the environment `{}`; set the variable SECRET_KEY to {MIN_SECRET_BYTES} \
                 random bytes or more, for example the output of `openssl rand -base64 48`",
                settings.env
            );
            report("secret_key", message);
        } else if let Some(reason) = weakness(&settings.secret_key) {
            report(
                "secret_key",
                format!("`secret_key` {reason}; make one with `openssl rand -base64 48`"),
            );
        }
        for fallback in &settings.secret_key_fallbacks {
            if let Some(reason) = weakness(fallback) {
                report(
                    "secret_key_fallbacks",
                    format!("a key of `secret_key_fallbacks` {reason}; remove it"),
                );
            }
        }
    }
    if settings.api.page_size > settings.api.max_page_size {
        let message = format!(
            "`api.page_size` ({}) is greater than `api.max_page_size` ({}); lower one or raise the other",
            settings.api.page_size, settings.api.max_page_size
        );
        // Whichever was set is the one to mend.
        let page_size = settings.origin("api.page_size");
        let key = if page_size == super::Origin::Default {
            "api.max_page_size"
        } else {
            "api.page_size"
        };
        report(key, message);
    }
    if settings.auth.access_token_lifetime > settings.auth.refresh_token_lifetime {
        let message = "`auth.access_token_lifetime` is longer than `auth.refresh_token_lifetime`, so a refresh \
                       token would be of no use; shorten the first or lengthen the second";
        report("auth.access_token_lifetime", message.to_owned());
    }
    problems
}

/// What makes a key unfit for production.
pub(super) fn weakness(key: &Secret<String>) -> Option<String> {
    let key = key.expose();
    if INSECURE_PREFIXES.iter().any(|prefix| key.starts_with(prefix)) {
        Some("is an example or development key, which others know".to_owned())
    } else if key.len() < MIN_SECRET_BYTES {
        Some(format!(
            "is {} bytes long; at least {MIN_SECRET_BYTES} are needed",
            key.len()
        ))
    } else if key.bytes().all(|byte| Some(byte) == key.bytes().next()) {
        Some("is one character repeated".to_owned())
    } else {
        None
    }
}
