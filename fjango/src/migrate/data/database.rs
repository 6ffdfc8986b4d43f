use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Mutex;

use super::journal::{Call, Journal, Key};
use super::{HistoricalModel, HistoricalRow};
use crate::db::{self, Dialect, Statement, StatementBuilder};
use crate::migrate::executor::{Patience, Progress, Session};
use crate::migrate::files::MigrationId;
use crate::migrate::plan::Direction;
use crate::migrate::sql::Tables;
use crate::migrate::state::ProjectState;
use crate::migrate::{Error, Result};
use crate::value::{DecodeError, Row, Value};

/// The database as a data step sees it: the models as they are at the step's place in the history.
///
/// Each call that writes is noted in the transaction that writes. A step that runs again, because it was interrupted, must
/// make the same calls in the same order; those that are done only give their number of rows once more.
///
/// ```standalone_crate
/// use fjango::migrate::{MigrationDb, Result};
///
/// #[fjango::migration(app = "people", after = "0003_split_name", reverse = join)]
/// async fn split(db: &MigrationDb) -> Result<()> {
///     db.model("people.Person")?
///         .filter("first_name", None::<String>)?
///         .each(|person| {
///             let name: String = person.get("name")?;
///             let (first, last) = name.split_once(' ').unwrap_or((&name, ""));
///             person.set("first_name", first)?;
///             person.set("last_name", last)
///         })
///         .await?;
///     Ok(())
/// }
///
/// async fn join(db: &MigrationDb) -> Result<()> {
///     db.model("people.Person")?.update_sql("name", "first_name || ' ' || last_name").await?;
///     Ok(())
/// }
/// ```
pub struct MigrationDb {
    session: Mutex<Session>,
    dialect: &'static dyn Dialect,
    state: ProjectState,
    id: MigrationId,
    direction: Direction,
    next: AtomicUsize,
}

/// What a call does.
pub(super) enum Work<'w, 'm> {
    /// Once, in one transaction.
    Statements(Vec<Statement>),
    /// Batch by batch.
    Batches(&'w HistoricalModel<'m>, Change<'w>),
}

/// What becomes of the rows of a batch.
pub(super) enum Change<'a> {
    Value(String, Value),
    Sql(String, String),
    Delete,
    Each(&'a mut (dyn FnMut(&mut HistoricalRow) -> Result<()> + Send)),
}

/// Why a transaction of a step was undone.
enum Undone {
    /// For another transaction: it can be tried again.
    Conflict(db::Error),
    Failed(Error),
}

impl From<Error> for Undone {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl MigrationDb {
    pub(in crate::migrate) fn new(
        mut session: Session,
        state: ProjectState,
        id: MigrationId,
        direction: Direction,
    ) -> Result<Self> {
        let dialect = session.connection()?.dialect();
        Ok(Self {
            session: Mutex::new(session),
            dialect,
            state,
            id,
            direction,
            next: AtomicUsize::new(0),
        })
    }

    /// The session, and how many calls were made.
    pub(in crate::migrate) fn into_parts(self) -> (Session, usize) {
        (self.session.into_inner(), self.next.into_inner())
    }

    /// The rows of the model called `label`, such as `blog.Post`, as its table is now.
    ///
    /// # Errors
    /// [`Error::UnknownModel`] when there is none at this place of the history.
    pub fn model(&self, label: &str) -> Result<HistoricalModel<'_>> {
        self.state.model(label)?;
        let table = Tables::of(&self.state)?.0.remove(label);
        let table = table.ok_or_else(|| Error::UnknownModel {
            label: label.to_owned(),
        })?;
        Ok(HistoricalModel::new(self, label, table))
    }

    /// What the models are at this place of the history.
    pub fn state(&self) -> &ProjectState {
        &self.state
    }

    /// `postgres` or `sqlite`.
    pub fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    /// Runs one statement in a transaction and gives the number of rows it changed.
    ///
    /// # Errors
    /// [`Error::DataStep`] with what the database said.
    pub async fn execute_sql(&self, sql: &str) -> Result<u64> {
        self.execute(Statement::sql(sql)).await
    }

    /// Runs one statement with values in a transaction and gives the number of rows it changed.
    ///
    /// # Errors
    /// As [`execute_sql`](Self::execute_sql).
    pub async fn execute(&self, statement: Statement) -> Result<u64> {
        let what = format!("sql {}", statement.to_sql(self.dialect));
        self.call(what, Work::Statements(vec![statement])).await
    }

    /// Reads rows by a statement of any form.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn fetch<T, F>(&self, statement: Statement, decode: F) -> Result<Vec<T>>
    where
        T: Send + 'static,
        F: FnMut(Row<'_>) -> Result<T, DecodeError> + Send + 'static,
    {
        let mut session = self.session.lock().await;
        let rows = session.connection()?.fetch(statement, decode).await;
        rows.map_err(|error| self.failed(&error))
    }

    pub(super) fn builder(&self) -> StatementBuilder<'static> {
        StatementBuilder::new(self.dialect)
    }

