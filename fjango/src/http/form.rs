//! `multipart/form-data`: text in memory, files on their way to a storage.

use std::sync::Arc;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpMessage as _, HttpRequest, dev::Payload};
use futures_util::TryStreamExt as _;

use super::facts::Facts;
use super::limits::payload_problem;
use super::{Problem, ProblemType, ToProblem as _};
use crate::storage::{self, Receiver, Storage, Upload};

/// The most parts of a form; Django's number.
const MAX_PARTS: usize = 1_000;

/// The parts of a form, in the order of the body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form {
    pub(crate) parts: Vec<(String, Part)>,
}

/// What came under a name.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// Text, or a file where a text was expected that is one.
    Text(String),
    /// A file, received to its end.
    File(Upload),
    /// A file of more bytes than it may have.
    TooLarge(u64),
    /// A field for a file that was left empty, as browsers send it.
    Empty,
    /// A file where none is expected.
    Unwanted,
}

/// Where a file goes that comes under a name, and how large it may be.
pub(crate) struct Room {
    pub(crate) limit: u64,
    pub(crate) storage: Arc<dyn Storage>,
}

/// Whether the body is a form that may hold files.
pub(crate) fn is_form(request: &HttpRequest) -> bool {
    let content_type = request.headers().get(header::CONTENT_TYPE);
    let essence = content_type.and_then(|value| value.to_str().ok()?.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("multipart/form-data"))
}

/// Reads a form. `room` says which names files may come under; all files together may have `file_bytes`, everything else
/// what bodies may have.
pub(crate) async fn read_form(
    request: &HttpRequest,
    payload: Payload,
    file_bytes: u64,
    room: impl Fn(&str) -> Option<Room>,
) -> Result<Form, Problem> {
    let mut text_bytes = raise_limit(request, file_bytes);
    let mut body = Multipart::new(request.headers(), payload);
    let mut form = Form::default();
    while let Some(field) = body.try_next().await.map_err(|error| problem(&error))? {
        if form.parts.len() == MAX_PARTS {
            return Err(wrong("The form has more than 1,000 parts."));
        }
        let name = field.name().unwrap_or_default().to_owned();
        let disposition = field.content_disposition();
        let file_name = disposition
            .and_then(|disposition| disposition.get_filename())
            .map(str::to_owned);
        let part = match (file_name, room(&name)) {
            (Some(file_name), Some(room)) => file(field, &file_name, room).await?,
            (Some(_), None) => {
                discard(field).await?;
                Part::Unwanted
            }
            (None, _) => Part::Text(text(field, &mut text_bytes).await?),
        };
        form.parts.push((name, part));
    }
    Ok(form)
}

/// Reads the file that comes under `name`, of at most `limit` bytes, into memory. Other parts are left out.
pub(crate) async fn read_file(
    request: &HttpRequest,
    payload: Payload,
    name: &str,
    limit: u64,
) -> Result<Vec<u8>, Problem> {
    if !is_form(request) {
        return Err(Problem::new(ProblemType::UnsupportedMediaType)
            .with_detail("Send the file in a form, with `Content-Type: multipart/form-data`."));
    }
    raise_limit(request, limit);
    let mut body = Multipart::new(request.headers(), payload);
    let mut found = None;
    let mut parts = 0;
    while let Some(mut field) = body.try_next().await.map_err(|error| problem(&error))? {
        parts += 1;
        if parts > MAX_PARTS {
            return Err(wrong("The form has more than 1,000 parts."));
        }
        if found.is_some() || field.name() != Some(name) {
            discard(field).await?;
            continue;
        }
        let mut content = Vec::new();
        while let Some(bytes) = next(&mut field).await? {
            content.extend_from_slice(&bytes);
            if content.len() as u64 > limit {
                return Err(Problem::new(ProblemType::PayloadTooLarge)
                    .with_detail(format!("The file has more than {limit} bytes.")));
            }
        }
        found = Some(content);
    }
    found.ok_or_else(|| Problem::validation(Vec::new()).with_field_error(format!("/{name}"), "required", "is required"))
}

/// Lets a body be larger by some bytes, and tells how large it may be without.
fn raise_limit(request: &HttpRequest, bytes: u64) -> u64 {
    let facts = request.extensions();
    match facts.get::<Facts>().and_then(|facts| facts.limit.as_ref()) {
        Some(limit) => {
            let plain = limit.get();
            limit.set(plain.saturating_add(bytes));
            plain
        }
        // A request without a body, which is no form.
        None => 0,
    }
}

async fn file(mut field: Field, name: &str, room: Room) -> Result<Part, Problem> {
    let mut receiver = Receiver::new(name, room.limit, &*room.storage);
    let mut is_empty = true;
    while let Some(bytes) = next(&mut field).await? {
        is_empty &= bytes.is_empty();
        match receiver.write(bytes).await {
            Ok(()) => {}
            Err(storage::Error::TooLarge { limit }) => {
                drop(receiver);
                discard(field).await?;
                return Ok(Part::TooLarge(limit));
            }
            Err(error) => return Err(error.to_problem()),
        }
    }
    if is_empty && name.is_empty() {
        return Ok(Part::Empty);
    }
    receiver
        .finish()
        .await
        .map(Part::File)
        .map_err(|error| error.to_problem())
}

async fn text(mut field: Field, left: &mut u64) -> Result<String, Problem> {
    let mut text = Vec::new();
    while let Some(bytes) = next(&mut field).await? {
        *left = left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| Problem::new(ProblemType::PayloadTooLarge))?;
        text.extend_from_slice(&bytes);
    }
    String::from_utf8(text).map_err(|_| wrong("A part of the form is not UTF-8."))
}

async fn discard(mut field: Field) -> Result<(), Problem> {
    while next(&mut field).await?.is_some() {}
    Ok(())
}

async fn next(field: &mut Field) -> Result<Option<Bytes>, Problem> {
    field.try_next().await.map_err(|error| problem(&error))
}

fn wrong(detail: &'static str) -> Problem {
    Problem::new(ProblemType::BadRequest).with_detail(detail)
}

fn problem(error: &MultipartError) -> Problem {
    match error {
        MultipartError::Payload(error) => payload_problem(error),
        MultipartError::Incomplete => wrong("The body ended before it was complete."),
        MultipartError::BoundaryMissing => wrong("The `Content-Type` of the form has no `boundary`."),
        _ => wrong("The body is not a well-formed `multipart/form-data`."),
    }
}
