use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};
use serde_json::Value as JsonValue;

use super::cell::BoxError;
use super::{Cell, DbValue, Invalid, SqlType, Value, json};

/// A newtype around `String` with a rule on its content.
macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $format:expr, $max:expr, $pattern:expr, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as it is; the rule is checked when the row is written.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text, owned.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                <Self as DbValue>::json_schema().try_into().unwrap_or_default()
            }
        }

        impl DbValue for $name {
            type Plain = Self;
            type Like<U: DbValue> = U;

            const SQL_TYPE: SqlType = SqlType::Text;
            const NAME: &'static str = stringify!($name);
            const FORMAT: Option<&'static str> = $format;
            const SHOWN_AS_STORED: bool = true;

            fn to_value(&self) -> Value {
                Value::Text(self.0.clone())
            }

            fn into_value(self) -> Value {
                Value::Text(self.0)
            }

            fn serialize_json<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }

            fn from_value(value: Value) -> Result<Self, Invalid> {
                String::from_value(value).map(Self)
            }

            fn decode(cell: Cell<'_>) -> Result<Self, BoxError> {
                String::decode(cell).map(Self)
            }

            fn check(value: &Value) -> Result<(), Invalid> {
                let check: fn(&str) -> Result<(), Invalid> = $check;
                check(value.as_str().unwrap_or_default())
            }

            fn parse_json(value: &JsonValue) -> Result<Value, Invalid> {
                let value = json::parse(SqlType::Text, value)?;
                Self::check(&value)?;
                Ok(value)
            }

            fn parse_text(text: &str) -> Result<Value, Invalid> {
                let value = Value::Text(text.to_owned());
                Self::check(&value)?;
                Ok(value)
            }

            fn json_schema() -> JsonValue {
                let mut schema = serde_json::json!({ "type": "string" });
                let format: Option<&'static str> = $format;
                if let Some(format) = format {
                    schema["format"] = format.into();
                }
                let max: Option<usize> = $max;
                if let Some(max) = max {
                    schema["maxLength"] = max.into();
                }
                let pattern: Option<&'static str> = $pattern;
                if let Some(pattern) = pattern {
                    schema["pattern"] = pattern.into();
                }
                schema
            }
        }
    };
}

text_type! {
    /// Long text, edited in a large box. Stored as `text`, like a `String` without `max_length`.
    Text, None, None, None, |_| Ok(())
}

text_type! {
    /// A short name for URLs: ASCII letters, digits, `-` and `_`, at least one, at most 200.
    ///
    /// With `#[field(slug_from = "title")]` an empty slug is made from the title.
    Slug, None, Some(SLUG_MAX), Some("^[-a-zA-Z0-9_]+$"), check_slug
}

text_type! {
    /// An email address (RFC 5321, without quoted local parts or address literals), at most 254 bytes.
    Email, Some("email"), Some(EMAIL_MAX), None, check_email
}

text_type! {
    /// An absolute `http`, `https`, `ftp` or `ftps` URL, at most 2,000 bytes.
    Url, Some("uri"), Some(URL_MAX), None, check_url
}

const SLUG_MAX: usize = 200;
const EMAIL_MAX: usize = 254;
const URL_MAX: usize = 2_000;

fn check_slug(text: &str) -> Result<(), Invalid> {
    if text.is_empty()
        || !text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    {
        return Err(Invalid::new("slug", "must be letters, digits, `-` and `_` only"));
    }
    if text.len() > SLUG_MAX {
        return Err(Invalid::new(
            "max_length",
            format!("must have at most {SLUG_MAX} characters"),
        ));
    }
    Ok(())
}

fn check_email(text: &str) -> Result<(), Invalid> {
    let options = email_address::Options::default()
        .without_display_text()
        .without_domain_literal();
    let valid = email_address::EmailAddress::parse_with_options(text, options).is_ok_and(|_| !text.contains('"'));
    if !valid || text.len() > EMAIL_MAX {
        return Err(Invalid::new("email", "must be an email address"));
    }
    Ok(())
}

fn check_url(text: &str) -> Result<(), Invalid> {
    let parsed = url::Url::parse(text).ok();
    let valid = parsed.is_some_and(|url| {
        matches!(url.scheme(), "http" | "https" | "ftp" | "ftps") && url.host_str().is_some_and(|host| !host.is_empty())
    });
    if !valid || text.len() > URL_MAX || text.contains(char::is_whitespace) {
        return Err(Invalid::new(
            "url",
            "must be an absolute URL such as `https://example.com/page`",
        ));
    }
    Ok(())
}

/// The slug of a text: Latin letters lower-cased and stripped of the commonest accents, everything else one `-`.
///
/// Texts without a Latin letter or digit give an empty string.
/// ```
/// assert_eq!(fjango::value::slugify("  Crème brûlée, 2 × daily! "), "creme-brulee-2-daily");
/// ```
pub fn slugify(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            push_slug(&mut slug, c.to_ascii_lowercase());
        } else {
            c.to_lowercase().for_each(|c| push_slug(&mut slug, c));
        }
    }
    slug.truncate(SLUG_MAX);
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Adds what stands for a letter in lower case.
fn push_slug(slug: &mut String, c: char) {
    match c {
        'a'..='z' | '0'..='9' | '_' => slug.push(c),
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => slug.push('a'),
        'ç' | 'ć' | 'č' => slug.push('c'),
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => slug.push('e'),
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => slug.push('i'),
        'ñ' | 'ń' | 'ň' => slug.push('n'),
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' => slug.push('o'),
        'ù' | 'ú' | 'û' | 'ū' | 'ů' => slug.push('u'),
        'ý' | 'ÿ' => slug.push('y'),
        'ś' | 'š' => slug.push('s'),
        'ź' | 'ż' | 'ž' => slug.push('z'),
        'ł' => slug.push('l'),
        'ä' | 'æ' => slug.push_str("ae"),
        'ö' | 'œ' => slug.push_str("oe"),
        'ü' => slug.push_str("ue"),
        'ß' => slug.push_str("ss"),
        // A combining mark belongs to the letter before it, as the dot of a lower-cased `İ` does.
        '\u{300}'..='\u{36f}' | '\'' | '’' => {}
        _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
        _ => {}
    }
}
