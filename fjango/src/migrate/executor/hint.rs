//! What to do when rows are in the way of a migration.

use crate::migrate::Operation;
use crate::migrate::files::Migration;
use crate::migrate::state::FieldState;

/// What the database said, and what to do where the migration's steps tell.
pub(super) fn with_hint(migration: &Migration, message: String) -> String {
    match hint(migration, &message) {
        Some(hint) => format!("{message}\nhint: {hint}"),
        None => message,
    }
}

fn hint(migration: &Migration, message: &str) -> Option<String> {
    let app = &migration.id.app;
    let fields = || {
        migration
            .operations
            .iter()
            .filter_map(move |operation| match operation {
                Operation::AddField { model, field } | Operation::AlterField { model, field } => {
                    Some((format!("{app}.{model}.{}", field.name), field))
                }
                _ => None,
            })
    };
    if message.contains("VIRTUAL") {
        let (path, _) = computed_at_read(migration).next()?;
        return Some(format!(
            "PostgreSQL computes columns at every read since version 18; take `stored = false` away from `{path}` and make the \
             migration again, or use that version"
        ));
    }
    let chosen = |(_, field): &(_, &FieldState)| {
        !field.choices.is_empty() && message.contains(&format!("_{}_choices_check", field.column))
    };
    if let Some((path, field)) = fields().find(chosen) {
        return Some(format!(
            "rows have another value in `{path}` than {}; change them first, or make the migration again and say what a \
             choice that is gone becomes, with `--renamed {path}:old=new`",
            field.choices.join(", ")
        ));
    }
    if !message.to_lowercase().contains("null") {
        return None;
    }
    let bare = |(_, field): &(_, &FieldState)| !field.nullable && field.fill.is_none() && field.db_default.is_none();
    let is_named = |(_, field): &(_, &FieldState)| {
        let name = &field.column;
        ['"', '`', '.']
            .iter()
            .any(|quote| message.contains(&format!("{quote}{name}")))
    };
    // SQLite does not say which column it is.
    let (path, _) = fields().filter(bare).find(is_named).or_else(|| fields().find(bare))?;
    Some(format!(
        "rows have no value for `{path}`; give them one first, or make the migration again with `--default {path}=VALUE`"
    ))
}

/// Fields that the database is asked not to store.
fn computed_at_read(migration: &Migration) -> impl Iterator<Item = (String, &FieldState)> {
    let app = &migration.id.app;
    migration.operations.iter().flat_map(move |operation| {
        let (model, fields) = match operation {
            Operation::AddField { model, field } | Operation::AlterField { model, field } => {
                (model, std::slice::from_ref(field))
            }
            Operation::CreateModel { model, fields, .. } => (model, fields.as_slice()),
            _ => return Vec::new(),
        };
        let computed = fields.iter().filter(|field| field.generated.is_some() && !field.stored);
        computed
            .map(|field| (format!("{app}.{model}.{}", field.name), field))
            .collect()
    })
}
