//! Models that come and go.

use std::collections::BTreeSet;

use super::order::{Detector, app_of};
use super::rules::RuleSteps;
use crate::migrate::Operation;
use crate::migrate::state::ModelState;

impl Detector<'_, '_> {
    pub(super) fn create(&mut self, model: &ModelState) {
        let mut first = model.clone();
        let mut late = Vec::new();
        let mut late_fields = BTreeSet::new();
        for field in &model.fields {
            let Some(relation) = &field.relation else { continue };
            // A key cannot come later; a circle of keys has no first row anyway.
            if field.primary_key || self.relate_later(model, &relation.target) {
                self.relate(&model.app, &relation.target);
                if field.primary_key {
                    continue;
                }
                late_fields.insert(field.name.clone());
                late.push(Operation::AddField {
                    model: model.name.clone(),
                    field: field.without_fill(),
                });
            }
        }
        for many in &model.many_to_many {
            if self.relate_later(model, &many.target) {
                self.relate(&model.app, &many.target);
                late_fields.insert(many.name.clone());
                late.push(Operation::AddManyToMany {
                    model: model.name.clone(),
                    field: many.clone(),
                });
            }
        }
        let waits = |field: &str| late_fields.contains(field);
        // A condition may read any column.
        let held_back = RuleSteps::held_back(&mut first, waits, !late.is_empty());
        late.extend(held_back);
        first.fields.retain(|field| !late_fields.contains(&field.name));
        first.many_to_many.retain(|many| !late_fields.contains(&many.name));
        self.push(&model.app, 0, Operation::create(&first));
        for operation in late {
            self.push(&model.app, 1, operation);
        }
    }

    /// Notes a relation that can be made at once; says `true` for one that cannot.
    pub(super) fn relate_later(&mut self, model: &ModelState, target: &str) -> bool {
        if self.must_wait(&model.app, target) {
            return true;
        }
        self.relate(&model.app, target);
        false
    }

    /// What other apps pointed here goes first, so deletions come in the second stage.
    pub(super) fn delete(&mut self, model: &ModelState) {
        let label = model.label();
        let others: BTreeSet<String> = self
            .old
            .models
            .values()
            .filter(|other| other.app != model.app && other.targets().any(|target| target == label))
            .map(|other| other.app.clone())
            .collect();
        let stage = usize::from(!others.is_empty());
        for other in others {
            self.draft(&model.app, stage).after.insert((other, 0));
        }
        if stage == 1 {
            // What is over the keys that go, or may name them in its SQL, goes before them.
            let gone = |name: &str| {
                let field = model.field(name).filter(|field| !field.primary_key);
                let target = field.and_then(|field| field.relation.as_ref());
                target.is_some_and(|relation| app_of(&relation.target) != model.app)
            };
            for operation in RuleSteps::in_the_way(model, gone) {
                self.push(&model.app, 0, operation);
            }
            for field in model.fields.iter().filter(|field| !field.primary_key) {
                let target = field.relation.as_ref().map(|relation| relation.target.as_str());
                if target.is_some_and(|target| app_of(target) != model.app) {
                    let operation = Operation::RemoveField {
                        model: model.name.clone(),
                        field: field.name.clone(),
                    };
                    self.push(&model.app, 0, operation);
                }
            }
        }
        let operation = Operation::DeleteModel {
            model: model.name.clone(),
        };
        self.push(&model.app, stage, operation);
    }
}
