use std::fmt;

use serde::Serialize;

/// One thing that is not as the migrations say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The table.
    pub table: String,
    /// What differs.
    pub object: Object,
    /// The name of the column, constraint or index; empty for the table itself.
    pub name: String,
    /// How it differs.
    pub change: Change,
    /// What the migrations say; `None` for what they know nothing of.
    pub expected: Option<String>,
    /// What the database has; `None` for what is missing.
    pub found: Option<String>,
    /// The statements that mend it, in order. Empty where there is nothing to do by SQL.
    pub sql: Vec<String>,
}

/// What a [`Difference`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Object {
    Table,
    Column,
    PrimaryKey,
    Unique,
    ForeignKey,
    Check,
    Exclusion,
    Index,
}

/// How something differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The migrations made it and it is gone.
    Missing,
    /// No migration made it.
    Extra,
    /// It is another.
    Different,
    /// It does the same by another name or another means. Nothing is wrong with the data; a later migration that
    /// alters it may look for it in vain.
    Note,
}

impl Difference {
    /// Whether the schema does something else than the migrations say, rather than the same by other means.
    pub fn is_drift(&self) -> bool {
        self.change != Change::Note
    }
}

impl Object {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Column => "column",
            Self::PrimaryKey => "primary key",
            Self::Unique => "unique rule",
            Self::ForeignKey => "foreign key",
            Self::Check => "check",
            Self::Exclusion => "exclusion constraint",
            Self::Index => "index",
        }
    }
}

/// One line: what differs, and the SQL that mends it.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.name.is_empty() {
            self.table.clone()
        } else {
            format!("{}.{}", self.table, self.name)
        };
        let one_line = |text: &Option<String>| {
            let words: Vec<&str> = text.as_deref().unwrap_or_default().split_whitespace().collect();
            words.join(" ")
        };
        let (expected, found) = (one_line(&self.expected), one_line(&self.found));
        write!(f, "{} {name}: ", self.object.word())?;
        match self.change {
            Change::Missing if expected.is_empty() => write!(f, "is missing")?,
            Change::Missing => write!(f, "is missing, and the migrations say {expected}")?,
            Change::Extra if found.is_empty() => write!(f, "no migration made it")?,
            Change::Extra => write!(f, "no migration made it: {found}")?,
            Change::Different => write!(f, "is {found}, and the migrations say {expected}")?,
            Change::Note => write!(
                f,
                "note: is {found} where the migrations say {expected}, which does the same"
            )?,
        }
        if !self.sql.is_empty() {
            let sql = Some(self.sql.join("; "));
            write!(f, "; mend with: {};", one_line(&sql))?;
        }
        Ok(())
    }
}
