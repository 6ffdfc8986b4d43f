//! What has another name now.
//!
//! Renames are found first and applied to the files' state, so that everything after them compares things by their new
//! names.

use std::collections::BTreeSet;

use super::answers::Asking;
use super::evidence;
use super::order::app_of;
use super::questions::{Candidate, LostChoice, Renamed};
use crate::migrate::state::{FieldState, ManyToManyState, ModelState, ProjectState};
use crate::migrate::{Operation, Result};

/// The files' state by the models' names, and how it came to that.
pub(super) struct Renames {
    pub(super) state: ProjectState,
    /// The steps, with the app of each.
    pub(super) steps: Vec<(String, Operation)>,
    /// An app whose step must come after what another has so far: where the model came from, and who points at it by
    /// the name that it had.
    pub(super) after: Vec<(String, String)>,
    /// An app whose step must come after one of these that another has.
    pub(super) behind: Vec<(String, String)>,
}

impl Renames {
    pub(super) fn find(old: &ProjectState, new: &ProjectState, asking: &mut Asking<'_>) -> Result<Self> {
        let mut renames = Self {
            state: old.clone(),
            steps: Vec::new(),
            after: Vec::new(),
            behind: Vec::new(),
        };
        renames.models(new, asking)?;
        renames.between(new, asking)?;
        let both: Vec<(ModelState, &ModelState)> = new
            .models
            .iter()
            .filter_map(|(label, model)| Some((renames.state.models.get(label)?.clone(), model)))
            .collect();
        for (old, new) in both {
            renames.fields(&old, new, asking)?;
            renames.many_to_many(&old, new, asking)?;
            renames.choices(new, asking)?;
        }
        Ok(renames)
    }

    pub(super) fn step(&mut self, app: &str, operation: Operation) -> Result<()> {
        operation.apply(app, &mut self.state)?;
        self.steps.push((app.to_owned(), operation));
        Ok(())
    }

    fn models(&mut self, new: &ProjectState, asking: &mut Asking<'_>) -> Result<()> {
        let names = |state: &ProjectState| state.models.keys().cloned().collect::<BTreeSet<String>>();
        for (from, to) in asking.stated("", &names(&self.state), &names(new)) {
            self.relabel(&from, &to)?;
        }
        for (gone, model) in self.state.clone().models {
            if new.models.contains_key(&gone) {
                continue;
            }
            let added: Vec<&ModelState> = new
                .models
                .iter()
                .filter(|(label, _)| !self.state.models.contains_key(*label))
                .map(|(_, model)| model)
                .collect();
            // A table has one model: whatever that is called, it is the one.
            let same_table = added.iter().find(|other| other.table == model.table);
            let now = match same_table {
                Some(other) => Some(other.label()),
                None => {
                    let question = Renamed {
                        from: gone.clone(),
                        candidates: evidence::models(&model, &added),
                        loss: format!("table `{}` is dropped with all its rows", model.table),
                    };
                    let answer = asking.renamed(&question)?;
                    answer.and_then(|to| shown(&question.candidates, &to))
                }
            };
            if let Some(to) = now {
                self.relabel(&gone, &to)?;
            }
        }
        Ok(())
    }

    fn relabel(&mut self, from: &str, to: &str) -> Result<()> {
        let ((old_app, old_name), (app, name)) = (split(from), split(to));
        // Where the other app has a model of the old name, that is given up before the move.
        if app != old_app && name != old_name && self.state.models.contains_key(&format!("{app}.{old_name}")) {
            self.relabel(from, &format!("{old_app}.{name}"))?;
            self.behind.push((app.to_owned(), old_app.to_owned()));
            return self.relabel(&format!("{old_app}.{name}"), to);
        }
        let pointing = self
            .state
            .models
            .values()
            .filter(|model| model.targets().any(|target| target == from));
        let others: BTreeSet<String> = pointing
            .map(|model| model.app.clone())
            .chain([old_app.to_owned()])
            .collect();
        self.after.extend(
            others
                .into_iter()
                .filter(|other| other != app)
                .map(|other| (app.to_owned(), other)),
        );
        if app != old_app {
            let operation = Operation::MoveModel {
                model: old_name.to_owned(),
                from: old_app.to_owned(),
            };
            self.step(app, operation)?;
        }
        if name != old_name {
            let operation = Operation::RenameModel {
                model: old_name.to_owned(),
                to: name.to_owned(),
            };
            self.step(app, operation)?;
        }
        Ok(())
    }

    fn fields(&mut self, old: &ModelState, new: &ModelState, asking: &mut Asking<'_>) -> Result<()> {
        let names = |model: &ModelState| model.fields.iter().map(|field| field.name.clone()).collect();
        let (before, after): (BTreeSet<String>, BTreeSet<String>) = (names(old), names(new));
        let stated = asking.stated(&new.label(), &before, &after);
        for (from, to) in &stated {
            self.rename_field(new, from, to)?;
        }
        let taken = |name: &str| stated.iter().any(|(from, _)| from == name);
        for gone in old.fields.iter().filter(|field| !taken(&field.name)) {
            if new.field(&gone.name).is_some() {
                continue;
            }
            let Some(present) = self.state.models.get(&new.label()) else {
                continue;
            };
            let added: Vec<&FieldState> = new
                .fields
                .iter()
                .filter(|field| present.field(&field.name).is_none())
                .collect();
            // The column is there, and the model says that it is this one's.
            let same_column = added
                .iter()
                .find(|field| field.column == gone.column && field.kind == gone.kind);
            let now = match same_column {
                Some(field) => Some(field.name.clone()),
                None => {
                    let question = Renamed {
                        from: format!("{}.{}", new.label(), gone.name),
                        candidates: evidence::fields(&new.label(), gone, &added),
                        loss: format!(
                            "column `{}` of table `{}` is dropped with all its values",
                            gone.column, old.table
                        ),
                    };
                    asking.renamed(&question)?
                }
            };
            if let Some(to) = now {
                self.rename_field(new, &gone.name, &to)?;
            }
        }
        Ok(())
    }

