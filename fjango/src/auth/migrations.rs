//! The migrations of the tables of accounts, which every application brings along.

use crate::migrate::{EmbeddedFile, EmbeddedMigrations, PostMigrate};

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
            "auth/0001_initial/operations.toml",
            "auth/0001_initial/postgres/up.sql",
            "auth/0001_initial/postgres/down.sql",
            "auth/0001_initial/sqlite/up.sql",
            "auth/0001_initial/sqlite/down.sql",
        ],
    }
}

inventory::submit! {
    PostMigrate {
        app: "auth",
        name: "creating the permissions of the models",
        run: |db, report| Box::pin(async move {
            super::permissions::follow(db, &report.relabelled).await?;
            super::sync_permissions(db).await?;
            Ok(())
        }),
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
        let own = project.graph.iter().filter(|one| one.id.app == "auth").cloned();
        let graph = Graph::new(own).expect("they depend on nothing else");
        let models: Vec<_> = registry::models()
            .iter()
            .copied()
            .filter(|model| model.app == "auth")
            .collect();
        let missing = detect(&graph, &ProjectState::from_models(&models), &MakeOptions::default());
        let missing = missing.expect("the models can be told");
        assert_eq!(missing, [], "write these");
    }
}
