//! What the models and the files do not tell, so that somebody must.

use crate::migrate::Result;
use crate::migrate::state::{FieldState, Literal};

/// Answers what detection cannot know.
///
/// `None` means that nobody can be asked: nothing is made then, and the error lists every open question with the flags
/// that answer it. See [`Terminal`](super::Terminal), [`Refuse`] and [`Decline`].
pub trait Questioner {
    /// Which of the candidates something that is gone is called now; `Some(None)` when it is none of them.
    ///
    /// # Errors
    /// [`Error::Stopped`](crate::migrate::Error::Stopped) when the one asked wants nothing made.
    fn renamed(&mut self, question: &Renamed) -> Result<Option<Option<String>>>;

    /// What rows get that hold a choice that is gone.
    ///
    /// # Errors
    /// As [`renamed`](Self::renamed).
    fn lost_choice(&mut self, question: &LostChoice) -> Result<Option<Becomes>>;

    /// What rows that exist get in a column that accepts no `NULL`.
    ///
    /// # Errors
    /// As [`renamed`](Self::renamed).
    fn missing_value(&mut self, question: &MissingValue) -> Result<Option<OneOff>>;
}

/// Something is gone, and something like it is new.
#[derive(Clone, Debug, PartialEq)]
pub struct Renamed {
    /// What is gone, as flags name it: `blog.Post`, `blog.Post.name`.
    pub from: String,
    /// What it may be called now, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// What happens when it is none of them.
    pub loss: String,
}

/// What something may be called now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The name, as flags have it: `title`, `Article`, `press.Article`.
    pub to: String,
    /// The same, to be read beside [`Renamed::from`]: `blog.Post.title`.
    pub shown: String,
    /// What speaks for it and against it.
    pub evidence: String,
}

/// A choice is gone that rows may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostChoice {
    /// The field: `blog.Post.status`.
    pub field: String,
    /// The value that is gone.
    pub value: String,
    /// Choices that are new.
    pub added: Vec<String>,
    /// Choices that were there before.
    pub kept: Vec<String>,
}

/// What becomes of rows with a [`LostChoice`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// They get this choice.
    Choice(String),
    /// They are left alone, and the migration fails while there are any.
    Nothing,
}

/// A column accepts no `NULL`, and rows may have no value for it.
#[derive(Clone, Debug, PartialEq)]
pub struct MissingValue {
    /// The model's label: `blog.Post`.
    pub label: String,
    /// The field as it is to be.
    pub field: FieldState,
    /// Whether the column is there and accepted `NULL`.
    pub was_nullable: bool,
}

/// What rows that exist get.
#[derive(Clone, Debug, PartialEq)]
pub enum OneOff {
    /// This, once.
    Value(Literal),
    /// Nothing: there are no such rows, and the migration fails if there are.
    Nothing,
}

/// Nobody can be asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Refuse;

/// Says no to everything: what is gone is gone, and rows that exist get no values. For tests and throwaway databases.
#[derive(Clone, Copy, Debug, Default)]
pub struct Decline;

impl Questioner for Refuse {
    fn renamed(&mut self, _: &Renamed) -> Result<Option<Option<String>>> {
        Ok(None)
    }

    fn lost_choice(&mut self, _: &LostChoice) -> Result<Option<Becomes>> {
        Ok(None)
    }

    fn missing_value(&mut self, _: &MissingValue) -> Result<Option<OneOff>> {
        Ok(None)
    }
}

impl Questioner for Decline {
    fn renamed(&mut self, _: &Renamed) -> Result<Option<Option<String>>> {
        Ok(Some(None))
    }

    fn lost_choice(&mut self, _: &LostChoice) -> Result<Option<Becomes>> {
        Ok(Some(Becomes::Nothing))
    }

    fn missing_value(&mut self, _: &MissingValue) -> Result<Option<OneOff>> {
        Ok(Some(OneOff::Nothing))
    }
}

impl Renamed {
    /// The question about one of the candidates.
    pub fn text(&self, candidate: &Candidate) -> String {
        let is_field = |path: &str| path.matches('.').count() == 2;
        match (is_field(&self.from), is_field(&candidate.shown)) {
            (true, false) => format!(
                "Are the rows of {} those of the model {} now?",
                self.from, candidate.shown
            ),
            (false, true) => format!(
                "Are the rows of the model {} those of {} now?",
                self.from, candidate.shown
            ),
            _ => format!("Was {} renamed to {}?", self.from, candidate.shown),
        }
    }

    /// Every question with what speaks for it, and the flags that answer it.
    pub fn flags(&self) -> String {
        let mut lines = Vec::new();
        for candidate in &self.candidates {
            lines.push(self.text(candidate));
            lines.push(format!("  {}", candidate.evidence));
            lines.push(format!(
                "  --renamed {}",
                word(&format!("{}={}", self.from, candidate.to))
            ));
        }
        lines.push(format!("  --not-renamed {}   {}", word(&self.from), self.loss));
        lines.join("\n")
    }
}

impl LostChoice {
    /// The question.
    pub fn text(&self) -> String {
        format!(
            "{} has no choice `{}` any more. What do rows with it get?",
            self.field, self.value
        )
    }

    /// What flags call it.
    pub fn path(&self) -> String {
        format!("{}:{}", self.field, self.value)
    }

    /// The question with the flags that answer it.
    pub fn flags(&self) -> String {
        let mut lines = vec![self.text()];
        for choice in self.added.iter().chain(&self.kept) {
            lines.push(format!("  --renamed {}", word(&format!("{}={choice}", self.path()))));
        }
        lines.push(format!(
            "  --not-renamed {}   they stay as they are, and the migration fails while there are any",
            word(&self.path())
        ));
        lines.join("\n")
    }
}

impl MissingValue {
    /// What flags call it.
    pub fn path(&self) -> String {
        format!("{}.{}", self.label, self.field.name)
    }

    /// The question.
    pub fn text(&self) -> String {
        if self.was_nullable {
            format!(
                "{} no longer accepts NULL. What do rows get that have none?",
                self.path()
            )
        } else {
            format!(
                "New field {} accepts no NULL. What do rows that exist get?",
                self.path()
            )
        }
    }

    /// What kind of value is meant: `text, at most 200 characters`.
    pub fn hint(&self) -> String {
        super::values::hint(&self.field)
    }

    /// The question with the flags that answer it.
    pub fn flags(&self) -> String {
        let path = self.path();
        let lines = [
            self.text(),
            format!("  --default {path}=VALUE   {}, once, for these rows alone", self.hint()),
            format!("  --no-default {path}   there are no such rows; if there are, the migration fails"),
            "  or give the field `default = ..` or `db_default = \"..\"`, or make it an `Option`".to_owned(),
        ];
        lines.join("\n")
    }
}

/// One word of a shell's command line.
fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-=:/".contains(c);
    if text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}
