//! Which migrations so far a new one must come after, beyond those that its relations name.

use std::collections::{BTreeMap, BTreeSet};

use super::order::app_of;
use crate::migrate::files::MigrationId;
use crate::migrate::graph::Graph;
use crate::migrate::sql::Footprint;
use crate::migrate::state::ProjectState;
use crate::migrate::{Operation, Result};

/// What the migrations so far did that reaches the tables of other apps.
#[derive(Default)]
pub(super) struct Past {
    /// The state after all of them.
    pub(super) state: ProjectState,
    /// The apps whose models ever pointed at a model, by its label.
    referrers: BTreeMap<String, BTreeSet<String>>,
    /// The last migration that gave a model another table or key, or took it away, by its label.
    identities: BTreeMap<String, MigrationId>,
    /// The last migration that left a table's name free.
    left: BTreeMap<String, MigrationId>,
    /// The last migration that took the model of a label to another app, which left that free.
    moved: BTreeMap<String, MigrationId>,
}

impl Past {
    pub(super) fn of(graph: &Graph) -> Result<Self> {
        let mut past = Self::default();
        for migration in graph.iter() {
            for operation in &migration.operations {
                past.note(&migration.id, operation);
            }
            migration.apply(&mut past.state)?;
        }
        Ok(past)
    }

    /// The migrations that one of `app` with these steps and this footprint must come after.
    pub(super) fn before(
        &self,
        graph: &Graph,
        app: &str,
        operations: &[Operation],
        footprint: &Footprint,
    ) -> Result<BTreeSet<MigrationId>> {
        let mut apps: BTreeSet<&str> = footprint.owners.iter().map(|label| app_of(label)).collect();
        for label in &footprint.keys {
            apps.extend(self.referrers.get(label).into_iter().flatten().map(String::as_str));
        }
        let mut found = BTreeSet::new();
        for other in apps.into_iter().filter(|other| *other != app) {
            found.extend(graph.leaf(other)?.cloned());
        }
        let targets = footprint.targets.iter().flat_map(|label| self.keys_of(label));
        let identities = targets.filter_map(|label| self.identities.get(label));
        let left = footprint.writes.iter().filter_map(|name| self.left.get(name));
        let labels = operations.iter().map(|operation| operation.label_after(app));
        let moved = labels.filter_map(|label| self.moved.get(&label));
        let all = identities.chain(left).chain(moved);
        found.extend(all.filter(|id| id.app != app).cloned());
        Ok(found)
    }

    /// The model called `label`, and those that its key leads to: a key that is itself a relation follows what it points at.
    fn keys_of<'a>(&'a self, label: &'a str) -> Vec<&'a str> {
        let mut found = vec![label];
        while let Some(model) = found.last().and_then(|label| self.state.models.get(*label)) {
            let relation = model.primary_key().and_then(|key| key.relation.as_ref());
            match relation.map(|relation| relation.target.as_str()) {
                Some(target) if !found.contains(&target) => found.push(target),
                _ => break,
            }
        }
        found
    }

    fn note(&mut self, id: &MigrationId, operation: &Operation) {
        let app = &id.app;
        let label = format!("{app}.{}", operation.model());
        let model = self.state.models.get(&label);
        let mut points_at = |target: &str| {
            self.referrers.entry(target.to_owned()).or_default().insert(app.clone());
        };
        let mut identified = false;
        match operation {
            Operation::CreateModel {
                fields, many_to_many, ..
            } => {
                for relation in fields.iter().filter_map(|field| field.relation.as_ref()) {
                    points_at(&relation.target);
                }
                many_to_many.iter().for_each(|many| points_at(&many.target));
            }
            Operation::AddField { field, .. } | Operation::AlterField { field, .. } => {
                if let Some(relation) = &field.relation {
                    points_at(&relation.target);
                }
                let was_key = model.and_then(|model| model.field(&field.name));
                identified = field.primary_key || was_key.is_some_and(|field| field.primary_key);
            }
            Operation::RenameField { field, .. } | Operation::RemoveField { field, .. } => {
                let field = model.and_then(|model| model.field(field));
                identified = field.is_none_or(|field| field.primary_key);
            }
            Operation::ModelFromManyToMany { from, .. } => {
                let (owner, name) = from.rsplit_once('.').unwrap_or_default();
                points_at(owner);
                let owner = self.state.models.get(owner);
                let many = owner.and_then(|owner| owner.many_to_many.iter().find(|many| many.name == name));
                if let Some(many) = many {
                    points_at(&many.target);
                }
            }
            Operation::ManyToManyFromModel { field, from, .. } => {
                points_at(&field.target);
                self.identities.insert(from.clone(), id.clone());
            }
            Operation::AddManyToMany { field, .. } | Operation::RenameManyToMany { to: field, .. } => {
                points_at(&field.target);
            }
            Operation::AlterTable { .. } | Operation::DeleteModel { .. } => {
                identified = true;
                self.left.extend(model.map(|model| (model.table.clone(), id.clone())));
            }
            Operation::RenameModel { to, .. } => self.relabel(&label, &format!("{app}.{to}")),
            Operation::MoveModel { model, from } => {
                let from = format!("{from}.{model}");
                // It takes along what it points at.
                if let Some(moved) = self.state.models.get(&from) {
                    for target in moved.targets() {
                        self.referrers.entry(target.to_owned()).or_default().insert(app.clone());
                    }
                }
                self.relabel(&from, &label);
                self.moved.insert(from, id.clone());
            }
            _ => {}
        }
        if identified {
            self.identities.insert(label, id.clone());
        }
    }

    fn relabel(&mut self, from: &str, to: &str) {
        if let Some(apps) = self.referrers.remove(from) {
            self.referrers.insert(to.to_owned(), apps);
        }
        if let Some(id) = self.identities.remove(from) {
            self.identities.insert(to.to_owned(), id);
        }
    }
}
