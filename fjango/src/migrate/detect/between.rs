//! Tables between two models that become models of their own, and models that become such tables.

use std::collections::BTreeSet;

use super::answers::Asking;
use super::order::app_of;
use super::questions::{Candidate, Renamed};
use super::renames::Renames;
use crate::migrate::state::{FieldState, ManyToManyState, ModelState, ProjectState};
use crate::migrate::{Operation, Result};

/// The names of a model's fields that point at the two ends.
struct Ends<'a> {
    source: &'a FieldState,
    target: &'a FieldState,
}

impl Renames {
    /// Finds where the rows of many-to-many fields are held now.
    pub(super) fn between(&mut self, new: &ProjectState, asking: &mut Asking<'_>) -> Result<()> {
        for (label, old) in self.state.models.clone() {
            let Some(model) = new.models.get(&label) else { continue };
            let is_there = |name: &str| model.many_to_many.iter().any(|many| many.name == name);
            for gone in old.many_to_many.iter().filter(|many| !is_there(&many.name)) {
                if !asking.is_stated(&label, &gone.name, |to| !to.contains('.')) {
                    self.gets_a_model(&label, gone, new, asking)?;
                }
            }
        }
        for (label, through) in self.state.models.clone() {
            if !new.models.contains_key(&label) {
                self.loses_its_model(&label, &through, new, asking)?;
            }
        }
        Ok(())
    }

    fn gets_a_model(
        &mut self,
        label: &str,
        gone: &ManyToManyState,
        new: &ProjectState,
        asking: &mut Asking<'_>,
    ) -> Result<()> {
        let added = new
            .models
            .iter()
            .filter(|(name, _)| !self.state.models.contains_key(*name));
        let (fitting, others): (Vec<&ModelState>, Vec<&ModelState>) = added
            .map(|(_, model)| model)
            .filter(|model| leads_to(model, label) && leads_to(model, &gone.target))
            .partition(|model| ends(model, label, gone).is_some() && is_numbered(model));
        let path = format!("{label}.{}", gone.name);
        if let ([], Some(through)) = (&fitting[..], others.first()) {
            asking.open(&path, by_hand(&path, label, gone, through));
            return Ok(());
        }
        let question = Renamed {
            from: path.clone(),
            candidates: fitting
                .iter()
                .map(|through| Candidate {
                    to: through.label(),
                    shown: through.label(),
                    evidence: evidence(
                        through,
                        label,
                        gone,
                        "it becomes the model's table, and what the model has besides is added",
                    ),
                })
                .collect(),
            loss: format!("table `{}` is dropped with all its rows", gone.table),
        };
        let labels: BTreeSet<String> = fitting.iter().map(|through| through.label()).collect();
        let stated = asking.stated(label, &BTreeSet::from([gone.name.clone()]), &labels);
        // A table has one owner: whatever that is called, it is the one.
        let same_table = fitting.iter().find(|through| through.table == gone.table);
        let to = match (stated.into_iter().next(), same_table) {
            (Some((_, to)), _) => Some(to),
            (None, Some(through)) => Some(through.label()),
            (None, None) => asking.renamed(&question)?,
        };
        let through = fitting.iter().find(|through| Some(through.label()) == to);
        let Some((through, ends)) = through.and_then(|through| Some((through, ends(through, label, gone)?))) else {
            return Ok(());
        };
        let operation = Operation::ModelFromManyToMany {
            model: through.name.clone(),
            from: path,
            source: ends.source.name.clone(),
            target: ends.target.name.clone(),
        };
        self.come_after(&through.app, [label, &gone.target]);
        self.step(&through.app, operation)?;
        match through.primary_key() {
            Some(key) if key.name != "id" => {
                let operation = Operation::RenameField {
                    model: through.name.clone(),
                    field: "id".to_owned(),
                    to: key.name.clone(),
                    column: key.column.clone(),
                };
                self.step(&through.app, operation)
            }
            _ => Ok(()),
        }
    }

