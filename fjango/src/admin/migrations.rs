//! The migrations of the admin's own tables, which every application brings along.

use crate::migrate::{EmbeddedFile, EmbeddedMigrations};

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(EmbeddedFile {
            path: $path,
            contents: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/", $path)),
        }),*]
    };
}

inventory::submit! {
    EmbeddedMigrations {
        root: env!("CARGO_MANIFEST_DIR"),
        files: files![
            "admin/0001_initial/operations.toml",
            "admin/0001_initial/postgres/up.sql",
            "admin/0001_initial/postgres/down.sql",
            "admin/0001_initial/sqlite/up.sql",
            "admin/0001_initial/sqlite/down.sql",
            "admin/0002_views_and_imports/operations.toml",
            "admin/0002_views_and_imports/postgres/up.sql",
            "admin/0002_views_and_imports/postgres/down.sql",
            "admin/0002_views_and_imports/sqlite/up.sql",
            "admin/0002_views_and_imports/sqlite/down.sql",
            "admin/0003_uploads/operations.toml",
            "admin/0003_uploads/postgres/up.sql",
            "admin/0003_uploads/postgres/down.sql",
            "admin/0003_uploads/sqlite/up.sql",
            "admin/0003_uploads/sqlite/down.sql",
        ],
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::migrate::state::ProjectState;
    use crate::migrate::{Graph, MakeOptions, Project, detect};
    use crate::schema::registry;

    #[test]
    fn the_migrations_fit_the_models() {
        let project = Project::linked(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the files can be read");
        let own = ["auth", "admin"];
        let migrations = project.graph.iter().filter(|one| own.contains(&one.id.app.as_str()));
        let graph = Graph::new(migrations.cloned()).expect("they depend on nothing else");
        let models = registry::models().iter().copied();
        let models: Vec<_> = models.filter(|model| own.contains(&model.app)).collect();
        let missing = detect(&graph, &ProjectState::from_models(&models), &MakeOptions::default());
        let missing = missing.expect("the models can be told");
        assert_eq!(missing, [], "write these");
    }
}
