use std::fmt;
use std::time::Duration;

use crate::migrate::Operation;
use crate::migrate::files::{Migration, MigrationId};
use crate::migrate::plan::Direction;

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Each migration that ran, in order.
    pub steps: Vec<Step>,
    /// The models that have another label now, before and after, in order.
    pub relabelled: Vec<(String, String)>,
}

impl Report {
    /// Notes which labels the steps of a migration changed.
    pub(super) fn note_labels(&mut self, migration: &Migration, direction: Direction) {
        let app = &migration.id.app;
        let mut labels: Vec<(String, String)> = migration
            .operations
            .iter()
            .filter_map(|operation| match operation {
                Operation::RenameModel { model, to } => Some((format!("{app}.{model}"), format!("{app}.{to}"))),
                Operation::MoveModel { model, from } => Some((format!("{from}.{model}"), format!("{app}.{model}"))),
                _ => None,
            })
            .collect();
        if direction == Direction::Backward {
            labels.reverse();
            for (from, to) in &mut labels {
                std::mem::swap(from, to);
            }
        }
        self.relabelled.append(&mut labels);
    }
}

/// One migration that ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub id: MigrationId,
    /// Which way.
    pub direction: Direction,
    /// How many statements were run.
    pub statements: usize,
    /// How long it took.
    pub duration: Duration,
    /// Whether it was only noted.
    pub fake: bool,
}

impl Report {
    /// The steps as a JSON array.
    pub fn to_json(&self) -> serde_json::Value {
        let steps = self.steps.iter().map(|step| {
            serde_json::json!({
                "migration": step.id.to_string(),
                "direction": match step.direction {
                    Direction::Forward => "apply",
                    Direction::Backward => "take back",
                },
                "statements": step.statements,
                "seconds": step.duration.as_secs_f64(),
                "fake": step.fake,
            })
        });
        steps.collect()
    }
}

/// One line for each migration, or that there was nothing to do.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.steps.is_empty() {
            return f.write_str("No migrations to apply.");
        }
        for (index, step) in self.steps.iter().enumerate() {
            let verb = match step.direction {
                Direction::Forward => "Applied",
                Direction::Backward => "Unapplied",
            };
            let line = if index == 0 { "" } else { "\n" };
            write!(
                f,
                "{line}{verb} {} ({} statements, {:.1?})",
                step.id, step.statements, step.duration
            )?;
            if step.fake {
                f.write_str(" FAKED")?;
            }
        }
        Ok(())
    }
}
