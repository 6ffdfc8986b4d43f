use std::collections::BTreeMap;

use super::optimize::optimize;
use crate::migrate::files::{Migration, MigrationId, check_name};
use crate::migrate::graph::Graph;
use crate::migrate::sql::{DIALECTS, Script};
use crate::migrate::state::ProjectState;
use crate::migrate::{Error, Operation, Result};

/// What [`squash`] is told.
#[derive(Clone, Debug)]
pub struct SquashOptions {
    /// The app.
    pub app: String,
    /// The first migration (a beginning of its name will do); `None` for the app's first.
    pub from: Option<String>,
    /// The last migration.
    pub to: String,
    /// The name after the number; `None` for one that tells the first and the last.
    pub name: Option<String>,
    /// Whether to find fewer steps. Otherwise the SQL of all is put together as it is.
    pub optimize: bool,
}

/// A migration that replaces others.
#[derive(Clone, Debug)]
pub struct Squashed {
    /// It, with the names of those it replaces.
    pub migration: Migration,
    /// How many steps those have.
    pub operations_before: usize,
    /// Whether nothing of the app comes after it, so that it is the head.
    pub is_last: bool,
    /// Migrations whose SQL was taken over as it is, with the reason.
    pub carried: Vec<(MigrationId, &'static str)>,
}

/// Begins another transaction, so that what stands before is done when what follows begins.
const BORDER: &str = "\n-- fjango: transaction\n";

/// Makes one migration of those of an app from one to another.
///
/// The steps become fewer where that leads to the same end, and the SQL of both databases is written anew. A migration whose
/// SQL was edited, or that has none but SQL, is taken over as it is, and what stands on either side of it is made fewer by
/// itself.
///
/// # Errors
/// [`Error::CannotSquash`] when there is nothing to put together; [`Error::StandsBetween`] when a migration of another app
/// must come after one of them and before another;
/// [`Error::UnknownApp`], [`Error::UnknownMigration`] and [`Error::AmbiguousMigration`] for what was asked.
pub fn squash(graph: &Graph, options: &SquashOptions) -> Result<Squashed> {
    let app = options.app.as_str();
    let cannot = |reason: String| Error::CannotSquash {
        app: app.to_owned(),
        reason,
    };
    let members = members(graph, options)?;
    if members.len() < 2 {
        return Err(cannot(
            "there is only one of them; name a later one as the last".to_owned(),
        ));
    }
    let followed = |step: &Migration| {
        let base = step.id.name.split('.').next().unwrap_or_default();
        let is_one = step.id.is_data_step() && step.id.app == app;
        members.iter().position(|one| is_one && one.id.name == base)
    };
    if let Some((step, place)) = graph.iter().find_map(|step| Some((&step.id, followed(step)?))) {
        let name = |place: usize| members.get(place).map(|one| one.id.name.as_str());
        let before = name(place.wrapping_sub(1)).filter(|_| place > 1);
        let after = name(place + 1).filter(|_| place + 2 < members.len());
        let rest = match (before, after) {
            (Some(before), Some(after)) => format!("squash up to `{before}`, and from `{after}` on"),
            (Some(before), None) => format!("squash up to `{before}`"),
            (None, Some(after)) => format!("squash from `{after}` on"),
            (None, None) => "leave them as they are".to_owned(),
        };
        return Err(cannot(format!(
            "the data step `{step}` runs behind `{}`, and Rust cannot be put into SQL; {rest}",
            members[place].id.name
        )));
    }
    let (first, last) = (members[0], members[members.len() - 1]);
    let id = MigrationId::new(app, name(options, &first.id, &last.id)?);
    if graph.files().any(|one| one.id == id) {
        return Err(cannot(format!(
            "there is a migration `{}` already; give another --name",
            id.name
        )));
    }
    let mut migration = Migration {
        id,
        dependencies: super::order::dependencies(graph, &members)?,
        operations: members.iter().flat_map(|one| one.operations.clone()).collect(),
        replaces: members.iter().map(|one| one.id.clone()).collect(),
        scripts: BTreeMap::new(),
    };
    // Where it stands among all others.
    let all = graph.iter().cloned().chain([migration.clone()]);
    let order = Graph::new(all.collect::<Vec<_>>())?;
    let mut before = ProjectState::default();
    for one in order.iter().take_while(|one| one.id != migration.id) {
        one.apply(&mut before)?;
    }
    let operations_before = migration.operations.len();
    let (pieces, carried) = pieces(graph, &members, options)?;
    let mut scripts: BTreeMap<&'static str, Vec<Script>> = BTreeMap::new();
    let mut operations = Vec::new();
    let mut state = before;
    for piece in pieces {
        let (steps, written) = piece.finish(app, &state)?;
        for (dialect, script) in written {
            scripts.entry(dialect).or_default().push(script);
        }
        for step in &steps {
            step.apply(app, &mut state)?;
        }
        operations.extend(steps);
    }
    migration.operations = operations;
    migration.scripts = scripts
        .into_iter()
        .map(|(dialect, all)| (dialect, joined(all)))
        .collect();
    let is_last = graph.leaf(app)? == Some(&last.id);
    Ok(Squashed {
        migration,
        operations_before,
        is_last,
        carried,
    })
}

/// The migrations from the first to the last, in order.
fn members<'a>(graph: &'a Graph, options: &SquashOptions) -> Result<Vec<&'a Migration>> {
    let last = graph.find(&options.app, &options.to)?.id.clone();
    let mut wanted = graph.with_dependencies(&[last]);
    if let Some(from) = &options.from {
        let first = graph.find(&options.app, from)?.id.clone();
        if !wanted.contains(&first) {
            return Err(Error::CannotSquash {
                app: options.app.clone(),
                reason: format!("`{}` comes after `{}`; swap them", first.name, options.to),
            });
        }
        for earlier in graph.with_dependencies(std::slice::from_ref(&first)) {
            if earlier != first {
                wanted.remove(&earlier);
            }
        }
    }
    let own = graph
        .iter()
        .filter(|one| one.id.app == options.app && !one.id.is_data_step());
    Ok(own.filter(|one| wanted.contains(&one.id)).collect())
}

