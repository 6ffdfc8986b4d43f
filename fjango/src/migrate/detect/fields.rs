//! What changes on a model that stays.

use std::collections::BTreeMap;

use super::order::Detector;
use super::rules::{Needs, RuleSteps, check_columns};
use crate::migrate::state::{FieldState, ModelState};
use crate::migrate::{Operation, Result};

impl Detector<'_, '_> {
    pub(super) fn change(&mut self, old: &ModelState, new: &ModelState) -> Result<()> {
        let (app, model) = (&new.app, || new.name.clone());
        check_columns(old, new)?;
        let rules = RuleSteps::between(old, new);
        let operations = [gone(old, new), rules.gone, rules.renamed, same_table(old, new)].concat();
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
        if old.soft_delete != new.soft_delete {
            let operation = Operation::AlterSoftDelete {
                model: model(),
                soft_delete: new.soft_delete,
            };
            self.push(app, 0, operation);
        }
        let last = stage_of_field.values().copied().max().unwrap_or(0);
        let stage = |needs| match needs {
            Needs::Any => last,
            Needs::Fields(fields) => {
                let fields: Vec<String> = fields;
                let stages = fields.iter().filter_map(|field| stage_of_field.get(field.as_str()));
                stages.copied().max().unwrap_or(0)
            }
        };
        for (operation, needs) in rules.added {
            self.push(app, stage(needs), operation);
        }
        Ok(())
    }
}

/// The many-to-many fields that a changed model no longer has.
fn gone(old: &ModelState, new: &ModelState) -> Vec<Operation> {
    let model = || new.name.clone();
    let many = old.many_to_many.iter().filter(|many| !new.many_to_many.contains(many));
    let many = many.map(|many| Operation::RemoveManyToMany {
        model: model(),
        field: many.name.clone(),
    });
    many.collect()
}

fn same_table(old: &ModelState, new: &ModelState) -> Vec<Operation> {
    let renamed = (old.table != new.table).then(|| Operation::AlterTable {
        model: new.name.clone(),
        table: new.table.clone(),
    });
    let noted = (old.comment != new.comment).then(|| Operation::AlterTableComment {
        model: new.name.clone(),
        comment: new.comment.clone(),
    });
    renamed.into_iter().chain(noted).collect()
}

/// Whether rows that exist would have nothing in a column that needs something.
fn has_no_value(field: &FieldState) -> bool {
    let filled = field.fill.is_some() || field.db_default.is_some() || field.generated.is_some();
    !(field.nullable || field.auto || filled)
}
