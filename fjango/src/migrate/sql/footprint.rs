use std::collections::{BTreeMap, BTreeSet};

use super::TableSteps;
use super::changes::Changes;
use super::table::{Column, Table};
use crate::migrate::state::ProjectState;
use crate::value::SqlType;

/// The tables that a migration's SQL is about.
///
/// SQL is written once, for the tables as they are at that moment: a key that changes its type changes every column that
/// points at it, whoever's table that is. So two migrations whose footprints [meet](Self::meets) must keep their order, and
/// one depends on the other.
#[derive(Clone, Debug, Default)]
pub(in crate::migrate) struct Footprint {
    /// The labels of the models whose tables, or tables between, change.
    pub(in crate::migrate) owners: BTreeSet<String>,
    /// The labels that changed tables point at.
    pub(in crate::migrate) targets: BTreeSet<String>,
    /// The labels whose tables were there and are gone, or are called or told apart otherwise.
    pub(in crate::migrate) keys: BTreeSet<String>,
    /// By the tables' names: those that change,
    pub(in crate::migrate) writes: BTreeSet<String>,
    /// those that they point at,
    reads: BTreeSet<String>,
    /// and those that come, go, or are called or told apart otherwise.
    identities: BTreeSet<String>,
}

impl Footprint {
    /// That of what becomes of `before`.
    pub(in crate::migrate) fn of(steps: &TableSteps, before: &ProjectState) -> Self {
        let changes = Changes::between(&steps.old, &steps.new);
        let (was, is) = (Places::of(before), Places::of(&steps.after));
        let mut footprint = Self::default();
        for table in &changes.created {
            footprint.write(table, &is);
            footprint.identities.insert(table.name.clone());
        }
        for table in &changes.dropped {
            footprint.write(table, &was);
            footprint.identify(table, &was);
        }
        for kept in &changes.kept {
            footprint.write(kept.old, &was);
            footprint.write(kept.new, &is);
            if kept.old.name != kept.new.name || key(kept.old) != key(kept.new) {
                footprint.identify(kept.old, &was);
                footprint.identify(kept.new, &is);
            }
        }
        footprint
    }

    /// Whether the order of both matters.
    pub(in crate::migrate) fn meets(&self, other: &Self) -> bool {
        !self.writes.is_disjoint(&other.writes)
            || !self.reads.is_disjoint(&other.identities)
            || !self.identities.is_disjoint(&other.reads)
    }

    fn write(&mut self, table: &Table, places: &Places<'_>) {
        self.writes.insert(table.name.clone());
        let Some(place) = places.tables.get(table.name.as_str()) else {
            return;
        };
        self.owners.insert(place.owner.clone());
        for label in &place.targets {
            self.targets.insert((*label).to_owned());
            self.reads
                .extend(places.names.get(*label).map(|name| (*name).to_owned()));
        }
    }

    fn identify(&mut self, table: &Table, places: &Places<'_>) {
        self.identities.insert(table.name.clone());
        self.keys
            .extend(places.tables.get(table.name.as_str()).map(|place| place.owner.clone()));
    }
}

/// The tables of a state by their names.
struct Places<'a> {
    tables: BTreeMap<&'a str, Place<'a>>,
    /// By the models' labels.
    names: BTreeMap<String, &'a str>,
}

/// Whose a table is, and what it points at, whether or not the database watches over it.
struct Place<'a> {
    owner: String,
    targets: Vec<&'a str>,
}

impl<'a> Places<'a> {
    fn of(state: &'a ProjectState) -> Self {
        let mut tables = BTreeMap::new();
        for (label, model) in &state.models {
            for many in &model.many_to_many {
                let place = Place {
                    owner: label.clone(),
                    targets: vec![label, &many.target],
                };
                tables.insert(many.table.as_str(), place);
            }
        }
        // A table between that is a model of its own is that model's.
        for (label, model) in &state.models {
            let relations = model.fields.iter().filter_map(|field| field.relation.as_ref());
            let place = Place {
                owner: label.clone(),
                targets: relations.map(|relation| relation.target.as_str()).collect(),
            };
            tables.insert(model.table.as_str(), place);
        }
        let names = state
            .models
            .iter()
            .map(|(label, model)| (label.clone(), model.table.as_str()));
        Self {
            tables,
            names: names.collect(),
        }
    }
}

/// By what its rows are told apart, as far as others copy it.
fn key(table: &Table) -> Option<(&str, SqlType, Option<&str>)> {
    let is_key = |column: &&Column| column.primary_key;
    let column = table.columns.iter().find(is_key)?;
    Some((&column.name, column.kind, column.collation.as_deref()))
}
