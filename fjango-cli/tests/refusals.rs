//! What it refuses, what it says then, and the code it ends with.

use std::fs;
use std::path::Path;

use crate::program::{run, stderr, stdout, succeed};

#[track_caller]
fn refused(directory: &Path, arguments: &[&str], code: i32, parts: &[&str]) {
    let output = run(directory, arguments);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    for part in parts {
        assert!(said.contains(part), "no `{part}` in:\n{said}");
    }
    assert_eq!(stdout(&output), "");
}

#[test]
fn without_a_project_the_first_step_is_told() {
    let place = tempfile::tempdir().unwrap();
    refused(
        place.path(),
        &["migrate"],
        4,
        &["there is no cargo project in", "hint: `cargo fjango new <name>`"],
    );
    fs::create_dir(place.path().join("src")).unwrap();
    fs::write(place.path().join("src/main.rs"), "fn main() {}").unwrap();
    fs::write(place.path().join("Cargo.toml"), "[package]\nname = \"tool\"\n").unwrap();
    refused(
        &place.path().join("src"),
        &["check"],
        4,
        &["none depends on `fjango`", "hint: "],
    );
    fs::write(place.path().join("Cargo.toml"), "[package\n").unwrap();
    refused(
        place.path(),
        &["check"],
        1,
        &["cargo cannot read the project", "Cargo.toml"],
    );
}

#[test]
fn a_wrong_command_line_is_code_2() {
    let place = tempfile::tempdir().unwrap();
    refused(place.path(), &["makemigration"], 2, &["'makemigrations'"]);
    refused(place.path(), &["new"], 2, &["<NAME>"]);
    refused(place.path(), &[], 2, &["Usage: cargo fjango"]);
}

#[test]
fn a_wrong_name_writes_nothing() {
    let place = tempfile::tempdir().unwrap();
    refused(
        place.path(),
        &["new", "match"],
        1,
        &[
            "`match` cannot be the name of a project: it is a keyword of Rust",
            "hint: ",
        ],
    );
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn a_directory_with_files_is_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let mine = place.path().join("site");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("mine.txt"), "mine").unwrap();
    refused(
        place.path(),
        &["new", "site"],
        1,
        &["site exists and is not empty", "`cargo fjango init`"],
    );
    assert_eq!(fs::read_dir(&mine).unwrap().count(), 1);
    fs::write(mine.join("Cargo.toml"), "").unwrap();
    refused(&mine, &["init"], 1, &["Cargo.toml exists already"]);
    assert_eq!(fs::read_dir(&mine).unwrap().count(), 2);
}

#[test]
fn help_lists_what_can_be_done() {
    let place = tempfile::tempdir().unwrap();
    let help = stdout(&succeed(place.path(), &["--help"]));
    for part in [
        "new",
        "makemigrations",
        "createsuperuser",
        "--package",
        "Usage: cargo fjango",
    ] {
        assert!(help.contains(part), "no `{part}` in:\n{help}");
    }
    assert!(stdout(&succeed(place.path(), &["--version"])).contains(env!("CARGO_PKG_VERSION")));
    assert!(stdout(&succeed(place.path(), &["new", "--help"])).contains("--api"));
}
