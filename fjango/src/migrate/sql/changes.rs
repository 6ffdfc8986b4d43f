//! What differs between two sets of tables.

use std::collections::BTreeMap;

use super::rules::{Body, Index, Rule};
use super::table::{Column, Generated, Table, Tables};

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
    /// The rules that both have, though names in them may differ.
    pub(super) rules: Vec<(&'a Rule, &'a Rule)>,
    /// The indexes that both have, likewise.
    pub(super) indexes: Vec<(&'a Index, &'a Index)>,
    /// The fields whose columns the database computes otherwise than before, or computes only now.
    recomputed: Vec<&'a str>,
}

impl<'a> Changes<'a> {
    pub(super) fn between(before: &'a Tables, after: &'a Tables) -> Self {
        let (before, after) = (&before.0, &after.0);
        let created = after.iter().filter(|(key, _)| !before.contains_key(*key));
        let dropped = before.iter().filter(|(key, _)| !after.contains_key(*key));
        let both: Vec<(&Table, &Table)> = before
            .iter()
            .filter_map(|(key, old)| Some((old, after.get(key)?)))
            .collect();
        let now = Now {
            tables: both
                .iter()
                .map(|(old, new)| (old.name.as_str(), (*old, *new)))
                .collect(),
        };
        let changed = both.iter().filter(|(old, new)| old != new);
        Self {
            created: created.map(|(_, table)| table).collect(),
            dropped: dropped.map(|(_, table)| table).collect(),
            kept: changed.map(|(old, new)| now.keep(old, new)).collect(),
        }
    }
}

/// How what was there before is called after it.
struct Now<'a> {
    /// The tables that stay, by their name before.
    tables: BTreeMap<&'a str, (&'a Table, &'a Table)>,
}

impl<'a> Now<'a> {
    fn keep(&self, old: &'a Table, new: &'a Table) -> Kept<'a> {
        let rules = pairs(
            &old.rules,
            &new.rules,
            |rule| self.rule(rule, old.name.as_str()),
            |rule| &mut rule.name,
        );
        let indexes = pairs(
            &old.indexes,
            &new.indexes,
            |index| self.index(index, old.name.as_str()),
            |index| &mut index.name,
        );
        let shared = new
            .columns
            .iter()
            .filter_map(|column| Some((old.column(&column.field)?, column)));
        let recomputed = shared.filter(|(before, column)| {
            let stored = |column: &Column| (column.kind, column.max_length, column.collation.clone());
            column.generated.is_some()
                && (self.generated(before, &old.name) != column.generated || stored(before) != stored(column))
        });
        Kept {
            old,
            new,
            rules,
            indexes,
            recomputed: recomputed.map(|(_, column)| column.field.as_str()).collect(),
        }
    }

    /// A column's name; `None` when it is gone.
    fn column(&self, table: &str, column: &str) -> Option<String> {
        let (old, new) = self.tables.get(table)?;
        let before = old.columns.iter().find(|one| one.name == column)?;
        Some(new.column(&before.field)?.name.clone())
    }

    /// The columns of a table that have other names now.
    fn renames(&self, table: &str) -> Vec<(String, String)> {
        let Some((old, new)) = self.tables.get(table) else {
            return Vec::new();
        };
        let renamed = old.columns.iter().filter_map(|before| {
            let after = new.column(&before.field)?;
            (before.name != after.name).then(|| (before.name.clone(), after.name.clone()))
        });
        renamed.collect()
    }

    /// `None` when a column of it is gone.
    fn index(&self, index: &Index, table: &str) -> Option<Index> {
        let is_there = |column: &str| self.column(table, column).is_some();
        index
            .columns()
            .all(is_there)
            .then(|| index.clone().renamed(&self.renames(table)))
    }

    /// `None` when a column of it is gone, or the table that it points at.
    fn rule(&self, rule: &Rule, own: &str) -> Option<Rule> {
        if !rule.columns().all(|column| self.column(own, column).is_some()) {
            return None;
        }
        let mut now = rule.clone().renamed(&self.renames(own));
        if let Body::ForeignKey { table, target, .. } = &mut now.body {
            *target = self.column(table, target)?;
            // Invariant: a table without a successor has no columns that have one.
            table.clone_from(&self.tables[table.as_str()].1.name);
        }
        Some(now)
    }

    /// How a computed column is computed now.
    fn generated(&self, column: &Column, table: &str) -> Option<Generated> {
        let mut generated = column.generated.clone()?;
        generated.rename(&self.renames(table));
        Some(generated)
    }
}

/// Each of `old` with the one of `new` that says the same: `now` gives it today's names, and its own name decides only
/// between several.
fn pairs<'a, T: PartialEq + Clone>(
    old: &'a [T],
    new: &'a [T],
    now: impl Fn(&T) -> Option<T>,
    name: impl Fn(&mut T) -> &mut String,
) -> Vec<(&'a T, &'a T)> {
    let nameless = |one: &T| {
        let mut one = one.clone();
        name(&mut one).clear();
        one
    };
    let mut free: Vec<(&T, T)> = new.iter().map(|one| (one, nameless(one))).collect();
    let mut pairs = Vec::new();
    let mut open: Vec<(&T, T)> = old.iter().filter_map(|one| Some((one, now(one)?))).collect();
    open.retain(|(before, one)| {
        let same = free.iter().position(|(candidate, _)| *candidate == one);
        pairs.extend(same.map(|place| (*before, free.remove(place).0)));
        same.is_none()
    });
    for (before, one) in open {
        let one = nameless(&one);
        let same = free.iter().position(|(_, candidate)| *candidate == one);
        pairs.extend(same.map(|place| (before, free.remove(place).0)));
    }
    pairs
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

    /// Whether the database computes the column otherwise than before, or only now: it is then made anew.
    pub(super) fn is_recomputed(&self, column: &Column) -> bool {
        self.recomputed.contains(&column.field.as_str())
    }

    /// The columns that both have, old and new.
    pub(super) fn shared_columns(&self) -> impl Iterator<Item = (&'a Column, &'a Column)> + use<'a> {
        let old = self.old;
        self.new
            .columns
            .iter()
            .filter_map(move |column| Some((old.column(&column.field)?, column)))
    }

    pub(super) fn dropped_rules(&self) -> impl Iterator<Item = &'a Rule> {
        let is_kept = |rule: &&Rule| self.rules.iter().any(|(old, _)| std::ptr::eq(*old, *rule));
        self.old.rules.iter().filter(move |rule| !is_kept(rule))
    }

    pub(super) fn added_rules(&self) -> impl Iterator<Item = &'a Rule> {
        let is_kept = |rule: &&Rule| self.rules.iter().any(|(_, new)| std::ptr::eq(*new, *rule));
        self.new.rules.iter().filter(move |rule| !is_kept(rule))
    }

    pub(super) fn dropped_indexes(&self) -> impl Iterator<Item = &'a Index> {
        let is_kept = |index: &&Index| self.indexes.iter().any(|(old, _)| std::ptr::eq(*old, *index));
        self.old.indexes.iter().filter(move |index| !is_kept(index))
    }

    pub(super) fn added_indexes(&self) -> impl Iterator<Item = &'a Index> {
        let is_kept = |index: &&Index| self.indexes.iter().any(|(_, new)| std::ptr::eq(*new, *index));
        self.new.indexes.iter().filter(move |index| !is_kept(index))
    }
}
