//! The rules, each a function from what a file names to what it breaks.

use std::fmt;

use super::floors::Architecture;
use super::source::{Source, What};

/// A broken rule at its place.
#[derive(Debug, PartialEq, Eq)]
pub struct Violation {
    /// The file below the workspace's root.
    pub path: String,
    /// Counted from 1.
    pub line: usize,
    /// The fact and the fix.
    pub rule: String,
}

/// `file:line: rule`, which terminals and editors can open.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.rule)
    }
}

/// Every rule over one file of the library.
pub fn check(source: &Source, architecture: &Architecture) -> Vec<Violation> {
    let rules = [floors, environment, blocking, global_database, backends];
    rules.iter().flat_map(|rule| rule(source, architecture)).collect()
}

/// Lower floors never import higher ones.
fn floors(source: &Source, architecture: &Architecture) -> Vec<Violation> {
    // Files beside `lib.rs` are the roof, which joins everything.
    let below = source.path.strip_prefix("fjango/src/");
    let Some((module, _)) = below.and_then(|path| path.split_once('/')) else {
        return Vec::new();
    };
    let Some(floor) = architecture.floors.get(module) else {
        return vec![violation(
            source,
            1,
            format!("`{module}` stands on no floor; add its row to ARCHITECTURE.md"),
        )];
    };
    collect(source, |what| {
        let What::Internal { segments, is_macro } = what else {
            return None;
        };
        let target = segments.first()?;
        if target == module || (segments.len() == 1 && *is_macro) {
            return None;
        }
        match architecture.floors.get(target) {
            Some(_) if !floor.imports => Some(format!(
                "`{module}` imports `{target}`, but it may import nothing of fjango"
            )),
            Some(other) if other.number > floor.number => Some(format!(
                "`{module}` (floor {}) imports `{target}` (floor {}); lower floors never import higher ones",
                floor.number, other.number
            )),
            Some(_) => None,
            None => Some(format!(
                "`{module}` takes `{target}` from the crate's root; name the module that it lives in"
            )),
        }
    })
}

/// Only `conf` reads environment variables.
fn environment(source: &Source, _: &Architecture) -> Vec<Violation> {
    const READERS: [&str; 6] = ["var", "var_os", "vars", "vars_os", "set_var", "remove_var"];

    if source.path.starts_with("fjango/src/conf/") {
        return Vec::new();
    }
    collect(source, |what| {
        let What::Other { segments } = what else { return None };
        let is_read = segments
            .windows(2)
            .any(|pair| pair[0] == "env" && READERS.contains(&&*pair[1]));
        let is_argument = segments[0] == "#[arg]" && segments[1] == "env";
        let is_dotenv = segments[0] == "dotenvy";
        (is_read || is_argument || is_dotenv).then(|| {
            format!(
                "`{}` reads the environment; take the value from `conf::Settings`",
                segments.join("::")
            )
        })
    })
}

/// SQL is awaited: no thread waits for it.
fn blocking(source: &Source, _: &Architecture) -> Vec<Violation> {
    collect(source, |what| {
        let What::Other { segments } = what else { return None };
        segments
            .ends_with(&["web".to_owned(), "block".to_owned()])
            .then(|| "`web::block` holds a thread while it waits; await instead".to_owned())
    })
}

/// No global database handle.
fn global_database(source: &Source, _: &Architecture) -> Vec<Violation> {
    const HANDLES: [&str; 4] = ["Db", "Tx", "Pool", "Executor"];

    collect(source, |what| {
        let What::Static { name, types } = what else {
            return None;
        };
        let handle = types.iter().find(|name| HANDLES.contains(&name.as_str()))?;
        Some(format!(
            "static `{name}` holds a `{handle}`; pass the database where it is used"
        ))
    })
}

/// Only the places listed tell the databases apart.
fn backends(source: &Source, architecture: &Architecture) -> Vec<Violation> {
    const VARIANTS: [&str; 4] = ["Postgres", "Pg", "Sqlite", "Mysql"];

    let below = source.path.strip_prefix("fjango/src/").unwrap_or(&source.path);
    if architecture
        .backend_places
        .iter()
        .any(|place| below.starts_with(place.as_str()))
    {
        return Vec::new();
    }
    collect(source, |what| {
        let (What::Internal { segments, .. } | What::Other { segments }) = what else {
            return None;
        };
        // A variant stands behind a type, so after a capital: `Backend::Sqlite`, not `diesel::sqlite::Sqlite`.
        let [.., owner, variant] = &segments[..] else {
            return None;
        };
        let is_variant = VARIANTS.contains(&variant.as_str()) && owner.starts_with(char::is_uppercase);
        is_variant.then(|| {
            format!("`{owner}::{variant}` tells the databases apart here; ask the dialect, whose answer lives in its backend")
        })
    })
}

/// Packages of a lock file that must not be there: the named ones and those they are the family of (`sqlx-core`).
pub fn locked(lock: &str, architecture: &Architecture) -> Vec<Violation> {
    let names = lock
        .lines()
        .enumerate()
        .filter_map(|(index, line)| Some((index + 1, line.strip_prefix("name = \"")?.strip_suffix('"')?)));
    let is_absent = |name: &str| {
        let family = |absent: &String| {
            name.strip_prefix(absent.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        architecture.absent_packages.iter().any(family)
    };
    names
        .filter(|(_, name)| is_absent(name))
        .map(|(line, name)| Violation {
            path: "Cargo.lock".to_owned(),
            line,
            rule: format!("package `{name}` is deliberately absent; see ARCHITECTURE.md"),
        })
        .collect()
}

fn collect(source: &Source, rule: impl Fn(&What) -> Option<String>) -> Vec<Violation> {
    let broken = source
        .mentions
        .iter()
        .filter_map(|mention| Some(violation(source, mention.line, rule(&mention.what)?)));
    broken.collect()
}

fn violation(source: &Source, line: usize, rule: String) -> Violation {
    Violation {
        path: source.path.clone(),
        line,
        rule,
    }
}
