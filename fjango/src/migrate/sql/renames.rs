//! The order of renames, where one may take the name that another leaves.

use std::collections::BTreeSet;

/// One rename; `what` says of which thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rename<T> {
    pub(super) what: T,
    pub(super) from: String,
    pub(super) to: String,
}

/// `renames` in an order in which every new name is free. Names that go round in a circle take a detour.
pub(super) fn in_order<T: Clone>(mut renames: Vec<Rename<T>>) -> Vec<Rename<T>> {
    let mut done = Vec::new();
    renames.retain(|rename| rename.from != rename.to);
    while !renames.is_empty() {
        let taken: BTreeSet<String> = renames.iter().map(|rename| rename.from.clone()).collect();
        let (free, blocked): (Vec<_>, Vec<_>) = renames.into_iter().partition(|rename| !taken.contains(&rename.to));
        renames = blocked;
        if free.is_empty() {
            // Invariant: the circle has a member, since the loop goes on.
            let mut first = renames.remove(0);
            let detour = crate::schema::names::bounded(&format!("moving__{}", first.from));
            done.push(Rename {
                what: first.what.clone(),
                from: std::mem::replace(&mut first.from, detour.clone()),
                to: detour,
            });
            renames.push(first);
        }
        done.extend(free);
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(renames: &[(&str, &str)]) -> Vec<String> {
        let renames = renames.iter().map(|(from, to)| Rename {
            what: (),
            from: (*from).to_owned(),
            to: (*to).to_owned(),
        });
        let ordered = in_order(renames.collect());
        ordered
            .iter()
            .map(|rename| format!("{} {}", rename.from, rename.to))
            .collect()
    }

    #[test]
    fn a_name_is_free_before_it_is_taken() {
        assert_eq!(names(&[("a", "b"), ("b", "c"), ("x", "x")]), ["b c", "a b"]);
        assert_eq!(names(&[("a", "b"), ("b", "a")]), ["a moving__a", "b a", "moving__a b"]);
    }
}
