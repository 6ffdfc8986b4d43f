use std::path::Path;

use super::cli::{Deny, LintArgs};
use super::{Error, Result};
use crate::migrate::{Direction, Finding, Level, MigrationId, Project, lint};

/// A migration with what its statements cost.
#[derive(serde::Serialize)]
pub(super) struct Judged {
    migration: String,
    direction: &'static str,
    data_step: bool,
    findings: Vec<Finding>,
}

/// Judges the migrations of a plan.
pub(super) fn judge(project: &Project, plan: &[(MigrationId, Direction)]) -> Vec<Judged> {
    let judged = plan.iter().map(|(id, direction)| Judged {
        migration: id.to_string(),
        direction: match direction {
            Direction::Forward => "apply",
            Direction::Backward => "take back",
        },
        data_step: project.graph.step(id).is_some(),
        findings: project
            .graph
            .get(id)
            .map(|migration| lint(migration, *direction))
            .unwrap_or_default(),
    });
    judged.collect()
}

impl Judged {
    /// Prints the migration, and what is to be thought of in it.
    #[expect(clippy::print_stdout, reason = "this is the command's result")]
    pub(super) fn print(&self, findings: bool) {
        let kind = if self.data_step { " (a data step)" } else { "" };
        println!("{} {}{kind}", self.direction, self.migration);
        for finding in self.findings.iter().filter(|one| findings && one.level > Level::Safe) {
            println!("{finding}");
        }
    }
}

/// As JSON.
pub(super) fn json(judged: &[Judged]) -> String {
    serde_json::to_string_pretty(judged).unwrap_or_default()
}

/// Fails when something is found that was denied.
pub(super) fn deny(judged: &[Judged], denied: Option<Deny>) -> Result {
    let findings = || judged.iter().flat_map(|one| &one.findings);
    let count = match denied {
        None => 0,
        Some(Deny::Unsafe) => findings().filter(|one| one.is_unsafe()).count(),
        Some(Deny::Notice) => findings()
            .filter(|one| one.level > Level::Safe && one.ignored.is_none())
            .count(),
    };
    match count {
        0 => Ok(()),
        count => Err(Error::App(format!(
            "{count} statement(s) are not safe while others use the database; change them, or write \
             `-- fjango: ignore <rule>: <reason>` on a line before each"
        ))),
    }
}

/// `lintmigrations`. Needs no database.
#[expect(clippy::print_stdout, reason = "this is the command's result")]
pub(super) fn run(root: &Path, args: &LintArgs) -> Result {
    let project = Project::linked(root)?;
    let direction = match args.backwards {
        true => Direction::Backward,
        false => Direction::Forward,
    };
    let wanted: Vec<(MigrationId, Direction)> = match (&args.app, &args.name) {
        (Some(app), Some(name)) => vec![(project.graph.find(app, name)?.id.clone(), direction)],
        (app, _) => {
            if let Some(app) = app {
                project.graph.check_app(app)?;
            }
            let ids = project.graph.iter().map(|migration| migration.id.clone());
            ids.filter(|id| app.as_ref().is_none_or(|app| *app == id.app))
                .map(|id| (id, direction))
                .collect()
        }
    };
    let judged = judge(&project, &wanted);
    if args.json {
        println!("{}", json(&judged));
    } else {
        for one in &judged {
            println!("{}", one.migration);
            for finding in one
                .findings
                .iter()
                .filter(|finding| args.all || finding.level > Level::Safe)
            {
                println!("{finding}");
            }
        }
    }
    deny(&judged, args.deny)
}
