//! The grammar of a request head, in its strict form.
//!
//! RFC 9112 lets a server be lenient in places where two programs may then disagree about where a request ends (request
//! smuggling): bare line feeds, folded lines, repeated lengths. Nothing of that passes here.

use actix_web::http::{Method, Uri};
use memchr::memchr;

use super::{GateLimits, Refusal};
use crate::http::{config::MAX_HEADER_NAME_BYTES, problem_type::ProblemType};

/// How the bytes after a head are framed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyFraming {
    None,
    Length(u64),
    Chunked,
    /// The connection changes its protocol (WebSocket, CONNECT); nothing after it is HTTP.
    Tunnel,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Inspection {
    Partial,
    Complete { length: usize, framing: BodyFraming },
    Refused(Refusal),
}

/// Looks at a head that may not be complete. `scanned` says how much was seen before, so that a head that trickles in
/// costs linear time.
pub(super) fn inspect(bytes: &[u8], scanned: &mut usize, limits: &GateLimits) -> Inspection {
    match bytes.first() {
        None => return Inspection::Partial,
        Some(first) if !is_token(*first) => return refuse("The request does not start with a method."),
        Some(_) => {}
    }
    let line_seen = bytes[..*scanned].contains(&b'\n');
    let end = find_end(bytes, *scanned);
    *scanned = bytes.len();
    let whole = end.filter(|end| *end <= limits.max_head_bytes);
    if !line_seen && whole.is_none() {
        // A wrong first line is answered at once: garbage rarely ends the way a head does.
        if let Some(end) = memchr(b'\n', bytes) {
            if let Err(refusal) = request_line(&bytes[..=end], limits) {
                return Inspection::Refused(refusal);
            }
        } else if bytes.len() > limits.max_target_bytes + 64 {
            return Inspection::Refused(too_long_target());
        }
    }
    match whole {
        Some(end) => match head(&bytes[..end], limits) {
            Ok(framing) => Inspection::Complete { length: end, framing },
            Err(refusal) => Inspection::Refused(refusal),
        },
        None if end.is_none() && bytes.len() <= limits.max_head_bytes => Inspection::Partial,
        _ => Inspection::Refused(too_large("The request head is larger than this server accepts.")),
    }
}

/// Where the head ends: after an empty line, whose line ends are judged later.
fn find_end(bytes: &[u8], scanned: usize) -> Option<usize> {
    let mut at = scanned.saturating_sub(3);
    while let Some(offset) = memchr(b'\n', &bytes[at..]) {
        let next = at + offset + 1;
        match bytes.get(next..) {
            Some([b'\n', ..]) => return Some(next + 1),
            Some([b'\r', b'\n', ..]) => return Some(next + 2),
            _ => at = next,
        }
    }
    None
}

#[derive(Clone, Copy)]
struct RequestLine<'a> {
    method: &'a [u8],
    http_10: bool,
}

fn request_line<'a>(line: &'a [u8], limits: &GateLimits) -> Result<RequestLine<'a>, Refusal> {
    let line = line
        .strip_suffix(b"\r\n")
        .ok_or(refusal("A line of the request head does not end with CR LF."))?;
    let mut parts = line.split(|byte| *byte == b' ');
    let (Some(method), Some(target), Some(version), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(refusal("The request line is not `METHOD target HTTP/1.1`."));
    };
    // Narrower than a token: the `http` crate leaves out `#` and `%`.
    if Method::from_bytes(method).is_err() {
        return Err(refusal("The method is not a token."));
    }
    let http_10 = match version {
        b"HTTP/1.1" => false,
        b"HTTP/1.0" => true,
        _ => return Err(refusal("The server speaks HTTP/1.1 and HTTP/1.0 here.")),
    };
    if target.len() > limits.max_target_bytes {
        return Err(too_long_target());
    }
    if !target_is_sound(method, target) {
        return Err(refusal("The request target is not a valid URI."));
    }
    Ok(RequestLine { method, http_10 })
}

fn target_is_sound(method: &[u8], target: &[u8]) -> bool {
    const COMMON: [bool; 256] = alphanumeric_and(b"/-._~%?=&+,:;@!$'()*[]");
    if target.first() == Some(&b'/') && target.iter().all(|byte| COMMON[usize::from(*byte)]) {
        return true;
    }
    if !target.iter().all(u8::is_ascii_graphic) {
        return false;
    }
    match Uri::try_from(target) {
        Ok(_) if target == b"*" => method == b"OPTIONS",
        Ok(uri) => target[0] == b'/' || uri.scheme().is_some() || method == b"CONNECT",
        Err(_) => false,
    }
}

