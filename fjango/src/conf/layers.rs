//! Variables to trees, and the search for keys nobody knows.

use super::node::{Content, Node, Table};
use super::reference::{reference, sections};
use super::{Origin, Problem};
use std::collections::BTreeMap;

/// Variables that begin with `FJANGO_` and are read elsewhere than in a setting.
const RESERVED: [(&str, &str); 4] = [
    ("FJANGO_ROOT", "the directory of the settings files"),
    ("FJANGO_SUPERUSER_USERNAME", "for `createsuperuser` without questions"),
    ("FJANGO_SUPERUSER_EMAIL", "for `createsuperuser` without questions"),
    ("FJANGO_SUPERUSER_PASSWORD", "for `createsuperuser` without questions"),
];

/// Variables with this beginning belong to tests and their tools.
const RESERVED_PREFIX: &str = "FJANGO_TEST_";

/// The user's own table.
pub(super) const APP: &str = "app";
const APP_PREFIX: &str = "FJANGO_APP__";

/// The variables that are read elsewhere than in a setting, each with what it is for.
pub(super) fn reserved_variables() -> &'static [(&'static str, &'static str)] {
    &RESERVED
}

/// Arranges variables as a tree shaped like the settings; unknown `FJANGO_*` names are problems.
pub(super) fn from_variables(variables: &BTreeMap<String, (Origin, String)>) -> (Node, Vec<Problem>) {
    let mut tree = Node::table(Origin::Default);
    let mut problems = Vec::new();
    for setting in reference() {
        let present = setting.variables.iter().enumerate().find_map(|(index, name)| {
            let (origin, value) = variables.get(name)?;
            // A shared name such as DATABASE_URL is often set to nothing to say "not set".
            (!value.is_empty() || (index == 0 && setting.empty_is_value)).then_some((origin, value))
        });
        if let Some((origin, value)) = present {
            let path: Vec<String> = setting.path.split('.').map(str::to_owned).collect();
            let node = Node {
                origin: origin.clone(),
                content: Content::Text(value.clone()),
            };
            // Invariant: paths of the table differ and no key is also a section, so nothing is in the way.
            let _ = tree.insert(&path, node);
        }
    }
    for (name, (origin, value)) in variables {
        if let Some(path) = name.strip_prefix(APP_PREFIX) {
            let mut keys = vec![APP.to_owned()];
            keys.extend(path.split("__").map(str::to_lowercase));
            let node = Node {
                origin: origin.clone(),
                content: Content::Text(value.clone()),
            };
            if keys.iter().any(String::is_empty) {
                problems.push(Problem::new(
                    origin.clone(),
                    format!("`{name}` has an empty key between `__`"),
                ));
            } else if tree.insert(&keys, node).is_err() {
                let message = format!("`{name}` is both a value and a table of other variables; keep one");
                problems.push(Problem::new(origin.clone(), message));
            }
        } else if name.starts_with("FJANGO_") && !is_known_variable(name) {
            let names = reference()
                .iter()
                .flat_map(|setting| setting.variables.iter().map(String::as_str));
            let names = names.chain(RESERVED.iter().map(|(name, _)| *name));
            let hint = suggestion(name, names).map_or_else(
                || "; names have the form FJANGO_<SECTION>__<KEY>".to_owned(),
                |similar| format!("; did you mean `{similar}`?"),
            );
            problems.push(Problem::new(origin.clone(), format!("unknown variable `{name}`{hint}")));
        }
    }
    (tree, problems)
}

fn is_known_variable(name: &str) -> bool {
    name.starts_with(RESERVED_PREFIX)
        || RESERVED.iter().any(|(reserved, _)| *reserved == name)
        || reference()
            .iter()
            .any(|setting| setting.variables.iter().any(|variable| variable == name))
}

/// Every key of a file's tree that no setting has.
pub(super) fn unknown_keys(tree: &Node) -> Vec<Problem> {
    let mut problems = Vec::new();
    let Some(top) = tree.as_table() else {
        return problems;
    };
    for (key, (origin, node)) in top {
        let is_section = key == APP
            || sections()
                .iter()
                .any(|section| !section.name.is_empty() && section.name == key);
        if is_section {
            let Some(inner) = node.as_table() else {
                let message = format!("`{key}` must be a table, `[{key}]`; found {}", node.found(true));
                problems.push(Problem::new(origin.clone(), message).about(key.as_str()));
                continue;
            };
            if key != APP {
                unknown_in_section(key, inner, &mut problems);
            }
        } else if !reference().iter().any(|setting| setting.path == key) {
            problems.push(unknown(key, origin, ""));
        }
    }
    problems
}

fn unknown_in_section(section: &str, table: &Table, problems: &mut Vec<Problem>) {
    for (key, (origin, _)) in table {
        let path = format!("{section}.{key}");
        if !reference().iter().any(|setting| setting.path == path) {
            problems.push(unknown(&path, origin, section));
        }
    }
}

fn unknown(path: &str, origin: &Origin, section: &str) -> Problem {
    let key = last_key(path);
    // First among the section's own keys, then among all: it may stand in the wrong section. The
    // section's name is left out, as what both have in common would make anything look alike.
    let own = nearest(key, known_names(section));
    let similar = own.or_else(|| nearest(key, reference().iter().map(|setting| setting.path)));
    let allowed: Vec<&str> = known_names(section)
        .map(|path| path.rsplit_once('.').map_or(path, |(_, key)| key))
        .collect();
    let allowed = match section {
        "" => format!(
            "allowed at the top: {}; own settings go into `[{APP}]`",
            allowed.join(", ")
        ),
        section => format!("allowed in `[{section}]`: {}", allowed.join(", ")),
    };
    let message = match similar {
        Some(similar) => format!(
            "unknown key `{}`; did you mean `{similar}`? {allowed}",
            path.escape_debug()
        ),
        None => format!("unknown key `{}`; {allowed}", path.escape_debug()),
    };
    Problem::new(origin.clone(), message).about(path)
}

/// The path whose last key is most like `key`.
fn nearest(key: &str, paths: impl Iterator<Item = &'static str> + Clone) -> Option<&'static str> {
    let similar = suggestion(key, paths.clone().map(last_key))?;
    paths.into_iter().find(|path| last_key(path) == similar)
}

fn last_key(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(_, key)| key)
}

/// The paths allowed in a section; at the top also the sections themselves.
fn known_names(section: &str) -> impl Iterator<Item = &'static str> + Clone {
    let keys = reference()
        .iter()
        .filter(move |setting| setting.section() == section)
        .map(|setting| setting.path);
    let tables = sections()
        .iter()
        .map(|section| section.name)
        .filter(|name| !name.is_empty())
        .chain([APP]);
    keys.chain(tables.filter(move |_| section.is_empty()))
}

/// The candidate most like `name`, if any is like it.
pub(super) fn suggestion<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // The measure takes quadratic time; nobody mistypes into a name of 100 characters.
    if name.len() > 100 {
        return None;
    }
    candidates
        .map(|candidate| (strsim::normalized_damerau_levenshtein(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
