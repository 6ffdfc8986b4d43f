//! The rules over the real tree, and over snippets that break them.

use std::fs;
use std::path::{Path, PathBuf};

use super::floors::Architecture;
use super::rules::{self, Violation};
use super::source::Source;

/// Floors for the snippets: `conf` imports nothing, `value` is below `orm`.
const SNIPPET_FLOORS: &str = "\
| Floor | Modules | Imports |
|---|---|---|
| 1 | `value`, `schema` | lower floors |
| 3 | `orm`, `db` | lower floors |
| 4 | `conf` | nothing |
| backends differ in | `db/backends/` | |
| never in `Cargo.lock` | `sqlx` | |
";

#[test]
fn the_library_keeps_to_its_floors() {
    let architecture = Architecture::parse(&read("ARCHITECTURE.md")).unwrap();
    let files = rust_files(&root().join("fjango/src"));
    assert!(files.len() > 10, "the library's sources were not found");
    let broken = files
        .iter()
        .flat_map(|file| rules::check(&source(file), &architecture))
        .collect();
    assert_none(broken);
}

#[test]
fn every_floor_lists_modules_that_exist_or_are_to_come() {
    // A renamed module must not leave its old row behind: what has a row and no folder is announced as such.
    let markdown = read("ARCHITECTURE.md");
    let architecture = Architecture::parse(&markdown).unwrap();
    for module in architecture.floors.keys() {
        let folder = root().join("fjango/src").join(module);
        let exists = folder.is_dir() || folder.with_extension("rs").is_file();
        let announced = markdown.contains(&format!("`{module}` (to come)"));
        assert!(
            exists || announced,
            "ARCHITECTURE.md: there is no `{module}`; take its row out"
        );
    }
}

#[test]
fn the_lock_file_holds_nothing_that_is_deliberately_absent() {
    let architecture = Architecture::parse(&read("ARCHITECTURE.md")).unwrap();
    let lock = read("Cargo.lock");
    assert!(lock.contains("name = \"diesel\""), "the lock file was not read");
    assert_none(rules::locked(&lock, &architecture));
}

#[test]
fn a_higher_floor_is_found_in_every_spelling() {
    let rule = "`value` (floor 1) imports `orm` (floor 3); lower floors never import higher ones";
    for (snippet, line) in [
        ("use crate::orm::Expr;", 1),
        ("\nfn f() -> crate::orm::Expr { todo!() }", 2),
        ("use crate::{\n    schema::Meta,\n    orm::{Expr, Lookup},\n};", 3),
        ("use super::super::orm;", 1),
        ("use fjango::orm::Expr;", 1),
        ("fn f() { format!(\"{}\", crate::orm::NAME) }", 1),
        ("macro_rules! m { () => { $crate::orm::x() } }", 1),
        ("mod inner {\n    use super::super::super::orm::Expr;\n}", 2),
        ("use crate::{orm};", 1),
    ] {
        let found = check("fjango/src/value/cell.rs", snippet);
        assert!(
            found.contains(&format!("fjango/src/value/cell.rs:{line}: {rule}")),
            "{snippet}\n{found:#?}"
        );
    }
}

#[test]
fn lower_floors_peers_and_tests_may_be_imported() {
    for snippet in [
        "use crate::schema::Meta;",
        "use crate::value::Value; use super::x; use self::y::Z;",
        "// crate::orm\n/// [`crate::orm`]\nconst S: &str = \"crate::orm\";",
        "pub(crate) fn f() {}",
        "#[cfg(test)]\nmod checks { use crate::orm::Expr; }",
        "#[cfg(test)]\nuse crate::orm::Expr;",
        "mod tests { use crate::orm::Expr; }",
        "crate::column_types!(i64);",
        "static NAME: &'static str = \"Db\";",
        "fn f(db: &'static crate::schema::Meta) {}",
    ] {
        assert_eq!(check("fjango/src/value/cell.rs", snippet), [""; 0], "{snippet}");
    }
    assert_eq!(check("fjango/src/value/tests.rs", "use crate::orm::Expr;"), [""; 0]);
    assert_eq!(check("fjango/src/orm/mod.rs", "use crate::value::Value;"), [""; 0]);
    assert_eq!(check("fjango/src/lib.rs", "pub use crate::orm::Expr;"), [""; 0]);
}

#[test]
fn a_module_that_imports_nothing_is_held_to_it() {
    check_one(
        "fjango/src/conf/mod.rs",
        "use crate::value::Url;",
        "`conf` imports `value`, but it may import nothing of fjango",
    );
}

