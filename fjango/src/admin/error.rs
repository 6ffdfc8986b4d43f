use super::contract::{ProblemCode, Stale};
use crate::http::{Problem, ProblemType, ToProblem};
use crate::{db, orm};

/// Why the admin did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The user may not do this.
    #[error("you may not do this")]
    Forbidden,
    /// Nothing is there, or nothing that the user may know of.
    #[error("there is nothing at this address")]
    NotFound,
    /// The request makes no sense.
    #[error("{0}")]
    BadRequest(String),
    /// A filter of a list that cannot be asked so.
    #[error("the filter `{name}` {why}")]
    Filter {
        /// What the request calls it.
        name: String,
        /// What is wrong: `needs a list`.
        why: String,
    },
    /// A change does not say which version of the row it is about.
    #[error("a change must name the version of the row in `If-Match`")]
    IfMatchRequired,
    /// Somebody else changed the row since it was read.
    #[error("somebody else changed this since it was read")]
    Stale(Box<Stale>),
    /// More rows match than the user was told.
    #[error("{found} rows match by now, not {expected}; look at them and confirm again")]
    SelectionGrew {
        /// How many the user was told.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// More rows than can be treated at once.
    #[error("at most {limit} rows can be treated at once")]
    SelectionTooLarge {
        /// The most.
        limit: u64,
    },
    /// The password must be given again.
    #[error("the password must be given again for this")]
    Reauth,
    /// Rows, fields or the database said no.
    #[error(transparent)]
    Orm(#[from] orm::Error),
}

/// A result with [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        Self::Orm(error.into())
    }
}

impl From<crate::value::ValidationErrors> for Error {
    fn from(errors: crate::value::ValidationErrors) -> Self {
        Self::Orm(errors.into())
    }
}

impl ToProblem for Error {
    fn to_problem(&self) -> Problem {
        let of = |kind: ProblemType, code: ProblemCode| with_code(Problem::new(kind), code).with_detail(sentence(self));
        match self {
            Self::Forbidden => of(ProblemType::Forbidden, ProblemCode::Forbidden),
            Self::NotFound => with_code(Problem::not_found(), ProblemCode::NotFound),
            Self::BadRequest(_) => of(ProblemType::BadRequest, ProblemCode::BadRequest),
            Self::Filter { name, why } => {
                let pointer = format!("/f/{}", name.replace('~', "~0").replace('/', "~1"));
                of(ProblemType::BadRequest, ProblemCode::BadRequest).with_field_error(pointer, "invalid", why.clone())
            }
            Self::IfMatchRequired => of(ProblemType::PreconditionRequired, ProblemCode::IfMatchRequired),
            Self::Stale(stale) => of(ProblemType::PreconditionFailed, ProblemCode::Stale)
                .with_extension("stale", serde_json::to_value(stale).unwrap_or_default()),
            Self::SelectionGrew { .. } => of(ProblemType::Conflict, ProblemCode::SelectionGrew),
            Self::SelectionTooLarge { .. } => of(ProblemType::PayloadTooLarge, ProblemCode::TooLarge),
            Self::Reauth => of(ProblemType::Forbidden, ProblemCode::Reauth),
            Self::Orm(error @ orm::Error::Protected { .. }) => with_code(error.to_problem(), ProblemCode::Protected),
            Self::Orm(error) => error.to_problem(),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        error.to_problem()
    }
}

/// The error as a sentence: with a capital letter and a full stop.
fn sentence(error: &Error) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

/// The problem with what programs tell it apart by.
pub(crate) fn with_code(problem: Problem, code: ProblemCode) -> Problem {
    problem.with_extension("code", serde_json::to_value(code).unwrap_or_default())
}

/// The problem as the pages expect it: with a `code`, and objections by field.
pub(super) fn for_pages(mut problem: Problem) -> Problem {
    let errors = problem.take_errors();
    if problem.extension("code").is_none() {
        let code = code_of(&problem, !errors.is_empty());
        problem = with_code(problem, code);
    }
    if errors.is_empty() {
        return problem;
    }
    let mut by_field = serde_json::Map::new();
    for error in errors {
        let objection = serde_json::json!({"code": error.code, "message": error.detail});
        match by_field
            .entry(place(&error.pointer))
            .or_insert_with(|| serde_json::json!([]))
        {
            serde_json::Value::Array(objections) => objections.push(objection),
            // Invariant: only lists are put in.
            _ => unreachable!("objections are lists"),
        }
    }
    problem.with_extension("errors", by_field)
}

fn code_of(problem: &Problem, has_objections: bool) -> ProblemCode {
    match problem.status().as_u16() {
        400 => ProblemCode::BadRequest,
        401 => ProblemCode::SignIn,
        403 => ProblemCode::Forbidden,
        404 => ProblemCode::NotFound,
        409 if has_objections => ProblemCode::Unique,
        409 => ProblemCode::Conflict,
        412 => ProblemCode::Stale,
        413 => ProblemCode::TooLarge,
        422 => ProblemCode::Validation,
        428 => ProblemCode::IfMatchRequired,
        429 => ProblemCode::TooMany,
        _ => ProblemCode::Error,
    }
}

/// `/lines/2/qty` as the pages name it: `lines[2].qty`; the whole is `_form`.
fn place(pointer: &str) -> String {
    let mut place = String::new();
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        if !place.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) {
            place.push_str(&format!("[{part}]"));
        } else {
            if !place.is_empty() {
                place.push('.');
            }
            place.push_str(&part);
        }
    }
    // What is wrong with the body's own parts is wrong with what the user filled in.
    let place = place.strip_prefix("set.").map(str::to_owned).unwrap_or(place);
    if place.is_empty() { "_form".to_owned() } else { place }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objections_are_named_as_the_form_shows_them() {
        for (pointer, expected) in [
            ("", "_form"),
            ("/title", "title"),
            ("/tags/2", "tags[2]"),
            ("/lines/2/qty", "lines[2].qty"),
            ("/set/title", "title"),
            ("/a~1b", "a/b"),
        ] {
            assert_eq!(place(pointer), expected);
        }
    }

    #[test]
    fn a_problem_for_the_pages_has_a_code_and_objections_by_field() {
        let problem = Problem::validation(Vec::new())
            .with_field_error("/title", "required", "is required")
            .with_field_error("/title", "null", "must not be null")
            .with_field_error("/lines/0/qty", "min", "must be at least 1");
        let json = for_pages(problem).to_json();
        assert_eq!(json["code"], "validation");
        assert_eq!(json["errors"]["title"][1]["code"], "null");
        assert_eq!(json["errors"]["lines[0].qty"][0]["message"], "must be at least 1");
        let json = for_pages(Error::IfMatchRequired.to_problem()).to_json();
        assert_eq!(
            (&json["code"], &json["status"]),
            (&"if_match_required".into(), &428.into())
        );
        assert!(
            json["detail"]
                .as_str()
                .is_some_and(|detail| detail.starts_with("A change") && detail.ends_with('.'))
        );
    }
}
