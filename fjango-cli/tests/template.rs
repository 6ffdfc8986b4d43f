//! The migration that a new project has is the one that `makemigrations` would write for its model.

use std::path::Path;

use fjango::migrate::state::ProjectState;
use fjango::migrate::{MakeOptions, Project, detect};
use fjango::schema::registry;

use crate::program::succeed;
use crate::project::files;

/// The model of a new project, here in the app `fjango_cli`.
#[path = "../templates/project/src/models.rs"]
mod models;

#[test]
fn the_migration_fits_the_model() {
    let place = tempfile::tempdir().unwrap();
    succeed(place.path(), &["new", "fjango-cli"]);
    let made = place.path().join("made");
    let project = Project::linked(&made).expect("the migrations of accounts can be read");
    let state = ProjectState::from_models(registry::models());
    let migrations = detect(&project.graph, &state, &MakeOptions::default()).expect("the model can be told");
    for migration in &migrations {
        migration.write(&made).expect("the migration can be written");
    }
    let written = place.path().join("fjango-cli/migrations");
    let read = |directory: &Path| -> Vec<(String, String)> {
        let text = |file| std::fs::read_to_string(directory.join(file)).expect("the file was just listed");
        files(directory)
            .into_iter()
            .map(|file| (file.clone(), text(file)))
            .collect()
    };
    let (made, written) = (read(&made), read(&written));
    if made != written {
        let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join("migrations");
        for (file, text) in &made {
            let path = fresh.join(file.trim_start_matches("fjango_cli/"));
            std::fs::create_dir_all(path.parent().expect("a file is in a directory")).unwrap();
            std::fs::write(path, text.replace("fjango_cli", "{{app}}")).unwrap();
        }
        assert_eq!(
            written,
            made,
            "what fits was written: cp -r {} fjango-cli/templates/project",
            fresh.display()
        );
    }
}