#[test]
fn the_roof_is_no_way_around_the_floors() {
    check_one(
        "fjango/src/value/mod.rs",
        "use crate::QuerySet;",
        "`value` takes `QuerySet` from the crate's root; name the module that it lives in",
    );
    check_one(
        "fjango/src/value/mod.rs",
        "use crate::*;",
        "`value` takes `*` from the crate's root; name the module that it lives in",
    );
}

#[test]
fn a_module_without_a_floor_is_found() {
    check_one(
        "fjango/src/mail/mod.rs",
        "",
        "`mail` stands on no floor; add its row to ARCHITECTURE.md",
    );
}

#[test]
fn reading_the_environment_outside_conf_is_found() {
    let fix = "reads the environment; take the value from `conf::Settings`";
    check_one(
        "fjango/src/db/url.rs",
        "let x = std::env::var(\"X\");",
        &format!("`std::env::var` {fix}"),
    );
    check_one(
        "fjango/src/db/url.rs",
        "use std::env::{self, vars_os};",
        &format!("`std::env::vars_os` {fix}"),
    );
    check_one(
        "fjango/src/db/url.rs",
        "let x = env::var_os(\"X\");",
        &format!("`env::var_os` {fix}"),
    );
    check_one(
        "fjango/src/db/url.rs",
        "struct S { #[arg(long, env = \"X\")] x: u8 }",
        &format!("`#[arg]::env` {fix}"),
    );
    check_one(
        "fjango/src/db/url.rs",
        "dotenvy::dotenv()?;",
        &format!("`dotenvy::dotenv` {fix}"),
    );
    assert_eq!(
        check("fjango/src/conf/sources.rs", "let x = std::env::var(\"X\");"),
        [""; 0]
    );
    assert_eq!(
        check("fjango/src/db/url.rs", "let x = std::env::args(); env!(\"X\");"),
        [""; 0]
    );
}

#[test]
fn blocking_threads_are_found() {
    check_one(
        "fjango/src/db/pool.rs",
        "actix_web::web::block(|| 1).await",
        "`web::block` holds a thread while it waits; await instead",
    );
}

#[test]
fn a_global_database_is_found() {
    check_one(
        "fjango/src/db/pool.rs",
        "static DB: std::sync::OnceLock<Db> = std::sync::OnceLock::new();",
        "static `DB` holds a `Db`; pass the database where it is used",
    );
}

#[test]
fn telling_databases_apart_outside_a_backend_is_found() {
    let snippet = "match backend { Backend::Sqlite => 1, _ => 2 }";
    check_one(
        "fjango/src/orm/sql.rs",
        snippet,
        "`Backend::Sqlite` tells the databases apart here; ask the dialect, whose answer lives in its backend",
    );
    assert_eq!(check("fjango/src/db/backends/sqlite/mod.rs", snippet), [""; 0]);
    assert_eq!(check("fjango/src/orm/sql.rs", "use diesel::sqlite::Sqlite;"), [""; 0]);
}

#[test]
fn a_family_of_packages_is_absent_as_a_whole() {
    let architecture = Architecture::parse(SNIPPET_FLOORS).unwrap();
    let lock = "name = \"serde\"\nname = \"sqlx-core\"\nname = \"sqlxtra\"\n";
    let found: Vec<String> = rules::locked(lock, &architecture)
        .iter()
        .map(Violation::to_string)
        .collect();
    assert_eq!(
        found,
        ["Cargo.lock:2: package `sqlx-core` is deliberately absent; see ARCHITECTURE.md"]
    );
}

#[test]
fn a_file_of_floors_that_says_nothing_is_refused() {
    assert!(Architecture::parse("# Architecture\n").is_err());
    assert!(Architecture::parse("| 1 | `a` | lower floors |\n| 2 | `a` | nothing |\n").is_err());
}

/// The violations of a snippet, as they would be printed.
fn check(path: &str, snippet: &str) -> Vec<String> {
    let architecture = Architecture::parse(SNIPPET_FLOORS).unwrap();
    let source = Source::parse(path, snippet).unwrap();
    rules::check(&source, &architecture)
        .iter()
        .map(Violation::to_string)
        .collect()
}

#[track_caller]
fn check_one(path: &str, snippet: &str, rule: &str) {
    assert_eq!(check(path, snippet), [format!("{path}:1: {rule}")]);
}

#[track_caller]
fn assert_none(broken: Vec<Violation>) {
    let lines: Vec<String> = broken.iter().map(Violation::to_string).collect();
    assert!(
        broken.is_empty(),
        "{} broken rules:\n{}",
        broken.len(),
        lines.join("\n")
    );
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn source(file: &Path) -> Source {
    let path = file.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    Source::parse(&path, &fs::read_to_string(file).unwrap()).unwrap_or_else(|error| panic!("{error}"))
}

fn rust_files(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
