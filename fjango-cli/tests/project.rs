//! What `new` and `init` write.

use std::fs;
use std::path::Path;

use crate::program::{stderr, stdout, succeed};

/// All files below `directory`, sorted.
pub fn files(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![directory.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(directory).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

const FILES: [&str; 14] = [
    ".env.example",
    ".gitignore",
    "Cargo.toml",
    "README.md",
    "fjango.toml",
    "migrations/my_site/0001_initial/operations.toml",
    "migrations/my_site/0001_initial/postgres/down.sql",
    "migrations/my_site/0001_initial/postgres/up.sql",
    "migrations/my_site/0001_initial/sqlite/down.sql",
    "migrations/my_site/0001_initial/sqlite/up.sql",
    "migrations/my_site/head",
    "src/main.rs",
    "src/models.rs",
    "src/tests.rs",
];

#[test]
fn new_makes_a_directory_and_says_what_is_next() {
    let place = tempfile::tempdir().unwrap();
    let said = stderr(&succeed(place.path(), &["new", "my-site"]));
    assert!(
        said.contains("created `my-site`") && said.contains("cd my-site"),
        "{said}"
    );
    assert_eq!(files(&place.path().join("my-site")), FILES);
    let elsewhere = place.path().join("a/b");
    succeed(place.path(), &["new", "my-site", "--api", "--path", "a/b"]);
    assert_eq!(files(&elsewhere), FILES);
    let models = fs::read_to_string(elsewhere.join("src/models.rs")).unwrap();
    assert!(!models.contains("#[admin"), "{models}");
}

#[test]
fn init_takes_the_name_of_the_directory() {
    let place = tempfile::tempdir().unwrap();
    let directory = place.path().join("my_site");
    fs::create_dir(&directory).unwrap();
    fs::write(directory.join("README.md"), "mine").unwrap();
    let said = stderr(&succeed(&directory, &["init"]));
    assert!(said.contains("left README.md as it was"), "{said}");
    assert_eq!(files(&directory), FILES);
    assert_eq!(fs::read_to_string(directory.join("README.md")).unwrap(), "mine");
}

#[test]
fn a_dry_run_lists_the_files() {
    let place = tempfile::tempdir().unwrap();
    let listed = stdout(&succeed(place.path(), &["new", "my-site", "--dry-run"]));
    let mut listed: Vec<_> = listed.lines().map(|line| line.trim_start_matches("my-site/")).collect();
    listed.sort_unstable();
    assert_eq!(listed, FILES);
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn a_project_below_a_workspace_is_its_own() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("Cargo.toml"), "[workspace]\nmembers = []\n").unwrap();
    succeed(place.path(), &["new", "site"]);
    let manifest = fs::read_to_string(place.path().join("site/Cargo.toml")).unwrap();
    assert!(manifest.ends_with("[workspace]\n"), "{manifest}");
}