    fn loses_its_model(
        &mut self,
        label: &str,
        through: &ModelState,
        new: &ProjectState,
        asking: &mut Asking<'_>,
    ) -> Result<()> {
        let is_new = |owner: &str, many: &ManyToManyState| {
            let old = self.state.models.get(owner);
            old.is_some_and(|old| old.many_to_many.iter().all(|one| one.name != many.name))
        };
        let all = new
            .models
            .iter()
            .flat_map(|(owner, model)| model.many_to_many.iter().map(move |many| (owner, many)));
        let fitting: Vec<(&String, &ManyToManyState, Ends<'_>)> = all
            .filter(|(owner, many)| is_new(owner, many))
            .filter_map(|(owner, many)| Some((owner, many, ends(through, owner, many)?)))
            .collect();
        let Some((owner, first, held)) = fitting.first() else {
            return Ok(());
        };
        let extra = extra(through, held);
        if !extra.is_empty() || !is_numbered(through) {
            let reason = match extra.is_empty() {
                true => "its key is no number that the database gives".to_owned(),
                false => format!("it has more than the two ends: {}", extra.join(", ")),
            };
            let text = format!(
                "{label} is gone, and {owner}.{} may hold its rows now, but a many-to-many field has no place for them: {reason}\n  \
                 to keep the pairs, take that away in a migration of its own, and change the field after that\n  \
                 --not-renamed {label}   table `{}` is dropped with all its rows",
                first.name, through.table
            );
            asking.open(label, text);
            return Ok(());
        }
        let path = |owner: &str, many: &ManyToManyState| format!("{owner}.{}", many.name);
        let question = Renamed {
            from: label.to_owned(),
            candidates: fitting
                .iter()
                .map(|(owner, many, _)| Candidate {
                    to: path(owner, many),
                    shown: path(owner, many),
                    evidence: evidence(
                        through,
                        owner,
                        many,
                        "a pair that is there twice, or has no value, stops the migration",
                    ),
                })
                .collect(),
            loss: format!("table `{}` is dropped with all its rows", through.table),
        };
        let paths: BTreeSet<String> = fitting.iter().map(|(owner, many, _)| path(owner, many)).collect();
        let stated = asking.stated("", &BTreeSet::from([label.to_owned()]), &paths);
        let same_table = fitting.iter().find(|(_, many, _)| many.table == through.table);
        let to = match (stated.into_iter().next(), same_table) {
            (Some((_, to)), _) => Some(to),
            (None, Some((owner, many, _))) => Some(path(owner, many)),
            (None, None) => asking.renamed(&question)?,
        };
        let Some((owner, many, ends)) = fitting.iter().find(|(owner, many, _)| Some(path(owner, many)) == to) else {
            return Ok(());
        };
        let Some(model) = new.models.get(*owner) else {
            return Ok(());
        };
        let operation = Operation::ManyToManyFromModel {
            model: model.name.clone(),
            field: (*many).clone(),
            from: label.to_owned(),
            source: ends.source.name.clone(),
            target: ends.target.name.clone(),
        };
        self.come_after(&model.app, [label, &many.target]);
        self.step(&model.app, operation)
    }

    fn come_after(&mut self, app: &str, labels: [&str; 2]) {
        let others = labels.map(app_of).into_iter().filter(|other| *other != app);
        self.after
            .extend(others.map(|other| (app.to_owned(), other.to_owned())));
    }
}

fn leads_to(model: &ModelState, label: &str) -> bool {
    pointing_at(model, label).next().is_some()
}

/// The keys of `model` that lead to `label`.
fn pointing_at<'a>(model: &'a ModelState, label: &str) -> impl Iterator<Item = &'a FieldState> {
    let leads = move |field: &&FieldState| field.relation.as_ref().is_some_and(|it| it.target == label);
    model.fields.iter().filter(leads)
}

/// The ends of `through` that hold what `many` of `owner` does: where several lead to one model, those of its columns.
fn ends<'a>(through: &'a ModelState, owner: &str, many: &ManyToManyState) -> Option<Ends<'a>> {
    let end = |label: &str, column: &str| {
        let all: Vec<&FieldState> = pointing_at(through, label).filter(|field| !field.primary_key).collect();
        match all[..] {
            [one] => Some(one),
            _ => all.into_iter().find(|field| field.column == column),
        }
    };
    let ends = Ends {
        source: end(owner, &many.source_column)?,
        target: end(&many.target, &many.target_column)?,
    };
    (ends.source.name != ends.target.name).then_some(ends)
}

/// Whether its key is one that the rows of a table between have.
fn is_numbered(model: &ModelState) -> bool {
    model.primary_key().is_some_and(|key| key.auto && key.kind.is_integer())
}

/// What the model has besides its key and the two ends.
fn extra(through: &ModelState, ends: &Ends<'_>) -> Vec<String> {
    let known =
        |field: &&FieldState| field.primary_key || [&ends.source.name, &ends.target.name].contains(&&field.name);
    let fields = through
        .fields
        .iter()
        .filter(|field| !known(field))
        .map(|field| &field.name);
    let many = through.many_to_many.iter().map(|many| &many.name);
    fields.chain(many).map(|name| format!("`{name}`")).collect()
}

fn evidence(through: &ModelState, owner: &str, many: &ManyToManyState, then: &str) -> String {
    let (source, target) = ends(through, owner, many).map_or(("", ""), |ends| (&ends.source.name, &ends.target.name));
    format!(
        "{}.{source} leads to {owner} and {}.{target} to {}, as `{}` and `{}` of the table between do; {then}",
        through.name, through.name, many.target, many.source_column, many.target_column
    )
}

/// How to keep the rows where the table itself cannot become the model's.
fn by_hand(path: &str, label: &str, gone: &ManyToManyState, through: &ModelState) -> String {
    let column = |label: &str, place| {
        pointing_at(through, label)
            .nth(place)
            .map_or("", |field| field.column.as_str())
    };
    let name = through.label();
    format!(
        "{path} is gone, and {name} may hold its rows now, which do not move by themselves.\n  \
         to keep them, make {name} while the field is as it was, then an empty migration with\n    \
         INSERT INTO {} ({}, {}) SELECT {}, {} FROM {};\n  \
         and change the field after that\n  \
         --not-renamed {path}   table `{}` is dropped with all its rows",
        through.table,
        column(label, 0),
        // To itself, the first and the second.
        column(&gone.target, usize::from(label == gone.target)),
        gone.source_column,
        gone.target_column,
        gone.table,
        gone.table
    )
}
