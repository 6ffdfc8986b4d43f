use std::collections::HashSet;
use std::path::Path;

use super::cli::MigrateArgs;
use super::{Error, Result, database, lint};
use crate::conf::{PendingMigrations, Settings};
use crate::db::Db;
use crate::migrate::{Migrator, Options, Project, Target};

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
