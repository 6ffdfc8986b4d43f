use std::path::{Path, PathBuf};

use super::{embed, files};

/// A crate's folder that is removed again.
struct Crate(PathBuf);

impl Crate {
    fn new(name: &str, paths: &[&str]) -> Self {
        let root = std::env::temp_dir().join(format!("fjango-macros-{name}-{}", std::process::id()));
        for path in paths {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders are made");
            std::fs::write(path, "--").expect("files are written");
        }
        Self(root)
    }
}

impl Drop for Crate {
    fn drop(&mut self) {
        // Left over files do no harm, so nothing is said when they stay.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn only_what_makemigrations_writes_is_embedded_in_order() {
    let krate = Crate::new(
        "files",
        &[
            "migrations/blog/0002_more/sqlite/up.sql",
            "migrations/blog/0001_initial/operations.toml",
            "migrations/blog/notes.txt",
            "migrations/.hidden.sql",
        ],
    );
    assert_eq!(
        files::below(&krate.0.join("migrations")).expect("the folder is read"),
        ["blog/0001_initial/operations.toml", "blog/0002_more/sqlite/up.sql"]
    );
    let expansion = embed(&krate.0).to_string();
    assert!(
        expansion.contains("/migrations/blog/0001_initial/operations.toml"),
        "{expansion}"
    );
}

#[test]
fn a_crate_without_migrations_embeds_where_they_will_be() {
    let expansion = embed(Path::new("/nowhere/at/all")).to_string();
    assert!(
        expansion.contains("root : :: core :: env ! (\"CARGO_MANIFEST_DIR\")"),
        "{expansion}"
    );
    assert!(expansion.contains("files : & []"), "{expansion}");
}
