//! The order of migrations.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::data::DataStep;
use super::files::{Migration, MigrationId};
use super::squash::choose;
use super::state::ProjectState;
use super::{Error, Result};

/// Migrations in an order in which each comes after those it depends on.
///
/// Of a migration that replaces others and of those, the graph has one or the others: see
/// [`for_history`](Self::for_history).
#[derive(Clone, Debug, Default)]
pub struct Graph {
    migrations: BTreeMap<MigrationId, Migration>,
    order: Vec<MigrationId>,
    steps: BTreeMap<MigrationId, &'static DataStep>,
    /// Every migration as its files say it, where some replace others.
    files: Option<Vec<Migration>>,
}

impl Graph {
    /// Orders `migrations`: what depends on nothing first, by app and name where nothing else decides.
    ///
    /// # Errors
    /// [`Error::MissingDependency`] and [`Error::Circle`].
    pub fn new(migrations: impl IntoIterator<Item = Migration>) -> Result<Self> {
        Self::with_steps(migrations, [])
    }

    /// Orders `migrations` and data steps: a step comes between the migration it follows and the next of its app.
    ///
    /// # Errors
    /// As [`new`](Self::new); [`Error::UnknownStepPlace`], [`Error::SameStep`] and [`Error::StepsTogether`] for steps that
    /// have no place, or the same.
    pub fn with_steps(
        migrations: impl IntoIterator<Item = Migration>,
        steps: impl IntoIterator<Item = &'static DataStep>,
    ) -> Result<Self> {
        let mut migrations: BTreeMap<_, _> = migrations.into_iter().map(|one| (one.id.clone(), one)).collect();
        let steps = super::data::place(&mut migrations, steps)?;
        Self::resolved(migrations.into_values().collect(), steps, &BTreeSet::new())
    }

