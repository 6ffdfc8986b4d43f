use std::collections::BTreeSet;

use super::answers::{Answers, Asking};
use super::drafts::{Draft, named};
use super::order::Detector;
use super::past::Past;
use super::questions::{Questioner, Refuse};
use super::renames::Renames;
use crate::migrate::files::{Migration, MigrationId, check_name};
use crate::migrate::graph::{Graph, nearest};
use crate::migrate::sql::{DIALECTS, Footprint, TableSteps};
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
    /// What is known of renames and missing values.
    pub answers: Answers,
}

/// The migrations that are missing between `graph` and `models`, in order. Empty when nothing changed.
///
/// Nothing is guessed: what only [`MakeOptions::answers`] could tell and do not is an error.
///
/// # Errors
/// [`Error::Conflict`] when an app has two last migrations, [`Error::Unanswered`] when something may have been renamed
/// or a column has no value for rows that exist, [`Error::UnusedAnswers`] and [`Error::BadAnswer`] when an answer does
/// not fit, [`Error::UnknownApp`] and [`Error::BadName`] for what was asked.
pub fn detect(graph: &Graph, models: &ProjectState, options: &MakeOptions) -> Result<Vec<Migration>> {
    detect_asking(graph, models, options, &mut Refuse)
}

/// As [`detect`], and asks `questioner` what the answers do not tell.
///
/// # Errors
/// As [`detect`], and what `questioner` says.
pub fn detect_asking(
    graph: &Graph,
    models: &ProjectState,
    options: &MakeOptions,
    questioner: &mut dyn Questioner,
) -> Result<Vec<Migration>> {
    graph.check_conflicts()?;
    check(graph, models, options)?;
    let past = Past::of(graph)?;
    let state = past.state.clone();
    let drafts = if options.empty {
        options.apps.iter().map(|app| Draft::new(app, 0)).collect()
    } else {
        let mut asking = Asking::new(&options.answers, questioner);
        let renames = Renames::find(&state, models, &mut asking)?;
        let drafts = Detector::new(&state, &renames, models, &mut asking).run(&renames)?;
        asking.finish()?;
        drafts
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
    let mut done: Vec<Migration> = Vec::new();
    let mut footprints: Vec<Footprint> = Vec::new();
    for migration in order.iter().filter(|one| graph.get(&one.id).is_none()) {
        let mut migration = migration.clone();
        let app = &migration.id.app;
        let steps = TableSteps::of(app, &migration.operations, &before)?;
        for dialect in DIALECTS {
            migration.scripts.insert(dialect.name(), steps.script(dialect));
        }
        // The SQL fits the tables as they are now, so what is about the same ones keeps its place.
        let footprint = Footprint::of(&steps, &before);
        let mut needed = past.before(graph, app, &migration.operations, &footprint)?;
        let meeting = done
            .iter()
            .zip(&footprints)
            .filter(|(_, other)| other.meets(&footprint));
        needed.extend(meeting.map(|(one, _)| one.id.clone()));
        let known = order.with_dependencies(&migration.dependencies);
        migration
            .dependencies
            .extend(needed.into_iter().filter(|id| !known.contains(id)));
        migration.dependencies.sort();
        footprints.push(footprint);
        before = steps.after;
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
    options.name.as_deref().map_or(Ok(()), check_name)
}
