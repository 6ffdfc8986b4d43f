//! Two last migrations of an app, as two branches make them, become one history again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::files::{Migration, MigrationId, check_name};
use super::graph::Graph;
use super::operations::Operation;
use super::source::Project;
use super::sql::{DIALECTS, SchemaDialect, Script};
use super::state::ProjectState;
use super::{Error, Result};

/// Migrations that follow others now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rebased {
    /// Every migration that changed, in order, with the name that it had.
    pub migrations: Vec<(MigrationId, Migration)>,
    /// Files that were edited by hand and are kept, although made anew they would be different: the file, and its text
    /// as it would be made now.
    pub kept: Vec<(String, String)>,
}

/// Lets the migrations that lead to `moved`, one of two last ones of `app`, follow the other: they get its next numbers,
/// and their SQL is written anew. What was edited by hand stays as it is.
///
/// # Errors
/// [`Error::NoConflict`] when `app` has not two last migrations or `moved` is none of them, [`Error::DoNotFit`] when
/// a step fails after the other's, such as for a field that both add.
pub fn rebase(graph: &Graph, app: &str, moved: &str) -> Result<Rebased> {
    let (stays, moved) = sides(graph, app, moved)?;
    let base = graph.with_dependencies(std::slice::from_ref(&stays));
    let own = graph.with_dependencies(std::slice::from_ref(&moved));
    let mut number = stays.number().unwrap_or(0);
    let mut names: BTreeMap<MigrationId, MigrationId> = BTreeMap::new();
    for migration in graph.iter() {
        let id = &migration.id;
        if id.app == app && own.contains(id) && !base.contains(id) {
            number += 1;
            let text = id.name.split_once('_').map_or(id.name.as_str(), |(_, text)| text);
            names.insert(id.clone(), MigrationId::new(app, format!("{number:04}_{text}")));
        }
    }
    let mut first = true;
    let mut all = Vec::new();
    for migration in graph.iter() {
        let mut migration = migration.clone();
        for dependency in &mut migration.dependencies {
            if let Some(name) = names.get(dependency) {
                dependency.clone_from(name);
            }
        }
        if let Some(name) = names.get(&migration.id) {
            if std::mem::take(&mut first) {
                migration.dependencies.retain(|one| one.app != app);
                migration.dependencies.push(stays.clone());
                migration.dependencies.sort();
            }
            migration.id.clone_from(name);
        }
        all.push(migration);
    }
    let after = Graph::new(all)?;
    let mut rebased = Rebased::default();
    let mut state = ProjectState::default();
    for migration in after.iter() {
        let was = names.iter().find(|(_, name)| **name == migration.id);
        let was = was.map_or(&migration.id, |(was, _)| was).clone();
        let mut migration = migration.clone();
        if names.contains_key(&was) {
            let old = state_before(graph, &was)?;
            for dialect in DIALECTS {
                write_anew(&mut migration, dialect, &old, &state, &stays, &mut rebased.kept)?;
            }
        }
        let unfit = |error: Error| Error::DoNotFit {
            migration: was.to_string(),
            other: stays.to_string(),
            message: error.to_string(),
        };
        apply_all(&migration, &mut state).map_err(unfit)?;
        if graph.get(&was) != Some(&migration) {
            rebased.migrations.push((was, migration));
        }
    }
    Ok(rebased)
}

/// A migration after both last ones of `app`, where it does not matter which of the two comes first.
///
/// # Errors
/// [`Error::NoConflict`] when `app` has not two last migrations, [`Error::DoNotFit`] when their order matters:
/// [`rebase`] one of them then; [`Error::BadName`] for `name`.
pub fn merge(graph: &Graph, app: &str, name: Option<&str>) -> Result<Migration> {
    let leaves: Vec<MigrationId> = graph.leaves(app).into_iter().cloned().collect();
    let [one, other] = &leaves[..] else {
        return Err(no_conflict(graph, app, None));
    };
    for (first, second) in [(one, other), (other, one)] {
        commute(graph, app, first, second)?;
    }
    let number = leaves.iter().filter_map(MigrationId::number).max().unwrap_or(0) + 1;
    let text = |id: &MigrationId| {
        id.name
            .split_once('_')
            .map_or(id.name.clone(), |(_, text)| text.to_owned())
    };
    let text = match name {
        Some(name) => check_name(name).map(|()| name.to_owned())?,
        None => format!("merge_{}_{}", text(one), text(other))
            .chars()
            .take(52)
            .collect(),
    };
    let scripts = DIALECTS.map(|dialect| (dialect.name(), Script::default()));
    Ok(Migration {
        id: MigrationId::new(app, format!("{number:04}_{text}")),
        dependencies: leaves,
        operations: Vec::new(),
        replaces: Vec::new(),
        scripts: scripts.into_iter().collect(),
    })
}

