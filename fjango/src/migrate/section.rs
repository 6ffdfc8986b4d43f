//! The sections of a script: what runs in one transaction, and what each statement of runs by itself.
//!
//! ```sql
//! ALTER TABLE "blog_post" ADD COLUMN "slug" text;
//!
//! -- fjango: no-transaction
//! CREATE INDEX CONCURRENTLY "blog_post_slug_idx" ON "blog_post" ("slug");
//!
//! -- fjango: transaction
//! ALTER TABLE "blog_post" ADD CONSTRAINT …;
//! ```

use super::split::{split, statements};

/// The statements between two markers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section<T> {
    /// Whether they are one transaction. Otherwise each is one of its own, or runs in none where it must.
    pub atomic: bool,
    /// The statements, without semicolons.
    pub statements: Vec<T>,
}

/// What begins a comment that fjango reads.
const MARKER: &str = "-- fjango:";
const ATOMIC: &str = "transaction";
const ALONE: &str = "no-transaction";

/// The sections of `script`, of which the first is a transaction unless a marker says otherwise. None is empty.
///
/// # Errors
/// The comment that begins like a marker and is none.
pub fn sections(script: &str) -> Result<Vec<Section<&str>>, String> {
    let mut sections: Vec<Section<&str>> = Vec::new();
    let mut atomic = true;
    let mut fresh = true;
    for piece in split(script) {
        for marker in markers(piece) {
            let now = match marker {
                ATOMIC => true,
                ALONE => false,
                _ if marker.starts_with(IGNORE) => continue,
                other => return Err(other.to_owned()),
            };
            // Two transactions may follow each other.
            (atomic, fresh) = (now, true);
        }
        let Some(statement) = statements(piece).pop() else {
            continue;
        };
        match sections.last_mut().filter(|_| !fresh) {
            Some(last) => last.statements.push(statement),
            None => sections.push(Section {
                atomic,
                statements: vec![statement],
            }),
        }
        fresh = false;
    }
    Ok(sections)
}

/// Begins a comment that tells the lint to be silent about the next statement.
pub(super) const IGNORE: &str = "ignore";

/// What the marker comments before a statement say.
pub(super) fn markers(piece: &str) -> impl Iterator<Item = &str> {
    piece
        .lines()
        .map(str::trim)
        .take_while(|line| line.is_empty() || line.starts_with("--"))
        .filter_map(|line| Some(line.strip_prefix(MARKER)?.trim()))
}

/// The script of `sections`.
pub(super) fn script(sections: &[Section<String>]) -> String {
    let mut out = String::new();
    for (index, section) in sections.iter().enumerate() {
        if index > 0 || !section.atomic {
            let name = if section.atomic { ATOMIC } else { ALONE };
            let line = if index > 0 { "\n" } else { "" };
            out.push_str(&format!("{line}{MARKER} {name}\n"));
        }
        for statement in &section.statements {
            out.push_str(statement);
            out.push_str(";\n");
        }
    }
    out
}