    fn rename_field(&mut self, new: &ModelState, from: &str, to: &str) -> Result<()> {
        let column = new.field(to).map_or(to, |field| &field.column);
        let operation = Operation::RenameField {
            model: new.name.clone(),
            field: from.to_owned(),
            to: to.to_owned(),
            column: column.to_owned(),
        };
        self.step(&new.app, operation)
    }

    fn many_to_many(&mut self, old: &ModelState, new: &ModelState, asking: &mut Asking<'_>) -> Result<()> {
        let names = |model: &ModelState| model.many_to_many.iter().map(|many| many.name.clone()).collect();
        let (before, after): (BTreeSet<String>, BTreeSet<String>) = (names(old), names(new));
        let mut renamed = asking.stated(&new.label(), &before, &after);
        for gone in &old.many_to_many {
            if after.contains(&gone.name) || renamed.iter().any(|(from, _)| *from == gone.name) {
                continue;
            }
            let free = |many: &&ManyToManyState| {
                !before.contains(&many.name) && renamed.iter().all(|(_, to)| *to != many.name)
            };
            let added: Vec<&ManyToManyState> = new
                .many_to_many
                .iter()
                .filter(free)
                .filter(|many| many.target == gone.target)
                .collect();
            if let Some(same) = added.iter().find(|many| many.table == gone.table) {
                renamed.push((gone.name.clone(), same.name.clone()));
                continue;
            }
            let question = Renamed {
                from: format!("{}.{}", new.label(), gone.name),
                candidates: added
                    .iter()
                    .map(|many| Candidate {
                        to: many.name.clone(),
                        shown: format!("{}.{}", new.label(), many.name),
                        evidence: format!("both lead to many {}", many.target),
                    })
                    .collect(),
                loss: format!("table `{}` is dropped with all its rows", gone.table),
            };
            if let Some(to) = asking.renamed(&question)? {
                renamed.push((gone.name.clone(), to));
            }
        }
        for many in &old.many_to_many {
            let name = renamed.iter().find(|(from, _)| *from == many.name);
            let name = name.map_or(&many.name, |(_, to)| to);
            let present = new.many_to_many.iter().find(|one| one.name == *name);
            // The other end by its present name.
            let target = self
                .state
                .models
                .get(&new.label())
                .and_then(|model| model.many_to_many.iter().find(|one| one.name == many.name))
                .map(|one| one.target.clone());
            if let Some(present) =
                present.filter(|present| target.as_ref() == Some(&present.target) && *present != many)
            {
                let operation = Operation::RenameManyToMany {
                    model: new.name.clone(),
                    field: many.name.clone(),
                    to: present.clone(),
                };
                self.step(&new.app, operation)?;
            }
        }
        Ok(())
    }

    fn choices(&mut self, new: &ModelState, asking: &mut Asking<'_>) -> Result<()> {
        let Some(old) = self.state.models.get(&new.label()).cloned() else {
            return Ok(());
        };
        for (before, after) in new
            .fields
            .iter()
            .filter_map(|field| Some((old.field(&field.name)?, field)))
        {
            if before.choices.is_empty() || after.choices.is_empty() {
                continue;
            }
            let path = format!("{}.{}", new.label(), after.name);
            let names = |field: &FieldState| field.choices.iter().cloned().collect();
            let (known, wanted): (BTreeSet<String>, BTreeSet<String>) = (names(before), names(after));
            let mut renamed = asking.stated(&path, &known, &wanted);
            for value in before.choices.iter().filter(|value| !wanted.contains(*value)) {
                if renamed.iter().any(|(from, _)| from == value) {
                    continue;
                }
                let is_free = |choice: &&String| renamed.iter().all(|(_, to)| to != *choice);
                let question = LostChoice {
                    field: path.clone(),
                    value: value.clone(),
                    added: wanted.difference(&known).filter(is_free).cloned().collect(),
                    kept: wanted.intersection(&known).cloned().collect(),
                };
                if let Some(to) = asking.lost_choice(&question)? {
                    renamed.push((value.clone(), to));
                }
            }
            for (value, to) in renamed {
                let operation = Operation::RenameChoice {
                    model: new.name.clone(),
                    field: after.name.clone(),
                    value,
                    to,
                };
                self.step(&new.app, operation)?;
            }
        }
        Ok(())
    }
}

fn shown(candidates: &[Candidate], to: &str) -> Option<String> {
    let found = candidates.iter().find(|candidate| candidate.to == to)?;
    Some(found.shown.clone())
}

fn split(label: &str) -> (&str, &str) {
    let app = app_of(label);
    (
        app,
        label
            .strip_prefix(app)
            .map_or(label, |name| name.trim_start_matches('.')),
    )
}
