use std::fmt;

use serde::Serialize;

/// What one statement costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The statement's place in the script, from 1.
    pub number: usize,
    /// The statement.
    pub statement: String,
    /// The strongest lock on a table that others use.
    pub lock: Lock,
    /// Whether the table is written anew under that lock.
    pub rewrites: bool,
    /// Whether the whole table is read under that lock.
    pub scans: bool,
    /// How bad that is.
    pub level: Level,
    /// Which rule says so: `create-index`. Empty for what is safe.
    pub rule: &'static str,
    /// What is bad about it, and what to do instead.
    pub advice: String,
    /// Why it was told to be silent, by `-- fjango: ignore <rule>: <reason>` before the statement.
    pub ignored: Option<String>,
}

/// How bad a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nobody notices.
    Safe,
    /// Look at it: it may be fine, depending on what is not in the SQL.
    Notice,
    /// Others wait for long, or the program that still runs fails.
    Unsafe,
}

/// PostgreSQL's locks on tables that migrations take, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[expect(
    missing_docs,
    reason = "they are PostgreSQL's, and `Display` says whom each keeps out"
)]
pub enum Lock {
    None,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    AccessExclusive,
}

impl Finding {
    /// Whether it is unsafe and nobody said why that is fine.
    pub fn is_unsafe(&self) -> bool {
        self.level == Level::Unsafe && self.ignored.is_none()
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "no lock",
            Self::RowExclusive => "ROW EXCLUSIVE (keeps nobody out)",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE (keeps other changes of the schema out)",
            Self::Share => "SHARE (keeps writers out)",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE (keeps writers out)",
            Self::AccessExclusive => "ACCESS EXCLUSIVE (keeps readers and writers out)",
        })
    }
}

/// The statement's first line and what it costs.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match (self.level, &self.ignored) {
            (_, Some(_)) => "ignored",
            (Level::Safe, _) => "safe",
            (Level::Notice, _) => "notice",
            (Level::Unsafe, _) => "unsafe",
        };
        let first = self.statement.lines().next().unwrap_or_default();
        write!(f, "{:>3} {level:<7} {first}\n            {}", self.number, self.lock)?;
        match (self.rewrites, self.scans) {
            (true, _) => f.write_str(", writes the table anew")?,
            (false, true) => f.write_str(", reads the whole table")?,
            (false, false) if self.lock > Lock::ShareUpdateExclusive => f.write_str(", for a moment")?,
            _ => {}
        }
        if !self.rule.is_empty() {
            write!(f, "\n            {}: {}", self.rule, self.advice)?;
        }
        if let Some(reason) = &self.ignored {
            write!(f, "\n            ignored: {reason}")?;
        }
        Ok(())
    }
}
