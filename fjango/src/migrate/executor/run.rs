//! Running one migration, section by section.

use std::time::{Duration, Instant};

use super::hint::with_hint;
use super::history::Progress;
use super::patience::Patience;
use super::session::Session;
use crate::db;
use crate::migrate::files::Migration;
use crate::migrate::plan::Direction;
use crate::migrate::section::{Section, sections};
use crate::migrate::statement::{Action, Change, read};
use crate::migrate::{Error, Result};

/// A script with its statements counted through.
pub(super) struct Script<'a> {
    pub(super) sections: Vec<Section<&'a str>>,
    pub(super) statements: Vec<&'a str>,
}

impl<'a> Script<'a> {
    pub(super) fn of(migration: &'a Migration, direction: Direction, dialect: &'static str) -> Result<Self> {
        let script = migration.script(dialect)?;
        let (text, file) = match direction {
            Direction::Forward => (&script.up, "up"),
            Direction::Backward => (&script.down, "down"),
        };
        let sections = sections(text).map_err(|marker| Error::File {
            path: format!("{}/{}/{dialect}/{file}.sql", migration.id.app, migration.id.name),
            message: format!(
                "`-- fjango: {marker}` says nothing; write `transaction`, `no-transaction` or `ignore <rule>: <reason>`"
            ),
        })?;
        let statements = sections
            .iter()
            .flat_map(|section| section.statements.iter().copied())
            .collect();
        Ok(Self { sections, statements })
    }

    /// The section of the statement `number`, and the number of its first.
    fn section(&self, number: usize) -> Option<(&Section<&'a str>, usize)> {
        let mut first = 0;
        for section in &self.sections {
            if number < first + section.statements.len() {
                return Some((section, first));
            }
            first += section.statements.len();
        }
        None
    }
}

