//! The queries, by what they are about.

mod aggregates;
mod clubs;
mod door;
mod functions;
mod lookups;
mod querysets;
mod relations;
mod windows;
mod writes;

use crate::case::Case;

pub fn all() -> Vec<Case> {
    let parts = [
        lookups::text(),
        lookups::values(),
        lookups::dates(),
        lookups::json(),
        relations::cases(),
        clubs::cases(),
        functions::text(),
        functions::numbers(),
        functions::dates(),
        functions::choices(),
        aggregates::cases(),
        door::cases(),
        querysets::cases(),
        windows::cases(),
        writes::cases(),
    ];
    parts.into_iter().flatten().collect()
}
