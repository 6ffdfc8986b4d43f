use std::collections::BTreeMap;

use futures_util::future::BoxFuture;

use super::MigrationDb;
use crate::migrate::files::{Migration, MigrationId};
use crate::migrate::graph::nearest;
use crate::migrate::{Error, HookError, Result as MigrateResult};

/// A function of a data step.
pub type StepFunction = for<'a> fn(&'a MigrationDb) -> BoxFuture<'a, Result<(), HookError>>;

/// A change of rows in Rust, with its place in the history. `#[fjango::migration]` submits it.
#[derive(Clone, Copy, Debug)]
pub struct DataStep {
    /// The app whose history it is part of.
    pub app: &'static str,
    /// The migration of that app, or the step, that it follows: `0003_split_name`, `0003_split_name.fill`.
    pub after: &'static str,
    /// The function's name, which is also the step's.
    pub name: &'static str,
    /// Migrations of other apps that must be applied as well: `auth.0001_initial`.
    pub requires: &'static [&'static str],
    /// What is done.
    pub run: StepFunction,
    /// What is done on the way back.
    pub reverse: Option<StepFunction>,
}

inventory::collect!(DataStep);

impl DataStep {
    /// The steps linked into the binary.
    pub fn linked() -> impl Iterator<Item = &'static Self> {
        inventory::iter::<Self>.into_iter()
    }

    /// What the history calls it: `blog.0003_split_name.fill`.
    pub fn id(&self) -> MigrationId {
        let base = self.after.split('.').next().unwrap_or_default();
        MigrationId::new(self.app, format!("{base}.{}", self.name))
    }

    /// The migration of files whose place it shares.
    pub(crate) fn base(&self) -> MigrationId {
        let base = self.after.split('.').next().unwrap_or_default();
        MigrationId::new(self.app, base)
    }
}

/// Gives every step a place among `migrations`: behind what it follows, and before the next migration of its app.
pub(in crate::migrate) fn place(
    migrations: &mut BTreeMap<MigrationId, Migration>,
    steps: impl IntoIterator<Item = &'static DataStep>,
) -> MigrateResult<BTreeMap<MigrationId, &'static DataStep>> {
    let mut placed: BTreeMap<MigrationId, &'static DataStep> = BTreeMap::new();
    for step in steps {
        if placed.insert(step.id(), step).is_some() {
            return Err(Error::SameStep {
                step: step.id().to_string(),
            });
        }
    }
    for (id, step) in &placed {
        let after = MigrationId::new(step.app, step.after);
        if !migrations.contains_key(&after) && !placed.contains_key(&after) {
            let own = || {
                migrations
                    .keys()
                    .filter(|one| one.app == step.app)
                    .map(|one| one.name.as_str())
            };
            let begins_so = own().find(|name| name.starts_with(step.after)).map(str::to_owned);
            return Err(Error::UnknownStepPlace {
                step: step.name.to_owned(),
                app: step.app.to_owned(),
                after: step.after.to_owned(),
                suggestion: begins_so.or_else(|| nearest(step.after, own())),
            });
        }
        let same = placed
            .iter()
            .find(|(other, one)| *other > id && (one.app, one.after) == (step.app, step.after));
        if let Some((other, _)) = same {
            return Err(Error::StepsTogether {
                first: id.to_string(),
                second: other.to_string(),
                after: id.name.clone(),
            });
        }
        for migration in migrations.values_mut() {
            let follows = migration.id.app == step.app && migration.dependencies.contains(&step.base());
            if follows && !migration.dependencies.contains(id) {
                migration.dependencies.push(id.clone());
            }
        }
    }
    for (id, step) in &placed {
        let requires = step.requires.iter().filter_map(|one| one.split_once('.'));
        let mut dependencies = vec![MigrationId::new(step.app, step.after)];
        dependencies.extend(requires.map(|(app, name)| MigrationId::new(app, name)));
        let migration = Migration {
            id: id.clone(),
            dependencies,
            operations: Vec::new(),
            replaces: Vec::new(),
            scripts: BTreeMap::new(),
        };
        migrations.insert(id.clone(), migration);
    }
    Ok(placed)
}
