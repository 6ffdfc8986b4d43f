//! The folder of a project, and this very program as its binary.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use fjango::migrate::state::ProjectState;
use fjango::migrate::{Graph, MakeOptions, detect};
use fjango::orm::Model as _;
use libtest_mimic::Failed;

/// Makes this program the project.
const MEANT: &str = "FJANGO_TEST_PROJECT";

#[expect(
    clippy::disallowed_methods,
    reason = "the program is not the project yet, so it has no settings"
)]
pub fn is_meant() -> bool {
    std::env::var_os(MEANT).is_some()
}

/// Writes the first migration, of the time when `title` was called `name`.
pub fn begin(root: &Path) -> Result<(), Failed> {
    let mut models = ProjectState::from_models(&[super::Post::META]);
    models.model_mut("blog.Post")?.rename_field("title", "name", "name")?;
    for migration in detect(&Graph::default(), &models, &MakeOptions::default())? {
        migration.write(&root.join("migrations"))?;
    }
    Ok(())
}

/// The project's binary in its folder, free of what surrounds the test.
#[expect(
    clippy::disallowed_methods,
    reason = "the project must not see the test's own environment"
)]
pub fn command(root: &Path, arguments: &[&str]) -> Result<Command, Failed> {
    let mut command = Command::new(std::env::current_exe()?);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("FJANGO_") || text == "DATABASE_URL" || text == "RUST_LOG" {
            command.env_remove(name);
        }
    }
    command
        .args(arguments)
        .current_dir(root)
        .env(MEANT, "1")
        .env("FJANGO_ROOT", root);
    Ok(command)
}

/// The folders of migrations.
pub fn migrations(root: &Path) -> Result<BTreeSet<String>, Failed> {
    let Ok(entries) = std::fs::read_dir(root.join("migrations/blog")) else {
        return Ok(BTreeSet::new());
    };
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let names = names.collect::<std::io::Result<BTreeSet<String>>>()?;
    Ok(names.into_iter().filter(|name| name != "head").collect())
}