    /// The graph for a database that has applied these migrations. One that replaces others stands for them when all of
    /// them or none are applied; a database that is between goes on with the others.
    ///
    /// # Errors
    /// [`Error::PartlySquashed`] when it is between and files of the others are gone.
    pub fn for_history<'a>(&'a self, applied: &BTreeSet<MigrationId>) -> Result<Cow<'a, Self>> {
        match &self.files {
            None => Ok(Cow::Borrowed(self)),
            Some(files) => Self::resolved(files.clone(), self.steps.clone(), applied).map(Cow::Owned),
        }
    }

    /// Every migration that has files, replaced ones included, in no order.
    pub fn files(&self) -> impl Iterator<Item = &Migration> {
        let all = self.files.as_deref().unwrap_or_default().iter();
        let own = self.migrations.values().filter(|_| self.files.is_none());
        all.chain(own)
    }

    fn resolved(
        files: Vec<Migration>,
        steps: BTreeMap<MigrationId, &'static DataStep>,
        applied: &BTreeSet<MigrationId>,
    ) -> Result<Self> {
        let (chosen, files) = if files.iter().all(|one| one.replaces.is_empty()) {
            (files, None)
        } else {
            (choose(&files, applied)?, Some(files))
        };
        let migrations: BTreeMap<_, _> = chosen.into_iter().map(|one| (one.id.clone(), one)).collect();
        Ok(Self {
            order: ordered(&migrations)?,
            migrations,
            steps,
            files,
        })
    }

    /// The migrations in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Migration> {
        // Invariant: `order` holds exactly the keys of `migrations`.
        self.order.iter().map(|id| &self.migrations[id])
    }

    /// The one called `id`.
    pub fn get(&self, id: &MigrationId) -> Option<&Migration> {
        self.migrations.get(id)
    }

    /// The data step called `id`, where it is one.
    pub fn step(&self, id: &MigrationId) -> Option<&'static DataStep> {
        self.steps.get(id).copied()
    }

    /// The same with more migrations.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn extended(&self, more: impl IntoIterator<Item = Migration>) -> Result<Self> {
        let mut graph = Self::new(self.migrations.values().cloned().chain(more))?;
        graph.steps.clone_from(&self.steps);
        Ok(graph)
    }

    /// The apps that have migrations, in order.
    pub fn apps(&self) -> BTreeSet<&str> {
        self.migrations.keys().map(|id| id.app.as_str()).collect()
    }

    /// The migrations of `app` that none of its others depend on.
    pub fn leaves(&self, app: &str) -> Vec<&MigrationId> {
        let own = || self.migrations.values().filter(|one| one.id.app == app);
        let followed: BTreeSet<&MigrationId> = own().flat_map(|one| &one.dependencies).collect();
        own().map(|one| &one.id).filter(|id| !followed.contains(id)).collect()
    }

    /// The last migration of `app`, or `None` when it has none.
    ///
    /// # Errors
    /// [`Error::Conflict`] when there are several.
    pub fn leaf(&self, app: &str) -> Result<Option<&MigrationId>> {
        match &self.leaves(app)[..] {
            [] => Ok(None),
            [leaf] => Ok(Some(leaf)),
            leaves => Err(Error::Conflict {
                app: app.to_owned(),
                leaves: leaves.iter().map(|id| id.name.clone()).collect(),
            }),
        }
    }

    /// Says whether every app has one last migration.
    ///
    /// # Errors
    /// [`Error::Conflict`] of the first app that has several.
    pub fn check_conflicts(&self) -> Result<()> {
        for app in self.apps() {
            self.leaf(app)?;
        }
        Ok(())
    }

    /// The migration of `app` that `name` names: in full, or by a beginning that is its alone.
    ///
    /// # Errors
    /// [`Error::UnknownApp`], [`Error::UnknownMigration`] and [`Error::AmbiguousMigration`].
    pub fn find(&self, app: &str, name: &str) -> Result<&Migration> {
        self.check_app(app)?;
        let own = || self.iter().filter(|one| one.id.app == app);
        if let Some(exact) = own().find(|one| one.id.name == name) {
            return Ok(exact);
        }
        // A beginning without a dot means the migration, not the steps behind it.
        let is_meant = |id: &MigrationId| id.name.starts_with(name) && (name.contains('.') || !id.is_data_step());
        let matches: Vec<&Migration> = own().filter(|one| is_meant(&one.id)).collect();
        match matches[..] {
            [one] if !name.is_empty() => Ok(one),
            [] | [_] => Err(Error::UnknownMigration {
                app: app.to_owned(),
                name: name.to_owned(),
                suggestion: nearest(name, own().map(|one| one.id.name.as_str())),
            }),
            _ => Err(Error::AmbiguousMigration {
                name: name.to_owned(),
                matches: matches.iter().map(|one| one.id.name.clone()).collect(),
            }),
        }
    }

    /// Says whether `app` has migrations.
    ///
    /// # Errors
    /// [`Error::UnknownApp`] when it has none.
    pub fn check_app(&self, app: &str) -> Result<()> {
        let apps = self.apps();
        if apps.contains(app) {
            return Ok(());
        }
        Err(Error::UnknownApp {
            app: app.to_owned(),
            suggestion: nearest(app, apps.into_iter()),
        })
    }

    /// `ids` and everything they depend on.
    pub fn with_dependencies(&self, ids: &[MigrationId]) -> BTreeSet<MigrationId> {
        self.closure(ids, |id| {
            let migration = self.migrations.get(id);
            migration.map(|one| one.dependencies.clone()).unwrap_or_default()
        })
    }

    /// `ids` and everything that depends on them.
    pub fn with_dependents(&self, ids: &[MigrationId]) -> BTreeSet<MigrationId> {
        let mut followers: BTreeMap<&MigrationId, Vec<MigrationId>> = BTreeMap::new();
        for (id, migration) in &self.migrations {
            for dependency in &migration.dependencies {
                followers.entry(dependency).or_default().push(id.clone());
            }
        }
        self.closure(ids, |id| followers.get(id).cloned().unwrap_or_default())
    }

    fn closure(&self, ids: &[MigrationId], next: impl Fn(&MigrationId) -> Vec<MigrationId>) -> BTreeSet<MigrationId> {
        let mut found = BTreeSet::new();
        let mut open = ids.to_vec();
        while let Some(id) = open.pop() {
            if found.insert(id.clone()) {
                open.extend(next(&id));
            }
        }
        found
    }

    /// The state when `id` and all it depends on are applied, whatever else is.
    ///
    /// # Errors
    /// As [`state`](Self::state).
    pub fn state_at(&self, id: &MigrationId) -> Result<ProjectState> {
        let before = self.with_dependencies(std::slice::from_ref(id));
        let mut state = ProjectState::default();
        for migration in self.iter().filter(|one| before.contains(&one.id)) {
            migration.apply(&mut state)?;
        }
        Ok(state)
    }

    /// The state when all that `id` depends on is applied, and nothing else.
    ///
    /// # Errors
    /// As [`state`](Self::state).
    pub fn state_before(&self, id: &MigrationId) -> Result<ProjectState> {
        let before = self.with_dependencies(std::slice::from_ref(id));
        let mut state = ProjectState::default();
        for migration in self.iter().filter(|one| before.contains(&one.id) && one.id != *id) {
            migration.apply(&mut state)?;
        }
        Ok(state)
    }

    /// The state after all migrations.
    ///
    /// # Errors
    /// [`Error::File`] that names the migration whose steps do not fit those before it.
    pub fn state(&self) -> Result<ProjectState> {
        let mut state = ProjectState::default();
        for migration in self.iter() {
            migration.apply(&mut state)?;
        }
        Ok(state)
    }
}

