//! Lookups and functions of text.

use super::{Expression, Operand};
use crate::db::Function;
use crate::orm::{Condition, Expr, TextMatch};
use crate::storage::{FileField, ImageField, StorageName};
use crate::value::{DbValue, Email, Slug, Text, Url, Value};

/// A type whose columns have text lookups.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not text",
    label = "text lookups such as `contains` work on `String`, `Text`, `Slug`, `Email`, `Url` and names of files"
)]
pub trait TextValue: DbValue {}

impl TextValue for String {}
impl TextValue for Text {}
impl TextValue for Slug {}
impl TextValue for Email {}
impl TextValue for Url {}
impl<S: StorageName> TextValue for FileField<S> {}
impl<S: StorageName> TextValue for ImageField<S> {}

macro_rules! lookups {
    ($($name:ident, $how:ident, $ignore:literal, $doc:literal;)*) => {
        impl<T: DbValue> Expression<T>
        where
            T::Plain: TextValue,
        {
            $(
                #[doc = $doc]
                pub fn $name(&self, text: impl Into<String>) -> Condition {
                    Condition(Expr::Match {
                        expr: Box::new(self.expr()),
                        how: TextMatch::$how,
                        ignore_case: $ignore,
                        text: text.into(),
                    })
                }
            )*

            /// Whether the regular expression matches somewhere. PostgreSQL's dialect there, Rust's `regex` on SQLite.
            pub fn regex(&self, pattern: impl Into<String>) -> Condition {
                Condition(Expr::Regex { expr: Box::new(self.expr()), ignore_case: false, pattern: pattern.into() })
            }

            /// As [`regex`](Self::regex), whatever the case.
            pub fn iregex(&self, pattern: impl Into<String>) -> Condition {
                Condition(Expr::Regex { expr: Box::new(self.expr()), ignore_case: true, pattern: pattern.into() })
            }
        }
    };
}

lookups! {
    iexact, Exact, true, "Equal, whatever the case.";
    contains, Contains, false, "Whether the text occurs; `%` and `_` stand for themselves.";
    icontains, Contains, true, "Whether the text occurs, whatever the case.";
    starts_with, StartsWith, false, "Whether the column begins with the text.";
    istarts_with, StartsWith, true, "Whether the column begins with the text, whatever the case.";
    ends_with, EndsWith, false, "Whether the column ends with the text.";
    iends_with, EndsWith, true, "Whether the column ends with the text, whatever the case.";
}

fn number(n: u32) -> Expr {
    // PostgreSQL's text functions take `integer`.
    Expr::Value(Value::Integer(i32::try_from(n).unwrap_or(i32::MAX)))
}

fn text(text: impl Into<String>) -> Expr {
    Expr::Value(Value::Text(text.into()))
}

impl<T: DbValue> Expression<T>
where
    T::Plain: TextValue,
{
    /// The text ordered and compared as a collation of the database has it: `collate("C")` is the order of bytes on
    /// both databases; all other names are the database's own.
    pub fn collate(&self, collation: &'static str) -> Self {
        Expression::new(Expr::Collate(Box::new(self.expr()), collation))
    }

    /// In lower case, beyond ASCII too.
    pub fn lower(&self) -> Expression<T::Like<String>> {
        self.call(Function::Lower, [])
    }

    /// In upper case, beyond ASCII too.
    pub fn upper(&self) -> Expression<T::Like<String>> {
        self.call(Function::Upper, [])
    }

    /// The number of characters.
    pub fn length(&self) -> Expression<T::Like<i32>> {
        self.call(Function::Length, [])
    }

    /// Without the spaces at both ends.
    pub fn trim(&self) -> Expression<T::Like<String>> {
        self.call(Function::Trim, [])
    }

    /// Without the spaces at the beginning.
    pub fn trim_start(&self) -> Expression<T::Like<String>> {
        self.call(Function::TrimStart, [])
    }

    /// Without the spaces at the end.
    pub fn trim_end(&self) -> Expression<T::Like<String>> {
        self.call(Function::TrimEnd, [])
    }

    /// Followed by another text; `NULL` counts as empty.
    pub fn concat(&self, other: impl Operand<String>) -> Expression<String> {
        self.call(Function::Concat, [other.into_operand()])
    }

    /// With every occurrence of `from` replaced.
    pub fn replace(&self, from: impl Into<String>, to: impl Into<String>) -> Expression<T::Like<String>> {
        self.call(Function::Replace, [text(from), text(to)])
    }

    /// `length` characters from the one at `start`, which counts from 1.
    pub fn substring(&self, start: u32, length: u32) -> Expression<T::Like<String>> {
        self.call(Function::Substring, [number(start.max(1)), number(length)])
    }

    /// The first characters.
    pub fn left(&self, length: u32) -> Expression<T::Like<String>> {
        self.call(Function::Left, [number(length)])
    }

    /// The last characters.
    pub fn right(&self, length: u32) -> Expression<T::Like<String>> {
        self.call(Function::Right, [number(length)])
    }

    /// Filled up in front to `length` characters; cut when it is longer.
    pub fn pad_start(&self, length: u32, fill: impl Into<String>) -> Expression<T::Like<String>> {
        self.call(Function::PadStart, [number(length), text(fill)])
    }

    /// Filled up behind to `length` characters; cut when it is longer.
    pub fn pad_end(&self, length: u32, fill: impl Into<String>) -> Expression<T::Like<String>> {
        self.call(Function::PadEnd, [number(length), text(fill)])
    }

    /// The text so many times.
    pub fn repeat(&self, times: u32) -> Expression<T::Like<String>> {
        self.call(Function::Repeat, [number(times)])
    }

    /// With its characters in the opposite order.
    pub fn reverse(&self) -> Expression<T::Like<String>> {
        self.call(Function::Reverse, [])
    }

    /// Where the text occurs first, from 1; 0 when it does not.
    pub fn position(&self, part: impl Into<String>) -> Expression<T::Like<i32>> {
        self.call(Function::Position, [text(part)])
    }

    /// The number in Unicode of the first character; 0 of an empty text.
    pub fn code_point(&self) -> Expression<T::Like<i32>> {
        self.call(Function::CodePoint, [])
    }
}

macro_rules! digests {
    ($($name:ident, $function:ident, $doc:literal;)*) => {
        impl<T: DbValue> Expression<T>
        where
            T::Plain: TextValue,
        {
            $(
                #[doc = $doc]
                pub fn $name(&self) -> Expression<T::Like<String>> {
                    self.call(Function::$function, [])
                }
            )*
        }
    };
}

digests! {
    md5, Md5, "The MD5 digest in hexadecimal: for comparing with what others computed, not for secrets.";
    sha224, Sha224, "The SHA-224 digest in hexadecimal.";
    sha256, Sha256, "The SHA-256 digest in hexadecimal.";
    sha384, Sha384, "The SHA-384 digest in hexadecimal.";
    sha512, Sha512, "The SHA-512 digest in hexadecimal.";
}
