//! `makemigrations`. Needs no database.

use std::io::{self, IsTerminal};
use std::path::Path;

use super::cli::MakeArgs;
use super::{Error, Result};
use crate::migrate::state::ProjectState;
use crate::migrate::{
    self, Answers, Direction, Level, MakeOptions, Migration, Project, Questioner, Refuse, Terminal, detect_asking,
};
use crate::schema::registry;

/// Writes migrations for what changed in the models.
pub(super) fn make(root: &Path, args: &MakeArgs) -> Result {
    let project = Project::linked(root)?;
    if let Some(moved) = &args.rebase {
        return rebase(&project, moved, args);
    }
    if args.merge {
        return merge(&project, args);
    }
    let models = ProjectState::from_models(registry::models());
    let options = MakeOptions {
        apps: args.apps.clone(),
        name: args.name.clone(),
        empty: args.empty,
        answers: answers(args)?,
    };
    let asks = !args.no_input && !args.check && io::stdin().is_terminal() && io::stderr().is_terminal();
    let mut questioner: Box<dyn Questioner> = if asks {
        Box::new(Terminal::new(io::stdin().lock(), io::stderr()))
    } else {
        Box::new(Refuse)
    };
    let made = match detect_asking(&project.graph, &models, &options, &mut *questioner) {
        // Whatever the answers are, something is to be made.
        Err(error @ migrate::Error::Unanswered { .. }) if args.check => {
            return Err(Error::Pending {
                what: error.to_string(),
            });
        }
        made => made?,
    };
    write(&project, &made, args)
}

/// What the models declare, and what the flags say.
fn answers(args: &MakeArgs) -> Result<Answers> {
    let mut answers = Answers::declared(registry::models());
    for text in &args.renamed {
        answers = answers.with_renamed(text)?;
    }
    for path in &args.not_renamed {
        answers = answers.with_not_renamed(path);
    }
    for text in &args.default {
        answers = answers.with_default(text)?;
    }
    for path in &args.no_default {
        answers = answers.with_no_default(path);
    }
    Ok(answers)
}

/// `--rebase`.
#[expect(clippy::print_stdout, reason = "this is the command's result")]
fn rebase(project: &Project, moved: &str, args: &MakeArgs) -> Result {
    let (app, name) = moved.split_once('.').unwrap_or((moved, ""));
    let rebased = migrate::rebase(&project.graph, app, name)?;
    for (was, migration) in &rebased.migrations {
        if *was == migration.id {
            println!("{was} depends on other names");
        } else {
            println!("{was} is now {}", migration.id);
        }
    }
    for (file, anew) in &rebased.kept {
        println!(
            "{file} was edited by hand and is kept; made anew it would be:\n{}",
            anew.trim_end()
        );
    }
    println!("a database that has `{moved}` applied must take it back first, with its old files");
    if args.check {
        return Err(Error::Pending {
            what: format!("{} migration(s) to be changed", rebased.migrations.len()),
        });
    }
    if args.dry_run {
        return Ok(());
    }
    for path in rebased.write(project)? {
        println!("wrote {}", path.display());
    }
    Ok(())
}

/// `--merge`: of the apps named, else of all that have two last migrations.
fn merge(project: &Project, args: &MakeArgs) -> Result {
    let apps: Vec<&str> = if args.apps.is_empty() {
        let apps = project.graph.apps().into_iter();
        apps.filter(|app| project.graph.leaves(app).len() > 1).collect()
    } else {
        args.apps.iter().map(String::as_str).collect()
    };
    let made: Result<Vec<Migration>, migrate::Error> = apps
        .into_iter()
        .map(|app| migrate::merge(&project.graph, app, args.name.as_deref()))
        .collect();
    write(project, &made?, args)
}

#[expect(clippy::print_stdout, reason = "this is the command's result")]
fn write(project: &Project, made: &[Migration], args: &MakeArgs) -> Result {
    if made.is_empty() {
        println!("no changes");
        return Ok(());
    }
    for migration in made {
        print!("{}", migration.summary());
        for finding in migrate::lint(migration, Direction::Forward) {
            if finding.level > Level::Safe {
                println!("  ! {}: {}", finding.rule, finding.advice);
            }
        }
        if args.dry_run {
            for (dialect, script) in &migration.scripts {
                println!("-- {dialect}\n{}", script.up.trim_end());
            }
        }
    }
    if args.check {
        return Err(Error::Pending {
            what: format!("{} migration(s) to be made", made.len()),
        });
    }
    if args.dry_run {
        return Ok(());
    }
    for migration in made {
        for path in migration.write(project.directory(&migration.id.app))? {
            println!("wrote {}", path.display());
        }
    }
    Ok(())
}
