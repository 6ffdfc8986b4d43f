use std::collections::{BTreeMap, BTreeSet};

use crate::migrate::files::{Migration, MigrationId};
use crate::migrate::{Error, Result};

/// Of each migration that replaces others and of those, the one or the others: what fits a database that has applied
/// these. What depends on those left out depends on those taken in their place.
pub(in crate::migrate) fn choose(files: &[Migration], applied: &BTreeSet<MigrationId>) -> Result<Vec<Migration>> {
    let by_id: BTreeMap<&MigrationId, &Migration> = files.iter().map(|one| (&one.id, one)).collect();
    let mut instead: BTreeMap<&MigrationId, &MigrationId> = BTreeMap::new();
    for squashed in files.iter().filter(|one| !one.replaces.is_empty()) {
        let (done, left): (Vec<_>, Vec<_>) = squashed
            .replaces
            .iter()
            .partition(|one| is_applied(one, &by_id, applied));
        if applied.contains(&squashed.id) || done.is_empty() || left.is_empty() {
            instead.extend(squashed.replaces.iter().map(|one| (one, &squashed.id)));
            continue;
        }
        let missing: Vec<String> = squashed
            .replaces
            .iter()
            .filter(|one| !by_id.contains_key(one))
            .map(ToString::to_string)
            .collect();
        if !missing.is_empty() {
            return Err(Error::PartlySquashed {
                migration: squashed.id.to_string(),
                missing,
            });
        }
        // Invariant: there is one, as `left` is not empty.
        if let Some(last) = squashed.replaces.last() {
            instead.insert(&squashed.id, last);
        }
    }
    let chosen = |id: &MigrationId| {
        let mut id = id;
        // One that replaces others may be replaced itself; a circle of them has no end.
        for _ in 0..=instead.len() {
            match instead.get(id) {
                Some(next) => id = next,
                None => break,
            }
        }
        id.clone()
    };
    let taken = files.iter().filter(|one| !instead.contains_key(&one.id));
    Ok(taken
        .map(|one| {
            let mut dependencies: Vec<MigrationId> = one.dependencies.iter().map(chosen).collect();
            dependencies.retain(|other| *other != one.id);
            let mut seen = BTreeSet::new();
            dependencies.retain(|other| seen.insert(other.clone()));
            Migration {
                dependencies,
                ..one.clone()
            }
        })
        .collect())
}

/// Whether it is applied, or everything that it replaces is.
fn is_applied(id: &MigrationId, files: &BTreeMap<&MigrationId, &Migration>, applied: &BTreeSet<MigrationId>) -> bool {
    let replaces = files.get(id).map(|one| one.replaces.as_slice()).unwrap_or_default();
    applied.contains(id) || (!replaces.is_empty() && replaces.iter().all(|one| applied.contains(one)))
}
