//! What content is, told from the content itself: neither a client's word nor a file's name count.

use std::fs::File;
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The most pixels that an image may have. One with more is no picture but a way to fill the memory of whoever opens
/// it. Pillow warns at the same number.
pub const MAX_PIXELS: u64 = 89_478_485;

/// How many bytes tell the type.
pub(super) const HEAD: usize = 8 * 1024;

/// What content of an unknown type is called.
const UNKNOWN: &str = "application/octet-stream";

/// The content type, from the first bytes.
pub(super) fn content_type(head: &[u8]) -> &'static str {
    if let Some(markup) = markup(head) {
        return markup;
    }
    match infer::get(head) {
        Some(kind) => kind.mime_type(),
        None if is_text(head) => "text/plain",
        None => UNKNOWN,
    }
}

/// Types that a browser runs scripts of, and that few magic numbers tell reliably.
fn markup(head: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(&head[..head.len().min(HEAD)]).to_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with('<') {
        return None;
    }
    let position = |tag: &str| {
        text.match_indices(tag)
            .find(|(at, _)| !text[at + tag.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '-'))
            .map(|(at, _)| at)
    };
    const HTML: [&str; 10] = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<script",
        "<iframe",
        "<title",
        "<style",
        "<table",
        "<a",
    ];
    let html = HTML.iter().filter_map(|tag| position(tag)).min();
    match (position("<svg"), html) {
        (Some(svg), Some(html)) if html < svg => Some("text/html"),
        (Some(_), _) => Some("image/svg+xml"),
        (None, Some(_)) => Some("text/html"),
        (None, None) => text.starts_with("<?xml").then_some("text/xml"),
    }
}

fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The head may end within a character.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
}

/// The content types that images have, those with scripts left out.
pub(super) const IMAGES: &[(&str, &[&str])] = &[
    ("image/png", &["png"]),
    ("image/jpeg", &["jpg", "jpeg", "jpe", "jfif"]),
    ("image/gif", &["gif"]),
    ("image/webp", &["webp"]),
    ("image/avif", &["avif"]),
    ("image/heif", &["heic", "heif"]),
    ("image/jxl", &["jxl"]),
    ("image/bmp", &["bmp"]),
    ("image/tiff", &["tif", "tiff"]),
    ("image/vnd.microsoft.icon", &["ico"]),
];

/// Width and height, from the header of an image.
pub(super) fn size_of_bytes(bytes: &[u8]) -> Option<(u32, u32)> {
    measured(|| imagesize::blob_size(bytes).ok())
}

/// The same of a file, of which only the header is read.
pub(super) fn size_of_file(file: File) -> Option<(u32, u32)> {
    measured(|| imagesize::reader_size(BufReader::new(file)).ok())
}

/// A parser of foreign input must not end a request, whatever it is fed.
fn measured(measure: impl FnOnce() -> Option<imagesize::ImageSize>) -> Option<(u32, u32)> {
    let size = catch_unwind(AssertUnwindSafe(measure)).ok().flatten()?;
    let (width, height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
    (width > 0 && height > 0).then_some((width, height))
}
