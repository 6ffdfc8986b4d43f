//! Values in cells of files, where text must not become a formula.

use serde_json::Value as JsonValue;

/// What spreadsheets take for the beginning of a formula, or skip before one (OWASP, "CSV Injection").
const TRIGGERS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Text that no spreadsheet computes.
pub(super) fn neutral(text: String) -> String {
    // A text that looks as if it had been made neutral gets one more, so that nothing is lost on the way back.
    let marked = text.starts_with('\'') && text.trim_start_matches('\'').starts_with(TRIGGERS);
    if marked || text.starts_with(TRIGGERS) {
        format!("'{text}")
    } else {
        text
    }
}

/// What [`neutral`] was given.
pub(super) fn plain(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(TRIGGERS) => rest,
        _ => text,
    }
}

/// A value as a list has it, as text.
pub(super) fn text(value: &JsonValue) -> String {
    match value {
        JsonValue::Null => String::new(),
        JsonValue::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The key of a related row.
pub(super) fn key(related: &JsonValue) -> String {
    text(&related["id"])
}

/// The name of a related row.
pub(super) fn name(related: &JsonValue) -> String {
    text(&related["repr"])
}

/// Keys or names of several related rows.
pub(super) fn joined(related: &JsonValue, of: fn(&JsonValue) -> String, between: &str) -> String {
    let rows = related.as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter().map(of).collect::<Vec<_>>().join(between)
}
