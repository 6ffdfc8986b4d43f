//! What tells a row from what it was: its version column, or a hash of all its columns; and of its many-to-many fields,
//! behind a point, so that a list can give the first part alone.

use serde_json::Value as JsonValue;
use sha2::{Digest as _, Sha256};

use crate::admin::contract::Members;
use crate::admin::schema::hex;
use crate::schema::ManyToManyMeta;
use crate::value::Value;

/// Enough that nobody meets two rows with one hash, and short enough for a header.
const BYTES: usize = 12;

/// The hash of a row's columns.
pub(crate) fn hash(values: &[Value]) -> String {
    let mut digest = Sha256::new();
    for value in values {
        // Not the text form: it does not tell `NULL` from the text "null".
        digest.update(format!("{value:?}\0"));
    }
    hex(&digest.finalize()[..BYTES])
}

/// The version with the many-to-many fields that were read, whose cells these are.
pub(super) fn with_many(version: &str, many: &[&'static ManyToManyMeta], cells: &Members) -> String {
    if many.is_empty() {
        return version.to_owned();
    }
    let mut digest = Sha256::new();
    for field in many {
        let related = cells.get(field.name).and_then(JsonValue::as_array);
        let mut keys: Vec<&str> = related
            .into_iter()
            .flatten()
            .filter_map(|related| related["id"].as_str())
            .collect();
        keys.sort_unstable();
        digest.update(format!("{}\0{keys:?}\0", field.name));
    }
    format!("{version}.{}", hex(&digest.finalize()[..BYTES / 2]))
}

/// Whether a row is still what the client saw. Of the many-to-many fields only where they are to be written.
pub(super) fn is_same(seen: &str, now: &str, many: bool) -> bool {
    let (seen_row, seen_many) = seen.split_once('.').unwrap_or((seen, ""));
    let (row, now_many) = now.split_once('.').unwrap_or((now, ""));
    seen_row == row && (!many || seen_many.is_empty() || seen_many == now_many)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::SqlType;

    #[test]
    fn nothing_is_not_the_word() {
        let (nothing, word) = (Value::Null(SqlType::Text), Value::Text("null".to_owned()));
        assert_ne!(hash(&[nothing]), hash(&[word]));
    }

    #[test]
    fn many_to_many_fields_count_where_they_are_written() {
        assert!(is_same("1.a", "1.b", false));
        assert!(!is_same("1.a", "1.b", true));
        assert!(is_same("1", "1.b", true), "a list knows the row alone");
        assert!(!is_same("1.a", "2.a", false));
    }
}
