//! serde's messages, told without repeating what the client sent.

use std::cell::RefCell;

use serde_path_to_error::{Path, Segment};

use crate::http::FieldError;
use crate::value::ValidationErrors;

/// A serde message as a stable code and a sentence. `field` is the one that a message about a missing or
/// repeated field names.
pub(super) struct Told {
    pub(super) code: &'static str,
    pub(super) detail: String,
    pub(super) field: Option<String>,
}

/// Reads one of serde's own messages. They quote the offending value before `, expected`, so that only what follows is
/// kept; a message of a type's own `Deserialize` is that type's choice and is passed on.
pub(super) fn tell(message: &str) -> Told {
    let message = message.rfind(" at line ").map_or(message, |end| &message[..end]);
    let expected = |code, otherwise: &str| Told {
        code,
        detail: match message.rsplit_once(", expected ") {
            Some((_, expected)) => format!("expected {expected}"),
            None => otherwise.to_owned(),
        },
        field: None,
    };
    if let Some(field) = message
        .strip_prefix("missing field `")
        .and_then(|rest| rest.strip_suffix('`'))
    {
        Told {
            code: "required",
            detail: "is required".into(),
            field: Some(field.to_owned()),
        }
    } else if message.starts_with("unknown field `") {
        expected("unknown", "is not a known field")
    } else if let Some(field) = message
        .strip_prefix("duplicate field `")
        .and_then(|rest| rest.strip_suffix('`'))
    {
        Told {
            code: "duplicate",
            detail: "is given more than once".into(),
            field: Some(field.to_owned()),
        }
    } else if message.starts_with("unknown variant `") {
        expected("choice", "is not one of the choices")
    } else if message.starts_with("invalid type: ") {
        expected("type", "has the wrong type")
    } else if message.starts_with("invalid value: ") {
        expected("range", "has a value out of range")
    } else if message.starts_with("invalid length ") {
        expected("length", "has the wrong length")
    } else {
        Told {
            code: "invalid",
            detail: message.to_owned(),
            field: None,
        }
    }
}

thread_local! {
    /// What the last input of a model that failed to deserialize on this thread objected to, with the message that serde was
    /// given: serde's errors are text, and this is how the rest gets past them.
    static KEPT: RefCell<Option<(String, ValidationErrors)>> = const { RefCell::new(None) };
}

/// Keeps objections for [`field_errors`], and gives the message that a deserializer must fail with.
pub(crate) fn keep_errors(errors: ValidationErrors) -> String {
    let message = errors.to_string();
    KEPT.set(Some((message.clone(), errors)));
    message
}

/// A data error of a body as the fields it is about.
pub(super) fn field_errors(path: &Path, message: &str) -> Vec<FieldError> {
    let plain = message.rfind(" at line ").map_or(message, |end| &message[..end]);
    match KEPT.take() {
        Some((kept, errors)) if kept == plain || kept == message => {
            let prefix = pointer(path);
            let errors = errors.errors().iter();
            errors
                .map(|error| FieldError::new(format!("{prefix}{}", error.pointer), error.code, error.detail.clone()))
                .collect()
        }
        _ => vec![field_error(path, message)],
    }
}

fn field_error(path: &Path, message: &str) -> FieldError {
    let told = tell(message);
    let mut pointer = pointer(path);
    if let Some(field) = &told.field {
        push(&mut pointer, field);
    }
    FieldError::new(pointer, told.code, told.detail)
}

fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => push(&mut pointer, &index.to_string()),
            Segment::Map { key } => push(&mut pointer, key),
            Segment::Enum { variant } => push(&mut pointer, variant),
            Segment::Unknown => {}
        }
    }
    pointer
}

fn push(pointer: &mut String, segment: &str) {
    pointer.push('/');
    for character in segment.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            _ => pointer.push(character),
        }
    }
}
