//! Every error body becomes a problem document, unless a handler wrote it on purpose.

use actix_web::{
    HttpResponse,
    body::{BodySize, BoxBody, MessageBody as _},
    error::{JsonPayloadError, PathError, PayloadError, QueryPayloadError, ReadlinesError, UrlencodedError},
    http::header,
};

use crate::http::{Problem, ProblemType, limits::payload_problem};

/// The problem that `response` is or should be; `None` leaves it as it is.
pub(super) fn problem_of(response: &HttpResponse<BoxBody>) -> Option<Problem> {
    if let Some(problem) = response.extensions().get::<Problem>() {
        return Some(problem.clone());
    }
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    let content_type = response
        .headers()
        .get(header::CONTENT_TYPE)
        .map(|value| value.as_bytes());
    let empty = matches!(response.body().size(), BodySize::None | BodySize::Sized(0));
    let Some(error) = response.error() else {
        return empty.then(|| Problem::from_status(status));
    };
    // An error type with a body of its own (HTML, another JSON) means it; actix's default body is plain text.
    if !empty && !content_type.is_some_and(|value| value.starts_with(b"text/plain")) {
        return None;
    }
    if let Some(known) = known_problem(error) {
        return Some(known);
    }
    let problem = Problem::from_status(status);
    let text = error.to_string();
    Some(if status.is_server_error() {
        problem.with_cause_text(text)
    } else if text.is_empty() {
        problem
    } else {
        problem.with_detail(text)
    })
}

/// actix's own extractor errors, told without repeating what the client sent.
fn known_problem(error: &actix_web::Error) -> Option<Problem> {
    if error.as_error::<PathError>().is_some() {
        return Some(Problem::not_found());
    }
    if error.as_error::<QueryPayloadError>().is_some() {
        return Some(Problem::new(ProblemType::InvalidQuery));
    }
    if let Some(error) = error.as_error::<PayloadError>() {
        return Some(payload_problem(error));
    }
    if let Some(error) = error.as_error::<JsonPayloadError>() {
        return Some(match error {
            JsonPayloadError::Overflow { .. } | JsonPayloadError::OverflowKnownLength { .. } => {
                Problem::new(ProblemType::PayloadTooLarge)
            }
            JsonPayloadError::ContentType => Problem::new(ProblemType::UnsupportedMediaType),
            JsonPayloadError::Payload(error) => payload_problem(error),
            JsonPayloadError::Deserialize(error) if error.is_data() => Problem::new(ProblemType::Validation),
            JsonPayloadError::Serialize(error) => Problem::internal(error),
            _ => Problem::new(ProblemType::MalformedJson),
        });
    }
    if let Some(error) = error.as_error::<UrlencodedError>() {
        return Some(match error {
            UrlencodedError::Overflow { .. } => Problem::new(ProblemType::PayloadTooLarge),
            UrlencodedError::ContentType => Problem::new(ProblemType::UnsupportedMediaType),
            UrlencodedError::Payload(error) => payload_problem(error),
            UrlencodedError::Serialize(error) => Problem::internal(error),
            _ => Problem::new(ProblemType::BadRequest).with_detail("The form in the body is malformed."),
        });
    }
    if let Some(error) = error.as_error::<ReadlinesError>() {
        return Some(match error {
            ReadlinesError::LimitOverflow => Problem::new(ProblemType::PayloadTooLarge),
            ReadlinesError::Payload(error) => payload_problem(error),
            _ => Problem::new(ProblemType::BadRequest).with_detail("The text in the body is malformed."),
        });
    }
    None
}
