//! What a request target may not contain.

/// Why the path or the query is refused, or `None`.
///
/// A `%` must start two hex digits, the decoded path must be UTF-8 and NUL may be nowhere: no database stores it in text, and a
/// path that decodes to nonsense matches no route on purpose.
pub(super) fn refuse(path: &str, query: Option<&str>) -> Option<&'static str> {
    refuse_part(path, false).or_else(|| query.and_then(|query| refuse_part(query, true)))
}

fn refuse_part(text: &str, plus_is_space: bool) -> Option<&'static str> {
    let bytes = text.as_bytes();
    if !bytes.contains(&b'%') {
        return None;
    }
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().copied();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            decoded.push(if plus_is_space && byte == b'+' { b' ' } else { byte });
            continue;
        }
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        match (digit(rest.next()), digit(rest.next())) {
            (Some(high), Some(low)) => decoded.push((high * 16 + low) as u8),
            _ => return Some("The request target has a `%` that does not start two hexadecimal digits."),
        }
    }
    if decoded.contains(&0) {
        Some("The request target contains a NUL character.")
    } else if std::str::from_utf8(&decoded).is_err() {
        Some("The request target does not decode to UTF-8.")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_is_refused() {
        for (path, query) in [
            ("/%", None),
            ("/%4", None),
            ("/%zz", None),
            ("/%ff", None),
            ("/a%00b", None),
            ("/", Some("q=%00")),
            ("/", Some("q=%C3")),
        ] {
            assert!(refuse(path, query).is_some(), "{path} {query:?}");
        }
        for (path, query) in [("/", None), ("/caf%C3%A9", None), ("/100%25", Some("q=a+b%20c"))] {
            assert_eq!(refuse(path, query), None, "{path} {query:?}");
        }
    }
}
