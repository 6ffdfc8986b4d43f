//! What becomes of tables, columns and values along a migration's steps.
//!
//! The states before and after say how things are called, the steps which of them are the same thing.

use super::rules::Body;
use super::table::{Column, Table, Tables};
use crate::migrate::Operation;
use crate::migrate::state::Literal;

/// What the steps say of a column's rows, by the names that they use at that point.
struct Values {
    label: String,
    field: String,
    added: bool,
    fill: Option<Literal>,
    replaced: Vec<(String, String)>,
}

/// Keys the tables and columns `before` as their successors are, and notes in `after` what rows that exist get (in
/// `before` what they get on the way back).
pub(super) fn follow(app: &str, operations: &[Operation], before: &mut Tables, after: &mut Tables) {
    let mut values: Vec<Values> = Vec::new();
    for (step, operation) in operations.iter().enumerate() {
        let label = format!("{app}.{}", operation.model());
        // No key or field that exists is called so.
        let gone = |name: &str| format!("{name} (gone in step {step})");
        match operation {
            Operation::RenameModel { to, .. } => {
                relabel(&label, &format!("{app}.{to}"), before, &mut values);
            }
            Operation::MoveModel { model, from } => {
                relabel(&format!("{from}.{model}"), &label, before, &mut values);
            }
            Operation::DeleteModel { .. } => {
                relabel(&label, &gone(&label), before, &mut values);
            }
            Operation::RenameField { field, to, .. } => rename_field(&label, field, to, before, &mut values),
            Operation::RemoveField { field, .. } => rename_field(&label, field, &gone(field), before, &mut values),
            Operation::RenameManyToMany { field, to, .. } => before.rename_between(&label, field, &to.name),
            Operation::RemoveManyToMany { field, .. } => before.rename_between(&label, field, &gone(field)),
            Operation::ModelFromManyToMany {
                from, source, target, ..
            } => {
                let table = before
                    .0
                    .keys()
                    .find(|key| key.strip_prefix(from).is_some_and(|rest| rest.starts_with(" -> ")));
                if let Some(key) = table.cloned() {
                    before.turn(&key, &label, &[("source", source), ("target", target)]);
                }
            }
            Operation::ManyToManyFromModel {
                field,
                from,
                source,
                target,
                ..
            } => {
                let columns = before.0.get(from).map(|table| &table.columns);
                let key = columns.into_iter().flatten().find(|column| column.primary_key);
                let key = key.map_or_else(|| "id".to_owned(), |column| column.field.clone());
                let between = format!("{label}.{} -> {}", field.name, field.target);
                before.turn(from, &between, &[(source, "source"), (target, "target"), (&key, "id")]);
            }
            Operation::AddField { field, .. } => {
                let column = column_values(&label, &field.name, &mut values);
                (column.added, column.fill) = (true, field.fill.clone());
            }
            Operation::AlterField { field, .. } if field.fill.is_some() => {
                column_values(&label, &field.name, &mut values)
                    .fill
                    .clone_from(&field.fill);
            }
            Operation::RenameChoice { field, value, to, .. } => {
                let column = column_values(&label, field, &mut values);
                column.replaced.push((value.clone(), to.clone()));
            }
            _ => {}
        }
    }
    for column in values {
        column.note(before, after);
    }
}

impl Values {
    fn note(self, before: &mut Tables, after: &mut Tables) {
        let reversed = before
            .0
            .get(&self.label)
            .map(|table| reversed(table, &self.field, &self.replaced));
        if let (Some(reversed), Some(column)) = (reversed, before.column_mut(&self.label, &self.field)) {
            column.replaced = reversed;
        }
        if let Some(column) = after.column_mut(&self.label, &self.field) {
            if self.added {
                // The writer of the migration was asked for a value and gave none.
                column.neutral = None;
            }
            column.fill = self.fill;
            column.replaced = self.replaced;
        }
    }
}

/// The way back of replaced values, as far as rows tell it: not for two that became one.
fn reversed(table: &Table, field: &str, replaced: &[(String, String)]) -> Vec<(String, String)> {
    let Some(column) = table.column(field) else {
        return Vec::new();
    };
    let allowed = |value: &String| {
        let mut rules = table.rules.iter();
        rules.any(|rule| match &rule.body {
            Body::Choices { column: name, values } => *name == column.name && values.contains(value),
            _ => false,
        })
    };
    let is_one = |to: &String| replaced.iter().filter(|(_, other)| other == to).count() == 1;
    let back = replaced.iter().filter(|(_, to)| is_one(to) && !allowed(to));
    back.map(|(from, to)| (to.clone(), from.clone())).collect()
}

fn relabel(from: &str, to: &str, before: &mut Tables, values: &mut [Values]) {
    before.relabel(from, to);
    for column in values.iter_mut().filter(|column| column.label == from) {
        to.clone_into(&mut column.label);
    }
}

fn rename_field(label: &str, field: &str, to: &str, before: &mut Tables, values: &mut [Values]) {
    if let Some(column) = before.column_mut(label, field) {
        to.clone_into(&mut column.field);
    }
    for column in values.iter_mut() {
        if column.label == label && column.field == field {
            to.clone_into(&mut column.field);
        }
    }
}

fn column_values<'a>(label: &str, field: &str, values: &'a mut Vec<Values>) -> &'a mut Values {
    let known = values
        .iter()
        .position(|column| column.label == label && column.field == field);
    let index = known.unwrap_or_else(|| {
        values.push(Values {
            label: label.to_owned(),
            field: field.to_owned(),
            added: false,
            fill: None,
            replaced: Vec::new(),
        });
        values.len() - 1
    });
    &mut values[index]
}

impl Tables {
    fn column_mut(&mut self, label: &str, field: &str) -> Option<&mut Column> {
        let table = self.0.get_mut(label)?;
        table.columns.iter_mut().find(|column| column.field == field)
    }

    /// Keys as [`Tables::of`] makes them: a label, or `label.field -> label` for a table between two.
    fn relabel(&mut self, from: &str, to: &str) {
        self.rekey(|key| match key.split_once(" -> ") {
            None => (key == from).then(|| to.to_owned()),
            Some((source, target)) => {
                let (owner, field) = source.rsplit_once('.')?;
                let changed = |label: &str| if label == from { to.to_owned() } else { label.to_owned() };
                Some(format!("{}.{field} -> {}", changed(owner), changed(target)))
            }
        });
    }

    /// Gives a table another key and its columns other fields, all at once.
    fn turn(&mut self, from: &str, to: &str, fields: &[(&str, &str)]) {
        let Some(mut table) = self.0.remove(from) else { return };
        for column in &mut table.columns {
            if let Some((_, field)) = fields.iter().find(|(field, _)| *field == column.field) {
                (*field).clone_into(&mut column.field);
            }
        }
        self.0.insert(to.to_owned(), table);
    }

    fn rename_between(&mut self, label: &str, field: &str, to: &str) {
        let from = format!("{label}.{field} -> ");
        self.rekey(|key| Some(format!("{label}.{to} -> {}", key.strip_prefix(&from)?)));
    }

    /// Gives tables other keys; `None` leaves one as it is.
    fn rekey(&mut self, key: impl Fn(&str) -> Option<String>) {
        let tables = std::mem::take(&mut self.0);
        self.0 = tables
            .into_iter()
            .map(|(old, table)| (key(&old).unwrap_or(old), table))
            .collect();
    }
}