/// Why a part of a migration did not come to its end.
pub(super) enum Stopped {
    /// Another transaction is in the way of this statement.
    Locked {
        statement: String,
        blockers: Vec<String>,
    },
    Failed(Error),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Session {
    /// Runs one migration and gives the number of statements run; `None` when another process was first.
    pub(super) async fn apply(
        &mut self,
        migration: &Migration,
        direction: Direction,
        fake: bool,
    ) -> Result<Option<usize>> {
        let (before, after) = self.dialect.around();
        for statement in before {
            self.batch("preparing a migration", statement).await?;
        }
        let result = self.apply_prepared(migration, direction, fake).await;
        for statement in after {
            let ended = self.batch("ending a migration", statement).await;
            if result.is_ok() {
                ended?;
            }
        }
        result
    }

    async fn apply_prepared(
        &mut self,
        migration: &Migration,
        direction: Direction,
        fake: bool,
    ) -> Result<Option<usize>> {
        let script = match fake {
            true => Script {
                sections: Vec::new(),
                statements: Vec::new(),
            },
            false => Script::of(migration, direction, self.dialect.name())?,
        };
        let mut patience = Patience::new(&self.options);
        let mut ran = 0;
        loop {
            let result = self.advance(migration, direction, &script, fake, &patience).await;
            if result.is_err() {
                // The first error is the one to tell; a lost connection has undone everything by itself.
                let _ = self.batch("undoing a section", "ROLLBACK").await;
            }
            match result {
                Ok(Advance::Gone) if ran == 0 => return Ok(None),
                Ok(Advance::Gone) => return Ok(Some(ran)),
                Ok(Advance::Done(statements)) => return Ok(Some(ran + statements)),
                Ok(Advance::Part(statements)) => {
                    ran += statements;
                    patience = Patience::new(&self.options);
                }
                Err(Stopped::Failed(error)) => return Err(error),
                Err(Stopped::Locked { statement, blockers }) => match patience.pause() {
                    Some(pause) => {
                        tracing::warn!(
                            "{} got no lock for `{}` in time; next try in {pause:.1?}{}",
                            migration.id,
                            first_line(&statement),
                            blockers
                                .iter()
                                .map(|one| format!("; in the way: {one}"))
                                .collect::<String>()
                        );
                        tokio::time::sleep(pause).await;
                    }
                    None => {
                        let (_, progress) = self.state_of(&migration.id).await?;
                        return Err(Error::Blocked {
                            migration: migration.id.to_string(),
                            tries: patience.tries,
                            waited: patience.waited(),
                            done: progress.map_or(0, |progress| progress.done),
                            statement,
                            blockers,
                        });
                    }
                },
            }
        }
    }

    /// Runs the next section that is a transaction, or the next statement that is none.
    async fn advance(
        &mut self,
        migration: &Migration,
        direction: Direction,
        script: &Script<'_>,
        fake: bool,
        patience: &Patience,
    ) -> Result<Advance, Stopped> {
        let begun = Instant::now();
        self.patiently("beginning a migration", self.dialect.begin()).await?;
        // Within the transaction: on SQLite another process may have been here since.
        let (is_applied, progress) = self.state_of(&migration.id).await?;
        if let (Some(progress), Some(live)) = (&progress, self.dialect.live())
            && (progress.direction, direction) == (Direction::Forward, Direction::Backward)
            && !fake
        {
            self.batch("ending a migration", "ROLLBACK").await?;
            return Ok(Advance::Done(self.undo(migration, live, progress, patience).await?));
        }
        if is_applied == (direction == Direction::Forward) {
            self.batch("ending a migration", "ROLLBACK").await?;
            return Ok(Advance::Gone);
        }
        let progress = match progress.filter(|_| !fake) {
            Some(progress) if progress.direction != direction => return Err(progress.half_done().into()),
            Some(progress) => progress,
            None => Progress::new(&migration.id, direction),
        };
        progress.check(&script.statements)?;
        let at = progress.done;
        match script.section(at) {
            Some((section, _)) if !section.atomic => {
                let (statement, started) = (script.statements[at], progress.started);
                self.note_progress(&progress.after(&script.statements, at, true))
                    .await?;
                self.commit(migration, script, at).await?;
                self.alone(migration, script, at, statement, started, patience).await?;
                let next = Progress::new(&migration.id, direction).after(&script.statements, at + 1, false);
                self.note_progress(&next).await?;
                Ok(Advance::Part(1))
            }
            Some((section, first)) => {
                let end = first + section.statements.len();
                self.together(migration, script, (at, end), begun, patience).await?;
                let is_last = end == script.statements.len();
                match is_last {
                    true => self.note(migration, direction).await?,
                    false => {
                        self.note_progress(&progress.after(&script.statements, end, false))
                            .await?
                    }
                }
                self.commit(migration, script, end).await?;
                Ok(match is_last {
                    true => Advance::Done(end - at),
                    false => Advance::Part(end - at),
                })
            }
            None => {
                self.note(migration, direction).await?;
                self.commit(migration, script, at).await?;
                Ok(Advance::Done(0))
            }
        }
    }

    /// Runs statements within the transaction that has begun.
    async fn together(
        &mut self,
        migration: &Migration,
        script: &Script<'_>,
        (from, to): (usize, usize),
        begun: Instant,
        patience: &Patience,
    ) -> Result<(), Stopped> {
        let all = &script.statements[from..to];
        let attached = self.attached().await?;
        for (index, statement) in all.iter().enumerate() {
            let limit = patience.left_since(begun);
            self.execute(migration, script, (from, from + index), statement, limit)
                .await?;
        }
        for lost in self.lost(attached, all).await? {
            let limit = patience.left_since(begun);
            self.execute(migration, script, (from, to.saturating_sub(1)), &lost.sql, limit)
                .await?;
        }
        if let Some(find) = self.dialect.find_dangling() {
            let rows = self.texts("looking for rows that point at nothing", find).await?;
            if !rows.is_empty() {
                return Err(Stopped::Failed(Error::DanglingRows {
                    migration: migration.id.to_string(),
                    rows,
                }));
            }
        }
        Ok(())
    }

    /// Runs a statement in no transaction. One that was `started` before may have done its work, or half of it.
    pub(super) async fn alone(
        &mut self,
        migration: &Migration,
        script: &Script<'_>,
        number: usize,
        statement: &str,
        started: bool,
        patience: &Patience,
    ) -> Result<(), Stopped> {
        let mut limit = patience.left_since(Instant::now());
        if let Some(live) = self.dialect.live() {
            match read(statement) {
                Change::CreateIndex {
                    index,
                    concurrently: true,
                    ..
                } => {
                    limit = patience.left();
                    if let Some(index) = index {
                        let state = self
                            .texts("looking for an unfinished index", &live.index_state(&index))
                            .await?;
                        match state.first().map(String::as_str) {
                            Some("true") if started => return Ok(()),
                            Some("false") => {
                                tracing::warn!("index {index} was left unfinished; building it again");
                                let drop = live.drop_unfinished(&index);
                                self.execute(migration, script, (number, number), &drop, limit).await?;
                            }
                            _ => {}
                        }
                    }
                }
                Change::DropIndex {
                    indexes,
                    concurrently: true,
                    ..
                } => {
                    limit = patience.left();
                    let mut gone = started;
                    for index in &indexes {
                        let state = self.texts("looking for an index", &live.index_state(index)).await?;
                        gone &= state.is_empty();
                    }
                    if gone {
                        return Ok(());
                    }
                }
                Change::AlterTable { actions, .. } if matches!(actions[..], [Action::ValidateConstraint { .. }]) => {
                    limit = patience.left();
                }
                Change::Vacuum | Change::Reindex { concurrently: true } => limit = patience.left(),
                _ => {}
            }
        }
        self.execute(migration, script, (number, number), statement, limit)
            .await
    }

    /// Runs a statement: `number` is its place in the script, and `kept` what stays done when it fails.
    pub(super) async fn execute(
        &mut self,
        migration: &Migration,
        script: &Script<'_>,
        (kept, number): (usize, usize),
        statement: &str,
        limit: Duration,
    ) -> Result<(), Stopped> {
        let (result, blockers) = self.watched(statement, limit).await?;
        match result {
            Ok(()) => Ok(()),
            // SQLite's writers take their turn when they begin.
            Err(error) if self.dialect.live().is_some() && is_conflict(&error) => Err(Stopped::Locked {
                statement: statement.to_owned(),
                blockers,
            }),
            Err(error) => Err(Stopped::Failed(failed(
                migration,
                script,
                (kept, number),
                statement,
                &error,
            ))),
        }
    }

    pub(super) async fn commit(&mut self, migration: &Migration, script: &Script<'_>, done: usize) -> Result<()> {
        // Deferred constraints speak now.
        match self.connection()?.batch("COMMIT").await {
            Ok(()) => Ok(()),
            Err(error) => {
                let last = done.saturating_sub(1);
                let kept = script.section(last).map_or(0, |(_, first)| first);
                Err(failed(migration, script, (kept, last), "COMMIT", &error))
            }
        }
    }
}

/// How far a migration came at once.
enum Advance {
    /// Another process was first.
    Gone,
    /// So many statements, and there are more.
    Part(usize),
    /// So many statements, the last ones.
    Done(usize),
}

/// Whether another transaction was in the way, so that trying again may succeed.
fn is_conflict(error: &db::Error) -> bool {
    matches!(error, db::Error::LockTimeout { .. } | db::Error::Serialization { .. })
}

fn first_line(statement: &str) -> &str {
    statement.lines().next().unwrap_or_default()
}

fn failed(
    migration: &Migration,
    script: &Script<'_>,
    (kept, number): (usize, usize),
    statement: &str,
    error: &db::Error,
) -> Error {
    Error::Statement {
        migration: migration.id.to_string(),
        number: number + 1,
        total: script.statements.len(),
        done: kept,
        statement: statement.to_owned(),
        message: with_hint(migration, error.to_string()),
    }
}
