//! Which migrations a command runs, and which way.

use std::collections::{BTreeMap, BTreeSet};

use super::files::MigrationId;
use super::graph::Graph;
use super::{Error, Result};

/// Where to migrate to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// Everything forward.
    #[default]
    All,
    /// An app forward to its last migration.
    App(String),
    /// An app to exactly this migration (a beginning of its name will do), forward or back.
    Migration(String, String),
    /// An app back to nothing.
    Zero(String),
}

/// Which way a migration runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `up.sql`.
    Forward,
    /// `down.sql`.
    Backward,
}

/// What the database says it has applied: the checksum of each.
pub(super) type History = BTreeMap<MigrationId, String>;

/// Counts what replaces applied migrations as applied, and gives those that the database has not noted so yet.
pub(super) fn count_replaced(graph: &Graph, history: &mut History, dialect: &'static str) -> Result<Vec<MigrationId>> {
    let mut found = Vec::new();
    // In order, as one may replace another that replaces some.
    for migration in graph.files().filter(|one| !one.replaces.is_empty()) {
        let is_applied = migration.replaces.iter().all(|one| history.contains_key(one));
        if is_applied && graph.get(&migration.id).is_some() && !history.contains_key(&migration.id) {
            history.insert(migration.id.clone(), migration.checksum(dialect)?);
            found.push(migration.id.clone());
        }
    }
    Ok(found)
}

/// Says whether the history fits the files.
pub(super) fn check(graph: &Graph, history: &History, dialect: &'static str) -> Result<()> {
    // What was replaced stays noted, for those who still have its files.
    let replaced: BTreeSet<&MigrationId> = graph.iter().flat_map(|one| &one.replaces).collect();
    let missing: Vec<String> = history
        .keys()
        .filter(|id| graph.get(id).is_none() && !replaced.contains(id))
        .map(ToString::to_string)
        .collect();
    if let Some(step) = history.keys().find(|id| graph.get(id).is_none() && id.is_data_step()) {
        return Err(Error::MissingAppliedStep { step: step.to_string() });
    }
    if !missing.is_empty() {
        return Err(Error::MissingFiles { migrations: missing });
    }
    for migration in graph.iter() {
        let Some(checksum) = history.get(&migration.id) else {
            continue;
        };
        if let Some(dependency) = migration.dependencies.iter().find(|one| !history.contains_key(one)) {
            return Err(Error::InconsistentHistory {
                migration: migration.id.to_string(),
                dependency: dependency.to_string(),
            });
        }
        if *checksum != migration.checksum(dialect)? {
            return Err(Error::Edited {
                migration: migration.id.to_string(),
            });
        }
    }
    Ok(())
}

/// The steps from `history` to `target`, in order.
pub(super) fn plan(graph: &Graph, history: &History, target: &Target) -> Result<Vec<(MigrationId, Direction)>> {
    match target {
        Target::All => {
            graph.check_conflicts()?;
            let all: Vec<MigrationId> = graph.iter().map(|one| one.id.clone()).collect();
            Ok(forward(graph, history, &all))
        }
        Target::App(app) => {
            graph.check_app(app)?;
            let leaf: Vec<MigrationId> = graph.leaf(app)?.cloned().into_iter().collect();
            Ok(forward(graph, history, &leaf))
        }
        Target::Zero(app) => {
            graph.check_app(app)?;
            let own: Vec<MigrationId> = own(graph, app).cloned().collect();
            Ok(backward(graph, history, &own))
        }
        Target::Migration(app, name) => {
            let id = &graph.find(app, name)?.id;
            if !history.contains_key(id) {
                return Ok(forward(graph, history, std::slice::from_ref(id)));
            }
            // Only what follows in the same app goes; other apps may rest on this very migration.
            let after = graph.with_dependents(std::slice::from_ref(id));
            let after: Vec<MigrationId> = own(graph, app)
                .filter(|one| *one != id && after.contains(one))
                .cloned()
                .collect();
            Ok(backward(graph, history, &after))
        }
    }
}

fn own<'a>(graph: &'a Graph, app: &'a str) -> impl Iterator<Item = &'a MigrationId> {
    graph.iter().map(|one| &one.id).filter(move |id| id.app == app)
}

fn forward(graph: &Graph, history: &History, ids: &[MigrationId]) -> Vec<(MigrationId, Direction)> {
    let wanted = graph.with_dependencies(ids);
    pick(
        graph.iter().map(|one| &one.id),
        &wanted,
        |id| !history.contains_key(id),
        Direction::Forward,
    )
}

fn backward(graph: &Graph, history: &History, ids: &[MigrationId]) -> Vec<(MigrationId, Direction)> {
    let wanted = graph.with_dependents(ids);
    pick(
        graph.iter().rev().map(|one| &one.id),
        &wanted,
        |id| history.contains_key(id),
        Direction::Backward,
    )
}

fn pick<'a>(
    order: impl Iterator<Item = &'a MigrationId>,
    wanted: &BTreeSet<MigrationId>,
    is_due: impl Fn(&MigrationId) -> bool,
    direction: Direction,
) -> Vec<(MigrationId, Direction)> {
    order
        .filter(|id| wanted.contains(id) && is_due(id))
        .map(|id| (id.clone(), direction))
        .collect()
}
