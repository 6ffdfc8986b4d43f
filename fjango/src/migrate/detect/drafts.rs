//! Migrations that are being put together.

use std::collections::{BTreeMap, BTreeSet};

use super::make::MakeOptions;
use crate::migrate::files::{Migration, MigrationId};
use crate::migrate::graph::Graph;
use crate::migrate::{Operation, Result};

/// A migration without its name.
pub(super) struct Draft {
    pub(super) app: String,
    /// 0, or 1 for what must wait for the other apps' first ones.
    pub(super) stage: usize,
    pub(super) operations: Vec<Operation>,
    /// Apps whose draft of a stage comes first.
    pub(super) after: BTreeSet<(String, usize)>,
    /// Apps whose last migration so far comes first: waiting for their new ones could go round in a circle.
    pub(super) rests_on: BTreeSet<String>,
}

impl Draft {
    pub(super) fn new(app: &str, stage: usize) -> Self {
        Self {
            app: app.to_owned(),
            stage,
            operations: Vec::new(),
            after: BTreeSet::new(),
            rests_on: BTreeSet::new(),
        }
    }
}

/// Gives the drafts their names and dependencies.
pub(super) fn named(graph: &Graph, drafts: Vec<Draft>, options: &MakeOptions) -> Result<Vec<Migration>> {
    let mut names: BTreeMap<(String, usize), MigrationId> = BTreeMap::new();
    for draft in &drafts {
        let first = names.get(&(draft.app.clone(), 0));
        let last = first.or(graph.leaf(&draft.app)?);
        let highest = graph
            .iter()
            .filter(|one| one.id.app == draft.app)
            .filter_map(|one| one.id.number())
            .max();
        let number = last.and_then(MigrationId::number).max(highest).unwrap_or(0) + 1;
        let text = match &options.name {
            Some(name) => name.clone(),
            None if last.is_none() => "initial".to_owned(),
            None => automatic_name(&draft.operations),
        };
        let id = MigrationId::new(&draft.app, format!("{number:04}_{text}"));
        names.insert((draft.app.clone(), draft.stage), id);
    }
    let mut made = Vec::new();
    for draft in drafts {
        let id = names[&(draft.app.clone(), draft.stage)].clone();
        let mut dependencies: BTreeSet<MigrationId> = BTreeSet::new();
        dependencies.extend(
            graph
                .leaf(&draft.app)?
                .cloned()
                .filter(|_| draft.stage == 0 || !names.contains_key(&(draft.app.clone(), 0))),
        );
        for key in &draft.after {
            // An app that makes nothing new is depended on as it is.
            let first = names.get(key).cloned();
            dependencies.extend(first.or(graph.leaf(&key.0)?.cloned()));
        }
        for app in &draft.rests_on {
            dependencies.extend(graph.leaf(app)?.cloned());
        }
        made.push(Migration {
            id,
            dependencies: dependencies.into_iter().collect(),
            operations: draft.operations,
            replaces: Vec::new(),
            scripts: BTreeMap::new(),
        });
    }
    Ok(made)
}

/// As Django names them: what is done, as far as it fits.
fn automatic_name(operations: &[Operation]) -> String {
    const LONGEST: usize = 52;
    const MORE: &str = "_and_more";
    let mut fragments = operations.iter().map(Operation::name_fragment);
    let Some(mut name) = fragments.next() else {
        return "custom".to_owned();
    };
    for fragment in fragments {
        if name.len() + 1 + fragment.len() > LONGEST {
            return format!("{name}{MORE}");
        }
        name.push('_');
        name.push_str(&fragment);
    }
    name
}
