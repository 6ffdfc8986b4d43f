//! How a field can be edited, where that differs from what its type says.

use crate::admin::contract::FieldType;
use crate::admin::schema::type_of;
use crate::schema::FieldMeta;

/// A widget that the pages know.
struct Widget {
    name: &'static str,
    /// The fields that it edits.
    kinds: &'static [FieldType],
    /// What such fields are called in a message.
    edits: &'static str,
}

const CHOICES: &[FieldType] = &[FieldType::Enum];
const LINES: &[FieldType] = &[FieldType::String, FieldType::Text];

const WIDGETS: [Widget; 10] = [
    widget(
        "select",
        &[FieldType::Enum, FieldType::Boolean],
        "choices, and yes or no",
    ),
    widget("radio", CHOICES, "choices"),
    widget("switch", &[FieldType::Boolean], "yes or no"),
    widget("checkbox", &[FieldType::Boolean], "yes or no"),
    widget("input", LINES, "text"),
    widget("textarea", LINES, "text"),
    widget("markdown", LINES, "text"),
    widget("password", &[FieldType::String], "text of one line"),
    widget("color", &[FieldType::String], "text of one line"),
    widget("slider", &[FieldType::Integer, FieldType::Float], "numbers"),
];

const fn widget(name: &'static str, kinds: &'static [FieldType], edits: &'static str) -> Widget {
    Widget { name, kinds, edits }
}

/// Why a field cannot be edited with the widget called `name`; a many-to-many field is none at all.
pub(super) fn objection(name: &str, field: Option<&FieldMeta>) -> Option<String> {
    let Some(widget) = WIDGETS.iter().find(|widget| widget.name == name) else {
        let known = WIDGETS.map(|widget| format!("`{}`", widget.name)).join(", ");
        return Some(format!("which is no widget; there are {known}"));
    };
    let Some(field) = field.filter(|field| widget.kinds.contains(&type_of(field))) else {
        return Some(format!("a widget that edits {} only", widget.edits));
    };
    match name {
        "switch" | "checkbox" | "slider" if field.nullable => {
            Some("a widget that cannot show that a value is missing".to_owned())
        }
        "slider" if field.min.is_none() || field.max.is_none() => {
            Some("a widget that needs `min` and `max` of the field".to_owned())
        }
        _ => None,
    }
}
