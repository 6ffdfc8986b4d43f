use std::collections::BTreeSet;

use super::drafts::{Draft, named};
use super::order::Detector;
use crate::migrate::files::{Migration, MigrationId};
use crate::migrate::graph::{Graph, nearest};
use crate::migrate::sql::{DIALECTS, Script};
use crate::migrate::state::ProjectState;
use crate::migrate::{Error, Result};

/// What `makemigrations` was asked for.
#[derive(Clone, Debug, Default)]
pub struct MakeOptions {
    /// Only these apps, and what they depend on; all when empty.
    pub apps: Vec<String>,
    /// The name after the number, for every migration made.
    pub name: Option<String>,
    /// Make a migration without steps for each of `apps`, to be filled with SQL by hand.
    pub empty: bool,
}

/// The migrations that are missing between `graph` and `models`, in order. Empty when nothing changed.
///
/// Renames are not guessed: a field that is called otherwise is one removed and one added, and
/// [`Operation::loses_data`] says so.
///
/// # Errors
/// [`Error::Conflict`] when an app has two last migrations, [`Error::NeedsDefault`] when a new column has no value for
/// existing rows, [`Error::UnknownApp`] and [`Error::BadName`] for what was asked.
pub fn detect(graph: &Graph, models: &ProjectState, options: &MakeOptions) -> Result<Vec<Migration>> {
    graph.check_conflicts()?;
    check(graph, models, options)?;
    let state = graph.state()?;
    let drafts = if options.empty {
        options.apps.iter().map(|app| Draft::new(app, 0)).collect()
    } else {
        Detector::new(&state, models).run()?
    };
    let mut new = named(graph, drafts, options)?;
    if !options.apps.is_empty() {
        let wanted: Vec<MigrationId> = new
            .iter()
            .map(|one| one.id.clone())
            .filter(|id| options.apps.contains(&id.app))
            .collect();
        let both = Graph::new(graph.iter().cloned().chain(new.iter().cloned()))?;
        let needed = both.with_dependencies(&wanted);
        new.retain(|one| needed.contains(&one.id));
    }
    let order = Graph::new(graph.iter().cloned().chain(new.iter().cloned()))?;
    let mut before = state;
    let mut done = Vec::new();
    for migration in order.iter().filter(|one| graph.get(&one.id).is_none()) {
        let mut migration = migration.clone();
        for dialect in DIALECTS {
            let script = Script::write(dialect, &migration.id.app, &migration.operations, &before)?;
            migration.scripts.insert(dialect.name(), script);
        }
        migration.apply(&mut before)?;
        done.push(migration);
    }
    Ok(done)
}

fn check(graph: &Graph, models: &ProjectState, options: &MakeOptions) -> Result<()> {
    let known: BTreeSet<&str> = graph.apps().into_iter().chain(models.apps()).collect();
    if let Some(app) = options.apps.iter().find(|app| !known.contains(app.as_str())) {
        return Err(Error::UnknownApp {
            app: app.clone(),
            suggestion: nearest(app, known.into_iter()),
        });
    }
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    match &options.name {
        Some(name) if name.is_empty() || !name.chars().all(is_plain) => Err(Error::BadName { name: name.clone() }),
        _ => Ok(()),
    }
}
