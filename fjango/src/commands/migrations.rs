use std::collections::HashSet;
use std::path::Path;

use super::cli::MigrateArgs;
use super::{Error, Result, database};
use crate::conf::Settings;
use crate::db::Db;
use crate::migrate::{Direction, Migrator, Options, Project, Target};

/// Applies everything that is not applied yet.
pub(super) async fn apply_all(db: &Db, root: &Path) -> Result {
    let project = Project::linked(root)?;
    let report = Migrator::new(db, &project.graph)
        .run(&Target::All, &Options::default())
        .await?;
    for step in &report.steps {
        tracing::info!(migration = %step.id, statements = step.statements, "applied");
    }
    Ok(())
}

/// Says in the log when migrations are not applied, which in development is the usual reason of a missing table.
pub(super) async fn warn_of_missing(db: &Db, root: &Path) {
    let plan = match Project::linked(root) {
        Ok(project) => Migrator::new(db, &project.graph).plan(&Target::All).await,
        Err(error) => Err(error),
    };
    match plan {
        Ok(plan) if plan.is_empty() => {}
        Ok(plan) => tracing::warn!(
            "{} migration(s) are not applied; run `cargo fjango migrate`",
            plan.len()
        ),
        Err(error) => tracing::warn!("the migrations do not fit the database: {error}"),
    }
}

/// `migrate`.
#[expect(clippy::print_stdout, reason = "this is the command's result")]
pub(super) async fn migrate(settings: &Settings, root: &Path, args: &MigrateArgs) -> Result {
    let project = Project::linked(root)?;
    let db = database::connect(settings).await?;
    let migrator = Migrator::new(&db, &project.graph);
    let target = match (args.app.clone(), args.name.clone()) {
        (None, _) => Target::All,
        (Some(app), None) => Target::App(app),
        (Some(app), Some(name)) if name == "zero" => Target::Zero(app),
        (Some(app), Some(name)) => Target::Migration(app, name),
    };
    if args.plan || args.check {
        let plan = migrator.plan(&target).await?;
        for (id, direction) in &plan {
            println!(
                "{} {id}",
                if *direction == Direction::Forward {
                    "apply"
                } else {
                    "take back"
                }
            );
        }
        if args.check && !plan.is_empty() {
            return Err(Error::Pending {
                what: format!("{} migration(s) to run", plan.len()),
            });
        }
        return Ok(());
    }
    let options = Options {
        fake: args.fake,
        ..Options::default()
    };
    println!("{}", migrator.run(&target, &options).await?);
    Ok(())
}

/// `showmigrations`.
#[expect(clippy::print_stdout, reason = "this is the command's result")]
pub(super) async fn show(settings: &Settings, root: &Path, app: Option<&str>) -> Result {
    let project = Project::linked(root)?;
    if let Some(app) = app {
        project.graph.check_app(app)?;
    }
    let db = database::connect(settings).await?;
    let applied: HashSet<_> = Migrator::new(&db, &project.graph)
        .applied()
        .await?
        .into_iter()
        .collect();
    for name in project
        .graph
        .apps()
        .into_iter()
        .filter(|name| app.is_none_or(|app| app == *name))
    {
        println!("{name}");
        for migration in project.graph.iter().filter(|migration| migration.id.app == name) {
            let mark = if applied.contains(&migration.id) { "X" } else { " " };
            println!(" [{mark}] {}", migration.id.name);
        }
    }
    Ok(())
}

/// `sqlmigrate`.
#[expect(clippy::print_stdout, reason = "this is the command's result")]
pub(super) fn sql(settings: &Settings, root: &Path, app: &str, name: &str, backwards: bool) -> Result {
    let project = Project::linked(root)?;
    let migration = project.graph.find(app, name)?;
    let dialect = if settings.database_url().scheme() == "sqlite" {
        "sqlite"
    } else {
        "postgres"
    };
    let script = migration.script(dialect)?;
    println!("{}", if backwards { &script.down } else { &script.up }.trim_end());
    Ok(())
}
