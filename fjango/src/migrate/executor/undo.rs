//! Taking back a migration that was interrupted, or failed, between two of its sections.
//!
//! What its way back expects may be there or not, so each of its statements counts as done when the thing it takes away is
//! missing, or the one it brings back is there.

use std::time::Instant;

use super::history::Progress;
use super::patience::Patience;
use super::run::{Script, Stopped};
use super::session::Session;
use crate::migrate::Result;
use crate::migrate::files::Migration;
use crate::migrate::plan::Direction;
use crate::migrate::sql::Live;
use crate::migrate::statement::{Action, Change, read};

impl Session {
    /// Takes back what was run of `migration`, which may be begun again from its first statement if this is interrupted.
    pub(super) async fn undo(
        &mut self,
        migration: &Migration,
        live: &dyn Live,
        progress: &Progress,
        patience: &Patience,
    ) -> Result<usize, Stopped> {
        let dialect = self.dialect.name();
        let (up, down) = (
            Script::of(migration, Direction::Forward, dialect)?,
            Script::of(migration, Direction::Backward, dialect)?,
        );
        // The one that was begun last is not counted as done.
        let begun = up.statements.iter().take(progress.done + 1).rev();
        for (number, statement) in begun.enumerate() {
            if let Some(sql) = first_half(statement, live) {
                let limit = patience.left_since(Instant::now());
                self.execute(migration, &up, (0, number), &sql, limit).await?;
            }
        }
        let mut number = 0;
        for section in &down.sections {
            if section.atomic {
                self.patiently("beginning a migration", self.dialect.begin()).await?;
            }
            let begun = Instant::now();
            for statement in &section.statements {
                match read(statement) {
                    Change::CreateIndex { concurrently: true, .. }
                    | Change::DropIndex { concurrently: true, .. }
                    | Change::Reindex { .. }
                    | Change::Vacuum => {
                        self.alone(migration, &down, number, statement, true, patience).await?;
                    }
                    _ => {
                        let limit = patience.left_since(begun);
                        self.execute(migration, &down, (0, number), &live.leniently(statement), limit)
                            .await?;
                    }
                }
                number += 1;
            }
            if section.atomic {
                self.commit(migration, &down, number).await?;
            }
        }
        self.forget(&migration.id).await?;
        Ok(number)
    }
}

/// What takes away the first half of a change in two: it has no statement of its own in the way back.
fn first_half(statement: &str, live: &dyn Live) -> Option<String> {
    match read(statement) {
        Change::CreateIndex {
            index: Some(index),
            concurrently: true,
            ..
        } => Some(live.drop_free_index(&index)),
        Change::AlterTable { table, actions } => match &actions[..] {
            [
                Action::AddConstraint {
                    name, not_valid: true, ..
                },
            ] => Some(live.drop_constraint(&table, name)),
            _ => None,
        },
        _ => None,
    }
}
