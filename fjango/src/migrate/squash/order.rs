//! What stands between migrations that are to become one.

use std::collections::{BTreeMap, BTreeSet};

use crate::migrate::files::{Migration, MigrationId};
use crate::migrate::graph::Graph;
use crate::migrate::sql::{Footprint, TableSteps};
use crate::migrate::state::ProjectState;
use crate::migrate::{Error, Result};

/// The migrations of other apps that the one in place of `members` must come after.
///
/// Two migrations about the same tables keep their order, whether or not one says that it depends on the other: their SQL
/// was written for the tables as they were.
///
/// # Errors
/// [`Error::StandsBetween`] when a migration must come after one member and before another; [`Error::CannotSquash`] when
/// one must come after a member and does not say so.
pub(super) fn dependencies(graph: &Graph, members: &[&Migration]) -> Result<Vec<MigrationId>> {
    let own: BTreeSet<&MigrationId> = members.iter().map(|one| &one.id).collect();
    let mut needs: BTreeMap<&MigrationId, BTreeSet<&MigrationId>> = BTreeMap::new();
    let mut footprints: Vec<(&Migration, Footprint)> = Vec::new();
    let mut state = ProjectState::default();
    let ends = graph
        .iter()
        .position(|one| Some(&one.id) == members.last().map(|last| &last.id));
    let until_last = || graph.iter().take(ends.map_or(0, |place| place + 1));
    // Those of other apps that come after a member.
    let mut behind: BTreeSet<&MigrationId> = BTreeSet::new();
    for migration in until_last() {
        let is_member = own.contains(&migration.id);
        let declared = needs.entry(&migration.id).or_default();
        declared.extend(&migration.dependencies);
        // Before the first of them nothing is moved.
        if is_member || !footprints.is_empty() {
            let steps = TableSteps::of(&migration.id.app, &migration.operations, &state)?;
            let footprint = Footprint::of(&steps, &state);
            let known = closure(&needs, &migration.id);
            for (earlier, other) in &footprints {
                let moved = own.contains(&earlier.id) != is_member;
                if !moved || known.contains(&earlier.id) || !other.meets(&footprint) {
                    continue;
                }
                if !is_member {
                    return Err(Error::CannotSquash {
                        app: earlier.id.app.clone(),
                        reason: format!(
                            "`{}` is about tables of `{}` and does not depend on it; name that among its `dependencies`",
                            migration.id, earlier.id
                        ),
                    });
                }
                needs.entry(&migration.id).or_default().insert(&earlier.id);
            }
            footprints.push((migration, footprint));
        }
        migration.apply(&mut state)?;
        if !is_member
            && needs[&migration.id]
                .iter()
                .any(|id| own.contains(id) || behind.contains(id))
        {
            behind.insert(&migration.id);
        }
    }
    let mut found: Vec<MigrationId> = Vec::new();
    for (place, member) in members.iter().enumerate() {
        let before = closure(&needs, &member.id);
        let between = until_last().filter(|one| behind.contains(&one.id) && before.contains(&one.id));
        if let (Some(other), Some(earlier)) = (between.last(), place.checked_sub(1)) {
            return Err(Error::StandsBetween {
                migration: other.id.to_string(),
                before: members[earlier].id.to_string(),
                after: member.id.to_string(),
            });
        }
        for id in member.dependencies.iter().chain(needs[&member.id].iter().copied()) {
            if !own.contains(id) && !found.contains(id) {
                found.push(id.clone());
            }
        }
    }
    Ok(found)
}

/// All that `id` needs, directly or not.
fn closure<'a>(
    needs: &BTreeMap<&'a MigrationId, BTreeSet<&'a MigrationId>>,
    id: &'a MigrationId,
) -> BTreeSet<&'a MigrationId> {
    let mut found = BTreeSet::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        for needed in needs.get(id).into_iter().flatten() {
            if found.insert(*needed) {
                open.push(needed);
            }
        }
    }
    found
}
