//! What changes on a model that stays.

use std::collections::BTreeMap;

use super::order::Detector;
use crate::migrate::state::{FieldState, ModelState};
use crate::migrate::{Constraint, Operation, Result};

impl Detector<'_, '_> {
    pub(super) fn change(&mut self, old: &ModelState, new: &ModelState) -> Result<()> {
        let (app, model) = (&new.app, || new.name.clone());
        let operations = [gone(old, new), same_table(old, new)].concat();
        for operation in operations {
            self.push(app, 0, operation);
        }
        let mut stage_of_field = BTreeMap::new();
        for field in &new.fields {
            let before = old.field(&field.name);
            if before.is_some_and(|before| before.same_schema(field)) {
                continue;
            }
            let target = field.relation.as_ref().map(|relation| relation.target.as_str());
            let stage = target.map_or(0, |target| self.relate(app, target));
            stage_of_field.insert(field.name.as_str(), stage);
            let mut field = field.clone();
            let needs_value = before.is_none_or(|before| before.nullable && !before.primary_key);
            if needs_value && has_no_value(&field) {
                field.fill = self.asking.missing_value(&new.label(), &field, before.is_some())?;
            }
            let operation = match before {
                Some(_) => Operation::AlterField { model: model(), field },
                None => Operation::AddField { model: model(), field },
            };
            self.push(app, stage, operation);
        }
        for field in old.fields.iter().filter(|field| new.field(&field.name).is_none()) {
            let operation = Operation::RemoveField {
                model: model(),
                field: field.name.clone(),
            };
            self.push(app, 0, operation);
        }
        for many in new.many_to_many.iter().filter(|many| !old.many_to_many.contains(many)) {
            let stage = self.relate(app, &many.target);
            let operation = Operation::AddManyToMany {
                model: model(),
                field: many.clone(),
            };
            self.push(app, stage, operation);
        }
        let stage = |fields: &[String]| {
            let stages = fields.iter().filter_map(|field| stage_of_field.get(field.as_str()));
            stages.copied().max().unwrap_or(0)
        };
        for fields in new.indexes.iter().filter(|fields| !old.indexes.contains(fields)) {
            let operation = Operation::AddIndex {
                model: model(),
                fields: fields.clone(),
            };
            self.push(app, stage(fields), operation);
        }
        for fields in new.unique.iter().filter(|fields| !old.unique.contains(fields)) {
            let constraint = Constraint::Unique(fields.clone());
            let operation = Operation::AddConstraint {
                model: model(),
                constraint,
            };
            self.push(app, stage(fields), operation);
        }
        if old.soft_delete != new.soft_delete {
            let operation = Operation::AlterSoftDelete {
                model: model(),
                soft_delete: new.soft_delete,
            };
            self.push(app, 0, operation);
        }
        let last = stage_of_field.values().copied().max().unwrap_or(0);
        for check in new.checks.iter().filter(|check| !old.checks.contains(check)) {
            let constraint = Constraint::Check(check.clone());
            let operation = Operation::AddConstraint {
                model: model(),
                constraint,
            };
            self.push(app, last, operation);
        }
        Ok(())
    }
}

/// What a changed model no longer has, apart from columns.
fn gone(old: &ModelState, new: &ModelState) -> Vec<Operation> {
    let model = || new.name.clone();
    let indexes = old.indexes.iter().filter(|fields| !new.indexes.contains(fields));
    let unique = old.unique.iter().filter(|fields| !new.unique.contains(fields));
    let checks = old.checks.iter().filter(|check| !new.checks.contains(check));
    let many = old.many_to_many.iter().filter(|many| !new.many_to_many.contains(many));
    let indexes = indexes.map(|fields| Operation::RemoveIndex {
        model: model(),
        fields: fields.clone(),
    });
    let rules = unique
        .map(|fields| Constraint::Unique(fields.clone()))
        .chain(checks.map(|check| Constraint::Check(check.clone())));
    let rules = rules.map(|constraint| Operation::RemoveConstraint {
        model: model(),
        constraint,
    });
    let many = many.map(|many| Operation::RemoveManyToMany {
        model: model(),
        field: many.name.clone(),
    });
    indexes.chain(rules).chain(many).collect()
}

fn same_table(old: &ModelState, new: &ModelState) -> Vec<Operation> {
    let renamed = (old.table != new.table).then(|| Operation::AlterTable {
        model: new.name.clone(),
        table: new.table.clone(),
    });
    renamed.into_iter().collect()
}

/// Whether rows that exist would have nothing in a column that needs something.
fn has_no_value(field: &FieldState) -> bool {
    !(field.nullable || field.auto || field.fill.is_some() || field.db_default.is_some())
}
