//! What changed of a row.

use serde_json::{Value as JsonValue, json};

use crate::admin::builder::is_sensitive;
use crate::admin::cell;
use crate::admin::contract::Members;
use crate::admin::record::FoundRecord;
use crate::schema::{FieldMeta, ModelMeta};

/// The fields that differ, before and after: `{"title": ["a", "b"]}`. What fjango itself keeps (the key, times of writing,
/// versions) is no news.
pub(super) fn changes(meta: &'static ModelMeta, before: Option<&FoundRecord>, after: Option<&FoundRecord>) -> Members {
    let mut changes = Members::new();
    let fields = meta.fields.iter().enumerate();
    for (position, field) in fields.filter(|(_, field)| field.editable() && !is_sensitive(field)) {
        let of = |row: Option<&FoundRecord>| row.map_or(JsonValue::Null, |row| column(field, position, row));
        note(&mut changes, field.name, of(before), of(after));
    }
    for field in meta.many_to_many {
        let of = |row: Option<&FoundRecord>| row.and_then(|row| row.row.cells.get(field.name)).cloned();
        // Rows that go take their links along; what was not read is not known.
        if let (Some(before), Some(after)) = (of(before).or_else(empty(before)), of(after).or_else(empty(after))) {
            note(&mut changes, field.name, before, after);
        }
    }
    changes
}

/// A row that is not there has no links.
fn empty(row: Option<&FoundRecord>) -> impl FnOnce() -> Option<JsonValue> {
    let is_there = row.is_some();
    move || (!is_there).then(|| json!([]))
}

fn note(changes: &mut Members, name: &str, before: JsonValue, after: JsonValue) {
    if keys_of(&before) != keys_of(&after) {
        changes.insert(name.to_owned(), json!([before, after]));
    }
}

/// The value without the names of related rows, which change by themselves.
pub(super) fn keys_of(value: &JsonValue) -> JsonValue {
    match value {
        JsonValue::Array(values) => {
            let mut keys: Vec<JsonValue> = values.iter().map(keys_of).collect();
            let related = values.iter().all(|value| related_key(value).is_some());
            if related {
                keys.sort_by_key(JsonValue::to_string);
            }
            keys.into()
        }
        value => related_key(value).cloned().unwrap_or_else(|| value.clone()),
    }
}

/// The key of `{"id": …, "repr": …}`.
fn related_key(value: &JsonValue) -> Option<&JsonValue> {
    let object = value.as_object()?;
    let only = object.keys().all(|name| name == "id" || name == "repr");
    object.get("id").filter(|_| only)
}

fn column(field: &'static FieldMeta, position: usize, row: &FoundRecord) -> JsonValue {
    let Some(value) = row.values().get(position).filter(|value| !value.is_null()) else {
        return JsonValue::Null;
    };
    if field.relation.is_some() {
        // The name as it was then, where it was read along.
        return match row.row.cells.get(field.name) {
            Some(cell @ JsonValue::Object(_)) => cell.clone(),
            _ => json!({"id": value.to_text()}),
        };
    }
    if field.file.is_some() {
        return value.to_text().into();
    }
    cell::of_value(field, value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn related_rows_are_the_same_under_another_name_and_in_another_order() {
        let one = json!([{"id": "2", "repr": "b"}, {"id": "1", "repr": "a"}]);
        let other = json!([{"id": "1", "repr": "A"}, {"id": "2", "repr": "B"}]);
        assert_eq!(keys_of(&one), keys_of(&other));
        assert_eq!(keys_of(&json!({"id": "1", "repr": "a"})), json!("1"));
        // JSON of the user's own stays what it is.
        for own in [json!({"id": 1, "name": "x"}), json!([2, 1]), json!(null), json!("x")] {
            assert_eq!(keys_of(&own), own);
        }
    }
}