/// An order in which each comes after those it depends on: by how many are before it, then by name.
fn ordered(migrations: &BTreeMap<MigrationId, Migration>) -> Result<Vec<MigrationId>> {
    let mut followers: BTreeMap<&MigrationId, Vec<&MigrationId>> = BTreeMap::new();
    let mut waits_for: BTreeMap<&MigrationId, usize> = BTreeMap::new();
    for (id, migration) in migrations {
        let dependencies: BTreeSet<&MigrationId> = migration.dependencies.iter().collect();
        if let Some(missing) = dependencies.iter().find(|one| !migrations.contains_key(one)) {
            let (migration, missing_name) = (id.to_string(), missing.to_string());
            return Err(match missing.is_data_step() {
                true => Error::MissingStep {
                    migration,
                    step: missing_name,
                },
                false => Error::MissingDependency {
                    migration,
                    dependency: missing_name,
                },
            });
        }
        waits_for.insert(id, dependencies.len());
        for dependency in dependencies {
            followers.entry(dependency).or_default().push(id);
        }
    }
    let mut order = Vec::with_capacity(migrations.len());
    let free = waits_for.iter().filter(|(_, count)| **count == 0);
    let mut ready: BTreeSet<&MigrationId> = free.map(|(id, _)| *id).collect();
    while !ready.is_empty() {
        let mut next = BTreeSet::new();
        for id in ready {
            waits_for.remove(id);
            order.push(id.clone());
            for follower in followers.get(id).into_iter().flatten() {
                if let Some(count) = waits_for.get_mut(follower) {
                    *count -= 1;
                    if *count == 0 {
                        next.insert(*follower);
                    }
                }
            }
        }
        ready = next;
    }
    if waits_for.is_empty() {
        return Ok(order);
    }
    Err(Error::Circle {
        migrations: waits_for.keys().map(ToString::to_string).collect(),
    })
}

/// The known name with the fewest edits from `name`, when it is near enough to be meant.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let limit = name.chars().count() / 2;
    known
        .map(|other| (distance(name, other), other))
        .min()
        .filter(|(distance, _)| *distance <= limit)
        .map(|(_, other)| other.to_owned())
}

/// Levenshtein's distance, one row at a time.
pub(super) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
