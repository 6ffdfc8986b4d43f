//! What to do when rows are in the way of a migration.

use crate::migrate::Operation;
use crate::migrate::files::Migration;

/// What the database said, and what to do where the migration's steps tell.
pub(super) fn with_hint(migration: &Migration, message: String) -> String {
    match hint(migration, &message) {
        Some(hint) => format!("{message}\nhint: {hint}"),
        None => message,
    }
}

fn hint(migration: &Migration, message: &str) -> Option<String> {
    let (app, lower) = (&migration.id.app, message.to_lowercase());
    migration.operations.iter().find_map(|operation| {
        let (Operation::AddField { model, field } | Operation::AlterField { model, field }) = operation else {
            return None;
        };
        let path = format!("{app}.{model}.{}", field.name);
        if !field.choices.is_empty() && message.contains(&format!("_{}_choices_check", field.column)) {
            return Some(format!(
                "rows have another value in `{path}` than {}; change them first, or make the migration again and say \
                 what a choice that is gone becomes, with `--renamed {path}:old=new`",
                field.choices.join(", ")
            ));
        }
        let names_column = [
            format!("\"{}\"", field.column),
            format!(".{}", field.column),
            format!("`{}`", field.column),
        ];
        let is_null = lower.contains("null") && names_column.iter().any(|name| message.contains(name.as_str()));
        (is_null && !field.nullable && field.fill.is_none()).then(|| {
            format!(
                "rows have no value for `{path}`; give them one first, or make the migration again with \
                 `--default {path}=VALUE`"
            )
        })
    })
}