/// Judges a whole head, its closing empty line included.
fn head(bytes: &[u8], limits: &GateLimits) -> Result<BodyFraming, Refusal> {
    let mut rest = bytes;
    let line = request_line(next_line(&mut rest), limits)?;
    let mut fields = 0;
    let mut hosts = 0;
    let mut length = None;
    let mut chunked = false;
    let mut websocket = false;
    while !rest.is_empty() {
        let field = next_line(&mut rest)
            .strip_suffix(b"\r\n")
            .ok_or(refusal("A line of the request head does not end with CR LF."))?;
        if field.is_empty() {
            break;
        }
        fields += 1;
        if fields > limits.max_header_count {
            return Err(too_large(
                "The request has more header fields than this server accepts.",
            ));
        }
        let (name, value) = split_field(field)?;
        // Only a handful of lengths can be a name that matters here.
        match name.len() {
            4 if name.eq_ignore_ascii_case(b"host") => hosts += 1,
            7 if name.eq_ignore_ascii_case(b"upgrade") => websocket |= value.eq_ignore_ascii_case(b"websocket"),
            14 if name.eq_ignore_ascii_case(b"content-length") => {
                let earlier = length.replace(content_length(value)?);
                if earlier.is_some() {
                    return Err(refusal("The request has more than one Content-Length."));
                }
            }
            17 if name.eq_ignore_ascii_case(b"transfer-encoding") => {
                if chunked {
                    return Err(refusal("The request has more than one Transfer-Encoding."));
                }
                if !value.eq_ignore_ascii_case(b"chunked") {
                    return Err(refusal("The only Transfer-Encoding accepted is `chunked`."));
                }
                chunked = true;
            }
            _ => {}
        }
    }
    match (hosts, line.http_10) {
        (1, _) | (0, true) => {}
        (0, false) => return Err(refusal("The request has no Host header.")),
        _ => return Err(refusal("The request has more than one Host header.")),
    }
    if chunked && length.is_some() {
        return Err(refusal(
            "The request has both a Content-Length and a Transfer-Encoding.",
        ));
    }
    if chunked && line.http_10 {
        return Err(refusal("HTTP/1.0 has no Transfer-Encoding."));
    }
    if line.http_10 && line.method == b"POST" && length.is_none() {
        return Err(refusal("A POST over HTTP/1.0 needs a Content-Length."));
    }
    Ok(match length {
        _ if chunked => BodyFraming::Chunked,
        _ if websocket => BodyFraming::Tunnel,
        Some(0) => none_or_tunnel(line.method),
        Some(length) => BodyFraming::Length(length),
        None => none_or_tunnel(line.method),
    })
}

/// Takes the next line, its end included.
fn next_line<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let length = memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
    let (line, after) = rest.split_at(length);
    *rest = after;
    line
}

fn none_or_tunnel(method: &[u8]) -> BodyFraming {
    if method == b"CONNECT" {
        BodyFraming::Tunnel
    } else {
        BodyFraming::None
    }
}

fn split_field(field: &[u8]) -> Result<(&[u8], &[u8]), Refusal> {
    let colon = memchr(b':', field).ok_or(refusal("A header field has no colon."))?;
    let (name, value) = (&field[..colon], &field[colon + 1..]);
    if name.len() > MAX_HEADER_NAME_BYTES {
        return Err(too_large("A header name is longer than this server accepts."));
    }
    // A space here is a folded line or a name that some servers would trim.
    if name.is_empty() || !name.iter().copied().all(is_token) {
        return Err(refusal("A header name is not a token."));
    }
    // Without an early end, so that the compiler looks at many bytes at once.
    let is_control = |byte: u8| ((byte < b' ') & (byte != b'\t')) | (byte == 0x7f);
    if value.iter().fold(false, |found, byte| found | is_control(*byte)) {
        return Err(refusal("A header value has a control character."));
    }
    Ok((name, value.trim_ascii()))
}

fn content_length(value: &[u8]) -> Result<u64, Refusal> {
    let digits = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
    let text = std::str::from_utf8(value).ok().filter(|_| digits);
    text.and_then(|text| text.parse().ok())
        .ok_or(refusal("The Content-Length is not a number."))
}

/// RFC 9110 §5.6.2.
fn is_token(byte: u8) -> bool {
    const TOKEN: [bool; 256] = alphanumeric_and(b"!#$%&'*+-.^_`|~");
    TOKEN[usize::from(byte)]
}

/// ASCII letters, digits and `others`, as a table: every byte of every head is looked up in one.
const fn alphanumeric_and(others: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let mut i = 0;
    while i < others.len() {
        table[others[i] as usize] = true;
        i += 1;
    }
    table
}

fn refuse(detail: &'static str) -> Inspection {
    Inspection::Refused(refusal(detail))
}

const fn refusal(detail: &'static str) -> Refusal {
    Refusal {
        kind: ProblemType::BadRequest,
        detail,
    }
}

const fn too_large(detail: &'static str) -> Refusal {
    Refusal {
        kind: ProblemType::HeaderTooLarge,
        detail,
    }
}

const fn too_long_target() -> Refusal {
    Refusal {
        kind: ProblemType::UriTooLong,
        detail: ProblemType::UriTooLong.default_detail(),
    }
}
