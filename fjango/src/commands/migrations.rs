use std::path::Path;

use super::cli::{MigrateArgs, ShowArgs};
use super::{Error, Result, database, lint};
use crate::conf::{PendingMigrations, Settings};
use crate::db::Db;
use crate::migrate::{Graph, Migration, MigrationId, Migrator, Options, Project, Target};

/// How migrations run by these settings.
fn options(settings: &Settings) -> Options {
    Options {
        lock_timeout: settings.migrate.lock_timeout,
        lock_patience: settings.migrate.lock_patience,
        ..Options::default()
    }
}

/// Applies everything that is not applied yet.
pub(super) async fn apply_all(db: &Db, settings: &Settings) -> Result {
    let project = Project::linked(settings.root())?;
    let report = Migrator::new(db, &project.graph)
        .run(&Target::All, &options(settings))
        .await?;
    for step in &report.steps {
        tracing::info!(migration = %step.id, statements = step.statements, "applied");
    }
    Ok(())
}

/// Refuses to go on when migrations are not applied, or says so in the log: the usual reason of a missing table.
pub(super) async fn look_for_pending(db: &Db, settings: &Settings) -> Result {
    let refuses = match settings.migrate.pending {
        PendingMigrations::Ignore => return Ok(()),
        PendingMigrations::Warn => false,
        PendingMigrations::Refuse => true,
    };
    let plan = match Project::linked(settings.root()) {
        Ok(project) => Migrator::new(db, &project.graph).plan(&Target::All).await,
        Err(error) => Err(error),
    };
    match plan {
        Ok(plan) if plan.is_empty() => Ok(()),
        Ok(plan) if refuses => Err(Error::Pending {
            what: format!(
                "{} migration(s) are not applied, the first is {}; run `migrate` with this very program, \
                 or set `migrate.pending = \"warn\"`",
                plan.len(),
                plan[0].0
            ),
        }),
        Ok(plan) => {
            tracing::warn!(
                "{} migration(s) are not applied; run `cargo fjango migrate`",
                plan.len()
            );
            Ok(())
        }
        Err(error) if refuses => Err(error.into()),
        Err(error) => {
            tracing::warn!("the migrations do not fit the database: {error}");
            Ok(())
        }
    }
}

/// `migrate`.
#[expect(clippy::print_stdout, reason = "this is the command's result")]
pub(super) async fn migrate(settings: &Settings, root: &Path, args: &MigrateArgs) -> Result {
    let project = Project::linked(root)?;
    let db = database::connect(settings).await?;
    let migrator = Migrator::new(&db, &project.graph);
    if args.prune {
        let gone = migrator.prune().await?;
        for id in &gone {
            println!("forgot {id}");
        }
        if gone.is_empty() {
            println!("Nothing to forget.");
        }
        return Ok(());
    }
    let target = match (args.app.clone(), args.name.clone()) {
        (None, _) => Target::All,
        (Some(app), None) => Target::App(app),
        (Some(app), Some(name)) if name == "zero" => Target::Zero(app),
        (Some(app), Some(name)) => Target::Migration(app, name),
    };
    if args.plan || args.check {
        let plan = migrator.plan(&target).await?;
        let judged = lint::judge(&project, &plan);
        match args.json {
            true => println!("{}", lint::json(&judged)),
            false => judged.iter().for_each(|one| one.print(args.plan)),
        }
        lint::deny(&judged, args.deny)?;
        if args.check && !plan.is_empty() {
            return Err(Error::Pending {
                what: format!("{} migration(s) to run", plan.len()),
            });
        }
        return Ok(());
    }
    let options = Options {
        fake: args.fake,
        fake_initial: args.fake_initial,
        ..options(settings)
    };
    let report = migrator.run(&target, &options).await?;
    match args.json {
        true => println!("{}", report.to_json()),
        false => println!("{report}"),
    }
    Ok(())
}

/// `showmigrations`.
#[expect(clippy::print_stdout, reason = "this is the command's result")]
pub(super) async fn show(settings: &Settings, root: &Path, args: &ShowArgs) -> Result {
    let project = Project::linked(root)?;
    if let Some(app) = &args.app {
        project.graph.check_app(app)?;
    }
    let db = database::connect(settings).await?;
    let applied = Migrator::new(&db, &project.graph).applied().await?;
    println!("{}", listing(&project.graph, &applied, args));
    Ok(())
}

