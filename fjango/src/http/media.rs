//! Files of a storage over HTTP, for development and small sites.

use std::ops::Range;
use std::sync::Arc;

use actix_web::body::SizedStream;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};

use super::{Problem, ProblemType, Routes, ToProblem as _};
use crate::storage::{self, Name, Opened, Stat, Storage};

/// What a browser may show, as it runs no scripts of it; everything else it is told to save.
const SHOWN: &[(&str, &str)] = &[
    ("avif", "image/avif"),
    ("bmp", "image/bmp"),
    ("gif", "image/gif"),
    ("ico", "image/vnd.microsoft.icon"),
    ("jpe", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("jxl", "image/jxl"),
    ("png", "image/png"),
    ("webp", "image/webp"),
    ("flac", "audio/flac"),
    ("m4a", "audio/mp4"),
    ("mp3", "audio/mpeg"),
    ("oga", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("wav", "audio/wav"),
    ("mp4", "video/mp4"),
    ("ogv", "video/ogg"),
    ("webm", "video/webm"),
    ("txt", "text/plain; charset=utf-8"),
];

impl Routes {
    /// Serves the files of a storage below `path`, such as `/media`.
    ///
    /// Ranges, `If-None-Match` and `If-Modified-Since` are answered as RFC 9110 says. Images, sound, films and plain text are
    /// shown; anything else is an attachment, whatever its content, and nothing runs scripts. There are no listings, no
    /// hidden files and no way out of the storage.
    pub fn media(self, path: &str, storage: Arc<dyn Storage>) -> Self {
        let pattern = format!("{}/{{name:.*}}", path.trim_end_matches('/'));
        self.add(Method::GET, &pattern, move |request: HttpRequest| {
            let storage = Arc::clone(&storage);
            async move { serve(&request, &*storage).await }
        })
    }
}

async fn serve(request: &HttpRequest, storage: &dyn Storage) -> Result<HttpResponse, Problem> {
    let name = Name::new(request.match_info().query("name")).map_err(|_| Problem::not_found())?;
    serve_file(request, storage, &name).await
}

/// Answers with one file of a storage, as [`Routes::media`] says.
pub(crate) async fn serve_file(
    request: &HttpRequest,
    storage: &dyn Storage,
    name: &Name,
) -> Result<HttpResponse, Problem> {
    let stat = match storage.stat(name).await {
        Err(storage::Error::Outside { .. }) => return Err(Problem::not_found()),
        stat => stat.map_err(|error| error.to_problem())?,
    };
    let validators = Validators::of(&stat);
    if validators.are_known(request) {
        return Ok(validators.answer(StatusCode::NOT_MODIFIED).finish());
    }
    let wanted = match validators.still_hold(request) {
        true => range(request, stat.size),
        false => Wanted::Whole,
    };
    let part = match wanted {
        Wanted::Whole => None,
        Wanted::Part(range) => Some(range),
        Wanted::Nothing => {
            return Err(Problem::new(ProblemType::RangeNotSatisfiable)
                .with_header(header::CONTENT_RANGE, &format!("bytes */{}", stat.size)));
        }
    };
    let is_part = part.is_some();
    let opened: Opened = storage.open(name, part).await.map_err(|error| error.to_problem())?;
    // The file may be another one by now than the one that was looked at.
    let validators = Validators::of(&opened.stat);
    let (range, size) = (opened.range.clone(), opened.stat.size);
    let mut response = validators.answer(if is_part {
        StatusCode::PARTIAL_CONTENT
    } else {
        StatusCode::OK
    });
    if is_part {
        let last = range.end.saturating_sub(1);
        response.insert_header((header::CONTENT_RANGE, format!("bytes {}-{last}/{size}", range.start)));
    }
    let extension = name.extension();
    match SHOWN.iter().find(|(known, _)| *known == extension) {
        Some((_, content_type)) => response.insert_header((header::CONTENT_TYPE, *content_type)),
        None => response
            .insert_header((header::CONTENT_TYPE, "application/octet-stream"))
            .insert_header((header::CONTENT_DISPOSITION, attachment(name.file_name()))),
    };
    Ok(response.body(SizedStream::new(range.end - range.start, opened.into_stream())))
}

/// `attachment` with the name, in both spellings of RFC 6266.
fn attachment(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_. ".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// By what a client tells whether it has a file already.
struct Validators {
    tag: String,
    modified: DateTime<Utc>,
}

impl Validators {
    fn of(stat: &Stat) -> Self {
        Self {
            tag: format!("\"{:x}-{:x}\"", stat.modified.timestamp_micros(), stat.size),
            modified: stat.modified,
        }
    }

    fn date(&self) -> String {
        self.modified.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    fn answer(&self, status: StatusCode) -> actix_web::HttpResponseBuilder {
        let mut response = HttpResponse::build(status);
        response
            .insert_header((header::ETAG, self.tag.clone()))
            .insert_header((header::LAST_MODIFIED, self.date()))
            .insert_header((header::ACCEPT_RANGES, "bytes"))
            .insert_header((header::CACHE_CONTROL, "no-cache"))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"));
        response
    }

    /// Whether the client has it: RFC 9110, section 13.2.2.
    fn are_known(&self, request: &HttpRequest) -> bool {
        if let Some(tags) = text(request, header::IF_NONE_MATCH) {
            let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
            return tags.split(',').any(|tag| tag.trim() == "*" || plain(tag) == self.tag);
        }
        let since = text(request, header::IF_MODIFIED_SINCE).and_then(date);
        since.is_some_and(|since| self.modified.timestamp() <= since.timestamp())
    }

    /// Whether a range may be of this file: `If-Range`, where it stands.
    fn still_hold(&self, request: &HttpRequest) -> bool {
        match text(request, header::IF_RANGE) {
            None => true,
            Some(tag) if tag.starts_with('"') => tag == self.tag,
            Some(when) => date(when).is_some_and(|when| when.timestamp() == self.modified.timestamp()),
        }
    }
}

fn text(request: &HttpRequest, name: header::HeaderName) -> Option<&str> {
    request.headers().get(name)?.to_str().ok()
}

fn date(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(text)
        .ok()
        .map(|date| date.with_timezone(&Utc))
}

/// What of a file is asked for.
#[derive(Debug, PartialEq)]
enum Wanted {
    Whole,
    Part(Range<u64>),
    Nothing,
}

/// One range of bytes. Several at once, and what is no range, are answered with everything, as RFC 9110 allows.
fn range(request: &HttpRequest, size: u64) -> Wanted {
    text(request, header::RANGE).map_or(Wanted::Whole, |text| wanted(text, size))
}

fn wanted(text: &str, size: u64) -> Wanted {
    let parts = text
        .strip_prefix("bytes=")
        .and_then(|range| range.trim().split_once('-'));
    let Some((first, last)) = parts else {
        return Wanted::Whole;
    };
    let number = |text: &str| {
        (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().unwrap_or(u64::MAX))
    };
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first > last => Wanted::Whole,
        (Some(first), _) if first >= size => match last.is_empty() || number(last).is_some() {
            true => Wanted::Nothing,
            false => Wanted::Whole,
        },
        (Some(first), Some(last)) => Wanted::Part(first..last.saturating_add(1).min(size)),
        (Some(first), None) if last.is_empty() => Wanted::Part(first..size),
        (None, Some(0)) if first.is_empty() => Wanted::Nothing,
        (None, Some(_)) if first.is_empty() && size == 0 => Wanted::Nothing,
        (None, Some(length)) if first.is_empty() => Wanted::Part(size.saturating_sub(length)..size),
        _ => Wanted::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_rfc_says() {
        for (text, expected) in [
            ("bytes=0-4", Wanted::Part(0..5)),
            ("bytes=5-", Wanted::Part(5..10)),
            ("bytes=5-99", Wanted::Part(5..10)),
            ("bytes=-3", Wanted::Part(7..10)),
            ("bytes=-99", Wanted::Part(0..10)),
            ("bytes=9-9", Wanted::Part(9..10)),
            ("bytes=10-", Wanted::Nothing),
            ("bytes=99999999999999999999999-", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=4-2", Wanted::Whole),
            ("bytes=0-1,3-4", Wanted::Whole),
            ("bytes=a-b", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("lines=0-4", Wanted::Whole),
        ] {
            assert_eq!(wanted(text, 10), expected, "{text}");
        }
        assert_eq!(wanted("bytes=-5", 0), Wanted::Nothing);
    }

    #[test]
    fn a_name_cannot_leave_its_header() {
        assert_eq!(
            attachment("ä\"\r\nb.pdf"),
            "attachment; filename=\"____b.pdf\"; filename*=UTF-8''%C3%A4%22%0D%0Ab.pdf"
        );
    }
}
