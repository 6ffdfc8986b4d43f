use std::borrow::Cow;
use std::fmt;

/// Why one value is not acceptable: a stable code for programs, a sentence for people.
///
/// A validator of your own returns it:
/// ```
/// use fjango::value::Invalid;
/// fn even(number: &i32) -> Result<(), Invalid> {
///     if number % 2 == 0 { Ok(()) } else { Err(Invalid::new("odd", "must be even")) }
/// }
/// assert_eq!(even(&3).unwrap_err().code(), "odd");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    code: &'static str,
    detail: Cow<'static, str>,
}

impl Invalid {
    /// An objection with its stable `code` (snake_case) and a `detail` that reads after the field's name.
    pub fn new(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            detail: detail.into(),
        }
    }

    /// The stable code: `required`, `null`, `type`, `max_length`, `min`, `max`, `choice`, `unique`, ….
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The sentence.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The same objection, tied to the field at `pointer`.
    pub fn at(self, pointer: impl Into<String>) -> FieldError {
        FieldError {
            pointer: pointer.into(),
            code: self.code,
            detail: self.detail.into_owned(),
        }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Invalid {}

/// One objection and the place it is about.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// A JSON pointer into the submitted document (RFC 6901): `/title`, `/tags/2`; empty for the whole.
    pub pointer: String,
    /// See [`Invalid::code`].
    pub code: &'static str,
    /// See [`Invalid::detail`].
    pub detail: String,
}

/// Every objection to a write, never only the first.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct ValidationErrors {
    errors: Vec<FieldError>,
}

impl ValidationErrors {
    /// No objection yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an objection.
    pub fn push(&mut self, error: FieldError) {
        self.errors.push(error);
    }

    /// Adds an objection to the field called `name`.
    pub fn add(&mut self, name: &str, invalid: Invalid) {
        self.errors
            .push(invalid.at(format!("/{}", name.replace('~', "~0").replace('/', "~1"))));
    }

    /// Takes in `other`, its pointers moved below `prefix`.
    pub fn nest(&mut self, prefix: &str, other: ValidationErrors) {
        self.errors.extend(other.errors.into_iter().map(|mut error| {
            error.pointer.insert_str(0, prefix);
            error
        }));
    }

    /// Whether nothing was objected to.
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// The objections, in the order found.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// `Ok` with `value` when nothing was objected to.
    ///
    /// # Errors
    /// These objections, when there are any.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl From<FieldError> for ValidationErrors {
    fn from(error: FieldError) -> Self {
        Self { errors: vec![error] }
    }
}

impl fmt::Display for ValidationErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.errors.iter().enumerate() {
            let separator = if i == 0 { "" } else { "; " };
            write!(
                f,
                "{separator}`{}` {}",
                error.pointer.trim_start_matches('/'),
                error.detail
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for ValidationErrors {}