/// The migrations that `args` ask for.
fn listing(graph: &Graph, applied: &[MigrationId], args: &ShowArgs) -> String {
    let is_applied = |id: &MigrationId| applied.contains(id);
    let mark = |id: &MigrationId| if is_applied(id) { "[X]" } else { "[ ]" };
    let asked = |one: &&Migration| args.app.as_ref().is_none_or(|app| *app == one.id.app);
    let shown = || graph.iter().filter(asked);
    if args.json {
        let all: Vec<serde_json::Value> = shown()
            .map(|one| {
                let dependencies: Vec<String> = one.dependencies.iter().map(ToString::to_string).collect();
                serde_json::json!({
                    "app": one.id.app,
                    "name": one.id.name,
                    "applied": is_applied(&one.id),
                    "dependencies": dependencies,
                })
            })
            .collect();
        return serde_json::Value::from(all).to_string();
    }
    let mut lines = Vec::new();
    if args.plan {
        for one in shown() {
            let dependencies: Vec<String> = one.dependencies.iter().map(ToString::to_string).collect();
            let after = if dependencies.is_empty() {
                String::new()
            } else {
                format!(" after {}", dependencies.join(", "))
            };
            lines.push(format!("{} {}{after}", mark(&one.id), one.id));
        }
        return lines.join("\n");
    }
    for app in graph.apps() {
        let own: Vec<&Migration> = shown().filter(|one| one.id.app == app).collect();
        if !own.is_empty() {
            lines.push(app.to_owned());
            lines.extend(own.iter().map(|one| format!(" {} {}", mark(&one.id), one.id.name)));
        }
    }
    lines.join("\n")
}

/// `sqlmigrate`.
#[expect(clippy::print_stdout, reason = "this is the command's result")]
pub(super) fn sql(settings: &Settings, root: &Path, app: &str, name: &str, backwards: bool) -> Result {
    let project = Project::linked(root)?;
    let migration = project.graph.find(app, name)?;
    if let Some(step) = project.graph.step(&migration.id) {
        let reverse = if step.reverse.is_some() { "has" } else { "has no" };
        println!(
            "-- the function `{}`, which runs after {} and {reverse} way back",
            step.name, step.after
        );
        return Ok(());
    }
    let dialect = if settings.database_url().scheme() == "sqlite" {
        "sqlite"
    } else {
        "postgres"
    };
    let script = migration.script(dialect)?;
    println!("{}", if backwards { &script.down } else { &script.up }.trim_end());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conf::Environment;

    #[test]
    fn migrations_are_listed_by_app_in_order_or_as_json() {
        let migration = |app: &str, name: &str, dependencies: &[(&str, &str)]| Migration {
            id: MigrationId::new(app, name),
            dependencies: dependencies
                .iter()
                .map(|(app, name)| MigrationId::new(*app, *name))
                .collect(),
            operations: Vec::new(),
            replaces: Vec::new(),
            scripts: Default::default(),
        };
        let graph = Graph::new([
            migration("blog", "0001_initial", &[("users", "0001_initial")]),
            migration("users", "0001_initial", &[]),
        ])
        .unwrap();
        let applied = [MigrationId::new("users", "0001_initial")];
        let show = |app: Option<&str>, plan, json| {
            let args = ShowArgs {
                app: app.map(str::to_owned),
                plan,
                json,
            };
            listing(&graph, &applied, &args)
        };
        assert_eq!(
            show(None, false, false),
            "blog\n [ ] 0001_initial\nusers\n [X] 0001_initial"
        );
        assert_eq!(
            show(None, true, false),
            "[X] users.0001_initial\n[ ] blog.0001_initial after users.0001_initial"
        );
        let json = r#"[{"app":"users","applied":true,"dependencies":[],"name":"0001_initial"}]"#;
        let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(parsed(&show(Some("users"), false, true)), parsed(json));
    }

    #[tokio::test]
    async fn a_server_waits_for_its_migrations_as_the_setting_says() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("db.sqlite3").display());
        let db = Db::connect(&url).await.unwrap();
        let mut settings = Settings::defaults(Environment::Test);
        assert_eq!(settings.migrate.pending, PendingMigrations::Warn);
        look_for_pending(&db, &settings).await.unwrap();
        settings.migrate.pending = PendingMigrations::Refuse;
        let refused = look_for_pending(&db, &settings).await.unwrap_err().to_string();
        assert!(refused.contains("are not applied, the first is auth."), "{refused}");
        settings.migrate.pending = PendingMigrations::Ignore;
        look_for_pending(&db, &settings).await.unwrap();
        settings.migrate.pending = PendingMigrations::Refuse;
        apply_all(&db, &settings).await.unwrap();
        look_for_pending(&db, &settings).await.unwrap();
    }
}
