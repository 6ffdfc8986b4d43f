//! What became of a model's indexes and rules.

use crate::migrate::state::{ExclusionState, IndexState, ModelState, UniqueState};
use crate::migrate::{Constraint, Error, Operation, Result};

/// The steps from one model's indexes and rules to another's.
#[derive(Default)]
pub(super) struct RuleSteps {
    /// What is no more.
    pub(super) gone: Vec<Operation>,
    /// What is called otherwise.
    pub(super) renamed: Vec<Operation>,
    /// What is new, with the fields that must be there.
    pub(super) added: Vec<(Operation, Needs)>,
}

/// The fields that a new index or rule needs.
pub(super) enum Needs {
    Fields(Vec<String>),
    /// Its SQL may name any.
    Any,
}

impl RuleSteps {
    pub(super) fn between(old: &ModelState, new: &ModelState) -> Self {
        let mut steps = Self::default();
        let model = || new.name.clone();
        let (gone, renamed, added) = sorted(&old.indexes, &new.indexes, |a, b| a == b, IndexState::same_but_name);
        steps.gone.extend(gone.into_iter().map(|index| Operation::RemoveIndex {
            model: model(),
            index: index.clone(),
        }));
        steps
            .renamed
            .extend(renamed.into_iter().map(|(old, new)| Operation::RenameIndex {
                model: model(),
                index: old.clone(),
                to: new.name.clone(),
            }));
        steps
            .added
            .extend(added.into_iter().map(|index| add_index(&new.name, index)));
        let (gone, renamed, added) = sorted(&old.unique, &new.unique, |a, b| a == b, UniqueState::same_but_name);
        steps.remove(new, gone.into_iter().cloned().map(Constraint::Unique));
        let renamed = renamed.into_iter();
        steps.rename(
            new,
            renamed.map(|(old, new)| (Constraint::Unique(old.clone()), new.name.clone())),
        );
        steps
            .added
            .extend(added.into_iter().map(|unique| add_unique(&new.name, unique)));
        let (gone, renamed, added) = sorted(&old.checks, &new.checks, |a, b| a == b, |a, b| a.sql == b.sql);
        steps.remove(new, gone.into_iter().cloned().map(Constraint::Check));
        let renamed = renamed.into_iter();
        steps.rename(
            new,
            renamed.map(|(old, new)| (Constraint::Check(old.clone()), Some(new.name.clone()))),
        );
        let added = added.into_iter().cloned().map(Constraint::Check);
        steps
            .added
            .extend(added.map(|check| (add(&new.name, check), Needs::Any)));
        let same = |a: &ExclusionState, b: &ExclusionState| {
            (&a.equal, &a.overlap, &a.condition) == (&b.equal, &b.overlap, &b.condition)
        };
        let (gone, renamed, added) = sorted(&old.exclusions, &new.exclusions, |a, b| a == b, same);
        steps.remove(new, gone.into_iter().cloned().map(Constraint::Exclusion));
        let renamed = renamed.into_iter();
        steps.rename(
            new,
            renamed.map(|(old, new)| (Constraint::Exclusion(old.clone()), Some(new.name.clone()))),
        );
        let added = added.into_iter().cloned().map(Constraint::Exclusion);
        steps
            .added
            .extend(added.map(|exclusion| (add(&new.name, exclusion), Needs::Any)));
        steps
    }

    fn remove(&mut self, model: &ModelState, constraints: impl Iterator<Item = Constraint>) {
        self.gone
            .extend(constraints.map(|constraint| Operation::RemoveConstraint {
                model: model.name.clone(),
                constraint,
            }));
    }

    fn rename(&mut self, model: &ModelState, renamed: impl Iterator<Item = (Constraint, Option<String>)>) {
        self.renamed
            .extend(renamed.map(|(constraint, to)| Operation::RenameConstraint {
                model: model.name.clone(),
                constraint,
                to,
            }));
    }

    /// The steps that take away what is over one of these fields, and all SQL when there are any.
    pub(super) fn in_the_way(model: &ModelState, gone: impl Fn(&str) -> bool) -> Vec<Operation> {
        let any = model.fields.iter().any(|field| gone(&field.name));
        let mut rest = model.clone();
        drop(Self::held_back(&mut rest, gone, any));
        Self::between(model, &rest).gone
    }

    /// Takes out of a new model what must wait for fields that come later, all of its SQL included when there are any.
    pub(super) fn held_back(first: &mut ModelState, waits: impl Fn(&str) -> bool, any_late: bool) -> Vec<Operation> {
        let name = first.name.clone();
        let waiting = |sql: bool, fields: Vec<&str>| (sql && any_late) || fields.into_iter().any(&waits);
        let unique = first.unique.extract_if(.., |unique| {
            waiting(unique.sql().next().is_some(), unique.fields().collect())
        });
        let mut late: Vec<Operation> = unique.map(|unique| add_unique(&name, &unique).0).collect();
        let indexes = first.indexes.extract_if(.., |index| {
            waiting(index.sql().next().is_some(), index.fields().collect())
        });
        late.extend(indexes.map(|index| add_index(&name, &index).0));
        if any_late {
            late.extend(first.checks.drain(..).map(|check| add(&name, Constraint::Check(check))));
            let exclusions = first.exclusions.drain(..).map(Constraint::Exclusion);
            late.extend(exclusions.map(|exclusion| add(&name, exclusion)));
        }
        late
    }
}

/// Refuses SQL of a model that names a column which is no more.
pub(super) fn check_columns(old: &ModelState, new: &ModelState) -> Result<()> {
    let gone = old
        .fields
        .iter()
        .filter(|field| new.fields.iter().all(|other| other.column != field.column));
    for field in gone {
        if let Some(rule) = new.rule_that_names(&field.column) {
            return Err(Error::RuleNamesGone {
                label: new.label(),
                rule,
                column: field.column.clone(),
            });
        }
    }
    Ok(())
}

fn add(model: &str, constraint: Constraint) -> Operation {
    Operation::AddConstraint {
        model: model.to_owned(),
        constraint,
    }
}

fn add_unique(model: &str, unique: &UniqueState) -> (Operation, Needs) {
    let needs = needs(unique.fields(), unique.sql().next().is_some());
    (add(model, Constraint::Unique(unique.clone())), needs)
}

fn add_index(model: &str, index: &IndexState) -> (Operation, Needs) {
    let operation = Operation::AddIndex {
        model: model.to_owned(),
        index: index.clone(),
    };
    (operation, needs(index.fields(), index.sql().next().is_some()))
}

fn needs<'a>(fields: impl Iterator<Item = &'a str>, sql: bool) -> Needs {
    match sql {
        true => Needs::Any,
        false => Needs::Fields(fields.map(str::to_owned).collect()),
    }
}

/// What of `old` is gone, what has another name in `new`, and what is new there.
fn sorted<'a, T>(
    old: &'a [T],
    new: &'a [T],
    is: impl Fn(&T, &T) -> bool,
    same: impl Fn(&T, &T) -> bool,
) -> (Vec<&'a T>, Vec<(&'a T, &'a T)>, Vec<&'a T>) {
    let mut gone: Vec<&T> = old
        .iter()
        .filter(|one| !new.iter().any(|other| is(one, other)))
        .collect();
    let mut added: Vec<&T> = new
        .iter()
        .filter(|one| !old.iter().any(|other| is(one, other)))
        .collect();
    let mut renamed = Vec::new();
    gone.retain(|before| match added.iter().position(|after| same(before, after)) {
        Some(place) => {
            renamed.push((*before, added.remove(place)));
            false
        }
        None => true,
    });
    (gone, renamed, added)
}
