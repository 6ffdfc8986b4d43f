//! What differs between two sets of tables.

use super::table::{Column, Index, Rule, Table, Tables};

/// The tables that only one side has, and those that both have.
pub(super) struct Changes<'a> {
    pub(super) created: Vec<&'a Table>,
    pub(super) dropped: Vec<&'a Table>,
    pub(super) kept: Vec<Kept<'a>>,
}

/// A table on both sides.
pub(super) struct Kept<'a> {
    pub(super) old: &'a Table,
    pub(super) new: &'a Table,
}

impl<'a> Changes<'a> {
    pub(super) fn between(before: &'a Tables, after: &'a Tables) -> Self {
        let (before, after) = (&before.0, &after.0);
        let created = after.iter().filter(|(key, _)| !before.contains_key(*key));
        let dropped = before.iter().filter(|(key, _)| !after.contains_key(*key));
        let kept = before.iter().filter_map(|(key, old)| {
            let new = after.get(key)?;
            (old != new).then_some(Kept { old, new })
        });
        Self {
            created: created.map(|(_, table)| table).collect(),
            dropped: dropped.map(|(_, table)| table).collect(),
            kept: kept.collect(),
        }
    }
}

impl<'a> Kept<'a> {
    /// The columns that are gone.
    pub(super) fn dropped_columns(&self) -> impl Iterator<Item = &'a Column> + use<'a> {
        let new = self.new;
        self.old
            .columns
            .iter()
            .filter(move |column| new.column(&column.field).is_none())
    }

    /// The columns that are new.
    pub(super) fn added_columns(&self) -> impl Iterator<Item = &'a Column> + use<'a> {
        let old = self.old;
        self.new
            .columns
            .iter()
            .filter(move |column| old.column(&column.field).is_none())
    }

    /// The columns that both have, old and new.
    pub(super) fn shared_columns(&self) -> impl Iterator<Item = (&'a Column, &'a Column)> + use<'a> {
        let old = self.old;
        self.new
            .columns
            .iter()
            .filter_map(move |column| Some((old.column(&column.field)?, column)))
    }

    pub(super) fn dropped_rules(&self) -> impl Iterator<Item = &'a Rule> + use<'a> {
        let new = self.new;
        self.old.rules.iter().filter(move |rule| !new.rules.contains(rule))
    }

    pub(super) fn added_rules(&self) -> impl Iterator<Item = &'a Rule> + use<'a> {
        let old = self.old;
        self.new.rules.iter().filter(move |rule| !old.rules.contains(rule))
    }

    pub(super) fn dropped_indexes(&self) -> impl Iterator<Item = &'a Index> + use<'a> {
        let new = self.new;
        self.old
            .indexes
            .iter()
            .filter(move |index| !new.indexes.contains(index))
    }

    pub(super) fn added_indexes(&self) -> impl Iterator<Item = &'a Index> + use<'a> {
        let old = self.old;
        self.new
            .indexes
            .iter()
            .filter(move |index| !old.indexes.contains(index))
    }
}