    /// Does `work` unless the journal says that it is done.
    pub(super) async fn call(&self, what: String, mut work: Work<'_, '_>) -> Result<u64> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let mut session = self.session.lock().await;
        let mut patience = Patience::new(&session.options);
        loop {
            match self.turn(&mut session, number, &what, &mut work).await {
                Ok(Some(rows)) => return Ok(rows),
                Ok(None) => patience = Patience::new(&session.options),
                Err(undone) => {
                    // The first error is the one to tell; a lost connection has undone everything by itself.
                    let _ = session.batch("undoing a batch", "ROLLBACK").await;
                    match undone {
                        Undone::Failed(error) => return Err(error),
                        Undone::Conflict(error) => match patience.pause() {
                            Some(pause) => {
                                tracing::warn!("{} met rows that others have locked; next try in {pause:.1?}", self.id);
                                tokio::time::sleep(pause).await;
                            }
                            None => return Err(self.failed(&error)),
                        },
                    }
                }
            }
        }
    }

    /// One transaction; gives the number of rows when the call is finished.
    async fn turn(
        &self,
        session: &mut Session,
        number: usize,
        what: &str,
        work: &mut Work<'_, '_>,
    ) -> Result<Option<u64>, Undone> {
        if let Some(live) = session.dialect.live() {
            let limit = session.options.lock_timeout.as_millis();
            session
                .batch("preparing a data step", &live.wait_for_locks(limit))
                .await?;
        }
        session.patiently("beginning a batch", session.dialect.begin()).await?;
        // Within the transaction: on SQLite another process may be at the same step.
        let (is_applied, progress) = session.state_of(&self.id).await?;
        let mut progress = match progress {
            Some(progress) if progress.direction == self.direction => progress,
            Some(progress) => return Err(progress.half_done().into()),
            None if is_applied == (self.direction == Direction::Forward) => {
                session.batch("ending a batch", "ROLLBACK").await?;
                return Ok(Some(0));
            }
            None => Progress::new(&self.id, self.direction),
        };
        let mut journal = Journal::read(&progress.notes);
        if number >= journal.calls.len() {
            journal.calls.push(Call {
                what: what.to_owned(),
                ..Call::default()
            });
        }
        let Some(call) = journal.calls.get_mut(number).filter(|call| call.what == what) else {
            return Err(Undone::Failed(Error::StepChanged {
                step: self.id.to_string(),
                call: what.to_owned(),
            }));
        };
        if call.done {
            let rows = call.rows;
            session.batch("ending a batch", "ROLLBACK").await?;
            return Ok(Some(rows));
        }
        self.work(session, call, work).await?;
        let finished = call.done.then_some(call.rows);
        progress.notes = journal.write();
        session.note_progress(&progress).await?;
        session
            .connection()?
            .batch("COMMIT")
            .await
            .map_err(|error| self.undone(error))?;
        Ok(finished)
    }

    async fn work(&self, session: &mut Session, call: &mut Call, work: &mut Work<'_, '_>) -> Result<(), Undone> {
        match work {
            Work::Statements(statements) => {
                for statement in statements.iter() {
                    let changed = session.connection()?.execute(statement.clone()).await;
                    call.rows += changed.map_err(|error| self.undone(error))? as u64;
                }
                call.done = true;
                Ok(())
            }
            Work::Batches(model, change) => self.batch(session, call, model, change).await,
        }
    }

    async fn batch(
        &self,
        session: &mut Session,
        call: &mut Call,
        model: &HistoricalModel<'_>,
        change: &mut Change<'_>,
    ) -> Result<(), Undone> {
        let (index, key) = model.key()?;
        let after = call.at.as_ref().and_then(|at| at.value(key.kind));
        let found = session.connection()?.fetch(model.batch(after)?, model.decode()).await;
        let mut rows = found.map_err(|error| self.undone(error))?;
        call.done = rows.len() < model.limit();
        let Some(last) = rows.last() else { return Ok(()) };
        call.rows += rows.len() as u64;
        call.at = Key::of(&last.values[index]);
        if call.at.is_none() {
            return Err(Undone::Failed(Error::WrongValue {
                field: format!("{}.{}", model.label, key.field),
                message: "batches need a primary key that is a whole number, text or a UUID".to_owned(),
            }));
        }
        let mut statements = Vec::new();
        if let Change::Each(each) = change {
            for row in &mut rows {
                each(row)?;
                statements.extend(model.change_one(row)?);
            }
        } else {
            let keys = rows.iter().map(|row| row.values[index].clone()).collect();
            statements.push(model.change_all(change, keys)?);
        }
        for statement in statements {
            let changed = session.connection()?.execute(statement).await;
            changed.map_err(|error| self.undone(error))?;
        }
        Ok(())
    }

    fn undone(&self, error: db::Error) -> Undone {
        match error {
            db::Error::LockTimeout { .. } | db::Error::Serialization { .. } => Undone::Conflict(error),
            error => Undone::Failed(self.failed(&error)),
        }
    }

    fn failed(&self, error: &db::Error) -> Error {
        Error::DataStep {
            step: self.id.to_string(),
            message: error.to_string(),
        }
    }
}

impl std::fmt::Debug for MigrationDb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MigrationDb")
            .field("step", &self.id)
            .finish_non_exhaustive()
    }
}