/// Whether the migrations that lead to `second` alone do the same, in state and in SQL, after those that lead to `first`.
fn commute(graph: &Graph, app: &str, first: &MigrationId, second: &MigrationId) -> Result<()> {
    let ancestors = graph.with_dependencies(std::slice::from_ref(first));
    let own = graph.with_dependencies(std::slice::from_ref(second));
    let unfit = |migration: &Migration, message: String| Error::DoNotFit {
        migration: migration.id.to_string(),
        other: first.to_string(),
        message,
    };
    let mut state = ProjectState::default();
    for migration in graph.iter().filter(|one| ancestors.contains(&one.id)) {
        migration.apply(&mut state)?;
    }
    let firsts: Vec<&Operation> = graph
        .iter()
        .filter(|one| one.id.app == app && ancestors.contains(&one.id) && !own.contains(&one.id))
        .flat_map(|one| &one.operations)
        .collect();
    for migration in graph
        .iter()
        .filter(|one| own.contains(&one.id) && !ancestors.contains(&one.id))
    {
        if let Some(step) = migration.operations.iter().find(|step| firsts.contains(step)) {
            return Err(unfit(migration, format!("both have the step `{}`", step.describe())));
        }
        let alone = state_before(graph, &migration.id)?;
        for dialect in DIALECTS {
            let write = |before| Script::write(dialect, &migration.id.app, &migration.operations, before);
            let after = write(&state).map_err(|error| unfit(migration, error.to_string()))?;
            if after != write(&alone)? {
                return Err(unfit(
                    migration,
                    format!("its SQL for {} would be different", dialect.name()),
                ));
            }
        }
        apply_all(migration, &mut state).map_err(|error| unfit(migration, error.to_string()))?;
    }
    Ok(())
}

/// The other last migration, and the one that `moved` names.
fn sides(graph: &Graph, app: &str, moved: &str) -> Result<(MigrationId, MigrationId)> {
    let leaves: Vec<MigrationId> = graph.leaves(app).into_iter().cloned().collect();
    let is_meant = |id: &&MigrationId| id.name == moved;
    match (&leaves[..], leaves.iter().find(is_meant)) {
        ([one, other], Some(meant)) => Ok((if meant == one { other } else { one }.clone(), meant.clone())),
        _ => Err(no_conflict(graph, app, Some(moved))),
    }
}

fn no_conflict(graph: &Graph, app: &str, moved: Option<&str>) -> Error {
    Error::NoConflict {
        app: app.to_owned(),
        leaves: graph.leaves(app).into_iter().map(|id| id.name.clone()).collect(),
        moved: moved.map(str::to_owned),
    }
}

/// The state in which the SQL of `id` was written: after all that it depends on.
fn state_before(graph: &Graph, id: &MigrationId) -> Result<ProjectState> {
    let mut needed: BTreeSet<MigrationId> = graph.with_dependencies(std::slice::from_ref(id));
    needed.remove(id);
    let mut state = ProjectState::default();
    for migration in graph.iter().filter(|one| needed.contains(&one.id)) {
        migration.apply(&mut state)?;
    }
    Ok(state)
}

fn apply_all(migration: &Migration, state: &mut ProjectState) -> Result<()> {
    let mut steps = migration.operations.iter();
    steps.try_for_each(|step| step.apply(&migration.id.app, state))
}

/// Writes the SQL for the state that comes before it now, unless somebody edited it.
fn write_anew(
    migration: &mut Migration,
    dialect: &'static dyn SchemaDialect,
    old: &ProjectState,
    new: &ProjectState,
    stays: &MigrationId,
    kept: &mut Vec<(String, String)>,
) -> Result<()> {
    let write = |before| Script::write(dialect, &migration.id.app, &migration.operations, before);
    let made = write(old)?;
    let anew = write(new).map_err(|error| Error::DoNotFit {
        migration: migration.id.to_string(),
        other: stays.to_string(),
        message: error.to_string(),
    })?;
    let Some(script) = migration.scripts.get_mut(dialect.name()) else {
        return Ok(());
    };
    let folder = format!("{}/{}/{}", migration.id.app, migration.id.name, dialect.name());
    for (file, text, made, anew) in [
        ("up.sql", &mut script.up, made.up, anew.up),
        ("down.sql", &mut script.down, made.down, anew.down),
    ] {
        if *text == made {
            *text = anew;
        } else if made != anew {
            kept.push((format!("{folder}/{file}"), anew));
        }
    }
    Ok(())
}

impl Rebased {
    /// Renames the folders and writes the files; gives the folders that changed.
    ///
    /// # Errors
    /// [`Error::Io`] with the file.
    pub fn write(&self, project: &Project) -> Result<Vec<PathBuf>> {
        let folder = |id: &MigrationId| project.directory(&id.app).join(&id.app).join(&id.name);
        // The last first: one may take the number that the next leaves.
        for (was, migration) in self.migrations.iter().rev().filter(|(was, one)| *was != one.id) {
            let (from, to) = (folder(was), folder(&migration.id));
            std::fs::rename(&from, to).map_err(Error::io("renaming", from))?;
        }
        for (was, migration) in &self.migrations {
            for (path, contents) in migration.files()? {
                // What only depends on other names is not the last of its app.
                if *was == migration.id && path.ends_with("/head") {
                    continue;
                }
                let path = project.directory(&migration.id.app).join(path);
                std::fs::write(&path, contents).map_err(Error::io("writing", path))?;
            }
        }
        Ok(self
            .migrations
            .iter()
            .map(|(_, migration)| folder(&migration.id))
            .collect())
    }
}
