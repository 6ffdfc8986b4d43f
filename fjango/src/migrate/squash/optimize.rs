//! Fewer steps to the same end.
//!
//! Django's optimizer lets neighbouring steps reduce each other (`db/migrations/optimizer.py`). Here the ends decide: what
//! existed before keeps its identity through the renames among the steps, and all the rest is what the autodetector finds
//! between the two states. So a field that is added to a model that the steps create is one of its fields, and what comes
//! and goes was never there.

use std::collections::BTreeMap;

use crate::migrate::files::{Migration, MigrationId};
use crate::migrate::graph::Graph;
use crate::migrate::state::{Literal, ModelState, ProjectState};
use crate::migrate::{Decline, MakeOptions, Operation, Result, detect_asking};

/// What a model or a field that was there before is called now, by what it was called.
#[derive(Default)]
struct Identities {
    /// Models: the name before to the name now, and its fields likewise.
    models: BTreeMap<String, (String, BTreeMap<String, String>)>,
    /// What rows that exist get, by the model and the field now.
    fills: BTreeMap<(String, String), Literal>,
}

/// Fewer steps of `app` from `before` to where `operations` lead; `None` where that cannot be known to be the same.
pub(super) fn optimize(app: &str, before: &ProjectState, operations: &[Operation]) -> Option<Vec<Operation>> {
    let mut after = before.clone();
    let mut identities = Identities::of(app, before);
    for operation in operations {
        identities.follow(app, operation)?;
        operation.apply(app, &mut after).ok()?;
    }
    let renames = identities.renames(app, before, &after)?;
    let mut renamed = before.clone();
    for operation in &renames {
        operation.apply(app, &mut renamed).ok()?;
    }
    let mut wanted = after.clone();
    for ((model, field), fill) in identities.fills {
        let model = wanted.models.get_mut(&format!("{app}.{model}"));
        let field = model.and_then(|model| model.fields.iter_mut().find(|one| one.name == field));
        if let Some(field) = field {
            field.fill = Some(fill);
        }
    }
    let mut found = renames;
    for migration in difference(&renamed, &wanted).ok()? {
        if migration.id.app != app {
            return None;
        }
        found.extend(migration.operations);
    }
    let mut reached = before.clone();
    for operation in &found {
        operation.apply(app, &mut reached).ok()?;
    }
    let same = difference(&reached, &after).ok()?.is_empty() && difference(&after, &reached).ok()?.is_empty();
    (same && found.len() <= operations.len()).then_some(found)
}

/// The migrations that lead from one state to another.
fn difference(from: &ProjectState, to: &ProjectState) -> Result<Vec<Migration>> {
    let migrations = from.apps().into_iter().map(|app| {
        let own = from.models.values().filter(|model| model.app == app);
        Migration {
            id: MigrationId::new(app, "0000_before"),
            dependencies: Vec::new(),
            operations: own.map(Operation::create).collect(),
            replaces: Vec::new(),
            scripts: BTreeMap::new(),
        }
    });
    // Every rename is among the steps already.
    detect_asking(&Graph::new(migrations)?, to, &MakeOptions::default(), &mut Decline)
}

impl Identities {
    fn of(app: &str, before: &ProjectState) -> Self {
        let same = |name: &String| (name.clone(), name.clone());
        let own = before.models.values().filter(|model| model.app == app);
        Self {
            models: own
                .map(|model| {
                    let fields = model.fields.iter().map(|field| same(&field.name)).collect();
                    (model.name.clone(), (model.name.clone(), fields))
                })
                .collect(),
            fills: BTreeMap::new(),
        }
    }

    /// The name before of the model that is called `now`.
    fn known(&mut self, now: &str) -> Option<&mut (String, BTreeMap<String, String>)> {
        self.models.values_mut().find(|(name, _)| name == now)
    }

    /// `None` for a step that nothing can be told of.
    fn follow(&mut self, app: &str, operation: &Operation) -> Option<()> {
        match operation {
            Operation::RenameModel { model, to } => {
                if let Some((name, _)) = self.known(model) {
                    name.clone_from(to);
                }
                let fills = std::mem::take(&mut self.fills);
                self.fills = fills
                    .into_iter()
                    .map(|((of, field), fill)| ((if of == *model { to.clone() } else { of }, field), fill))
                    .collect();
            }
            Operation::DeleteModel { model } => self.models.retain(|_, (name, _)| name != model),
            Operation::RenameField { model, field, to, .. } => {
                if let Some((_, fields)) = self.known(model)
                    && let Some(name) = fields.values_mut().find(|name| *name == field)
                {
                    name.clone_from(to);
                }
                if let Some(fill) = self.fills.remove(&(model.clone(), field.clone())) {
                    self.fills.insert((model.clone(), to.clone()), fill);
                }
            }
            Operation::RemoveField { model, field } => {
                if let Some((_, fields)) = self.known(model) {
                    fields.retain(|_, name| name != field);
                }
                self.fills.remove(&(model.clone(), field.clone()));
            }
            Operation::AddField { model, field } | Operation::AlterField { model, field } => {
                if let Some(fill) = &field.fill {
                    self.fills.insert((model.clone(), field.name.clone()), fill.clone());
                }
            }
            // Rows of models that were there before may hold it.
            Operation::RenameChoice { model, .. } if self.known(model).is_some() => return None,
            // A table between is told by its field alone.
            Operation::RenameManyToMany { model, .. } if self.known(model).is_some() => return None,
            Operation::MoveModel { .. }
            | Operation::ModelFromManyToMany { .. }
            | Operation::ManyToManyFromModel { .. } => return None,
            _ => {}
        }
        let _ = app;
        Some(())
    }

    /// The renames that make what was before be called what it is now.
    fn renames(&self, app: &str, before: &ProjectState, after: &ProjectState) -> Option<Vec<Operation>> {
        let mut out = Vec::new();
        for (was, (is, fields)) in &self.models {
            let old: &ModelState = before.models.get(&format!("{app}.{was}"))?;
            let new: &ModelState = after.models.get(&format!("{app}.{is}"))?;
            if was != is {
                out.push(Operation::RenameModel {
                    model: was.clone(),
                    to: is.clone(),
                });
            }
            for (was, now) in fields {
                if was != now && old.field(was).is_some() {
                    out.push(Operation::RenameField {
                        model: is.clone(),
                        field: was.clone(),
                        to: now.clone(),
                        column: new.field(now)?.column.clone(),
                    });
                }
            }
            // A field that went and came back with its name is another, and lost its values.
            let lost = old.fields.iter().filter(|field| !fields.contains_key(&field.name));
            for field in lost {
                if new.field(&field.name).is_some() {
                    return None;
                }
            }
        }
        // Likewise a model.
        let gone = before
            .models
            .values()
            .filter(|model| model.app == app && !self.models.contains_key(&model.name));
        let came_back = |model: &ModelState| after.models.contains_key(&model.label());
        let taken = |model: &ModelState| self.models.values().any(|(name, _)| *name == model.name);
        gone.into_iter()
            .all(|model| !came_back(model) || taken(model))
            .then_some(out)
    }
}