fn name(options: &SquashOptions, first: &MigrationId, last: &MigrationId) -> Result<String> {
    let number = first.number().unwrap_or(1);
    match &options.name {
        Some(name) => check_name(name).map(|()| format!("{number:04}_{name}")),
        None => Ok(format!("{number:04}_squashed_{}", last.name)),
    }
}

/// Steps whose SQL is written together.
enum Piece {
    /// As they are, with their SQL.
    Carried(Vec<Operation>, BTreeMap<&'static str, Script>),
    /// To be made fewer.
    Free(Vec<Operation>),
}

type Carried = Vec<(MigrationId, &'static str)>;

fn pieces(graph: &Graph, members: &[&Migration], options: &SquashOptions) -> Result<(Vec<Piece>, Carried)> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut carried = Vec::new();
    let mut state = ProjectState::default();
    for migration in graph.iter() {
        if members.iter().any(|one| one.id == migration.id) {
            let reason = match options.optimize {
                true => written_by_hand(migration, &state)?,
                false => Some("its SQL is taken as it is"),
            };
            match (reason, pieces.last_mut()) {
                (Some(reason), _) => {
                    pieces.push(Piece::Carried(migration.operations.clone(), migration.scripts.clone()));
                    carried.push((migration.id.clone(), reason));
                }
                (None, Some(Piece::Free(operations))) => operations.extend(migration.operations.iter().cloned()),
                (None, _) => pieces.push(Piece::Free(migration.operations.clone())),
            }
        }
        migration.apply(&mut state)?;
    }
    if !options.optimize {
        carried.clear();
    }
    Ok((pieces, carried))
}

/// Why the SQL of a migration is not what its steps would give.
fn written_by_hand(migration: &Migration, before: &ProjectState) -> Result<Option<&'static str>> {
    for dialect in DIALECTS {
        let Some(script) = migration.scripts.get(dialect.name()) else {
            continue;
        };
        let expected = Script::write(dialect, &migration.id.app, &migration.operations, before)?;
        let lines = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
        if lines(&script.up) != lines(&expected.up) || lines(&script.down) != lines(&expected.down) {
            return Ok(Some(match migration.operations.is_empty() {
                true => "it is SQL alone",
                false => "its SQL was edited, or was written by another version of fjango",
            }));
        }
    }
    Ok(None)
}

/// The SQL of each dialect.
type Scripts = Vec<(&'static str, Script)>;

impl Piece {
    fn finish(self, app: &str, before: &ProjectState) -> Result<(Vec<Operation>, Scripts)> {
        match self {
            Self::Carried(operations, scripts) => Ok((operations, scripts.into_iter().collect())),
            Self::Free(operations) => {
                let operations = optimize(app, before, &operations).unwrap_or(operations);
                let mut scripts = Vec::new();
                for dialect in DIALECTS {
                    scripts.push((dialect.name(), Script::write(dialect, app, &operations, before)?));
                }
                Ok((operations, scripts))
            }
        }
    }
}

/// One script after the other, and on the way back the other way round.
fn joined(scripts: Vec<Script>) -> Script {
    let join = |texts: Vec<&str>| {
        let texts = texts.into_iter().filter(|text| !text.trim().is_empty());
        texts.collect::<Vec<_>>().join(BORDER)
    };
    Script {
        up: join(scripts.iter().map(|script| script.up.as_str()).collect()),
        down: join(scripts.iter().rev().map(|script| script.down.as_str()).collect()),
    }
}
