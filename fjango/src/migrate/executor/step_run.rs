//! Running one data step.

use super::history::Progress;
use super::session::Session;
use crate::migrate::data::{DataStep, MigrationDb};
use crate::migrate::files::Migration;
use crate::migrate::plan::Direction;
use crate::migrate::state::ProjectState;
use crate::migrate::{Error, Result};

impl Session {
    /// Runs a data step and gives the number of its calls; `None` when another process was first.
    pub(super) async fn apply_step(
        &mut self,
        migration: &Migration,
        step: &DataStep,
        direction: Direction,
        state: ProjectState,
    ) -> Result<Option<usize>> {
        let function = match direction {
            Direction::Forward => step.run,
            Direction::Backward => step.reverse.ok_or_else(|| Error::Irreversible {
                step: migration.id.to_string(),
            })?,
        };
        let (is_applied, progress) = self.state_of(&migration.id).await?;
        match progress {
            // Half of the way there is undone by the whole way back.
            Some(progress) if progress.direction != direction && direction == Direction::Backward => {
                self.note_progress(&Progress::new(&migration.id, direction)).await?;
            }
            Some(_) => {}
            None if is_applied == (direction == Direction::Forward) => return Ok(None),
            None => {}
        }
        let db = MigrationDb::new(self.lend()?, state, migration.id.clone(), direction)?;
        let result = function(&db).await;
        let (lent, calls) = db.into_parts();
        self.take_back(lent);
        result.map_err(|error| match error.downcast::<Error>() {
            // What fjango says of a step names it already.
            Ok(error) => *error,
            Err(error) => Error::DataStep {
                step: migration.id.to_string(),
                message: error.to_string(),
            },
        })?;
        self.patiently("ending a data step", self.dialect.begin()).await?;
        let (is_applied, _) = self.state_of(&migration.id).await?;
        if is_applied == (direction == Direction::Forward) {
            self.batch("ending a data step", "ROLLBACK").await?;
            return Ok(None);
        }
        self.note(migration, direction).await?;
        self.batch("ending a data step", "COMMIT").await?;
        Ok(Some(calls))
    }
}
