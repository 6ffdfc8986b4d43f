//! What the database remembers: which migrations are applied, and how far one came that was interrupted.

use sha2::{Digest, Sha256};

use super::session::{Session, database};
use crate::db::{Statement, StatementBuilder};
use crate::migrate::files::{Migration, MigrationId};
use crate::migrate::plan::{Direction, History};
use crate::migrate::sql::Table;
use crate::migrate::{Error, Result};
use crate::value::Value;

/// How far a migration came that has several sections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Which.
    pub id: MigrationId,
    /// Which way it goes.
    pub direction: Direction,
    /// How many of its statements are done.
    pub done: usize,
    /// Whether the next one was begun, outside a transaction.
    pub started: bool,
    /// What tells whether the statements that are done are those of the file.
    pub(super) checksum: String,
    /// What a data step remembers.
    pub(in crate::migrate) notes: String,
}

impl Progress {
    /// One that has not begun.
    pub(in crate::migrate) fn new(id: &MigrationId, direction: Direction) -> Self {
        Self {
            id: id.clone(),
            direction,
            done: 0,
            started: false,
            checksum: digest::<&str>(&[]),
            notes: String::new(),
        }
    }

    /// The same after `done` of `statements`.
    pub(super) fn after(mut self, statements: &[&str], done: usize, started: bool) -> Self {
        (self.done, self.started) = (done, started);
        self.checksum = digest(&statements[..done.min(statements.len())]);
        self
    }

    /// Says whether what is done is what `statements` begin with.
    pub(super) fn check(&self, statements: &[&str]) -> Result<()> {
        let same = statements.get(..self.done).map(digest);
        if same.is_some_and(|same| same == self.checksum) {
            return Ok(());
        }
        Err(Error::EditedHalfDone {
            migration: self.id.to_string(),
            done: self.done,
        })
    }

    /// The error of a command for which all or nothing of it would have to be done.
    pub(in crate::migrate) fn half_done(&self) -> Error {
        let forward = self.direction == Direction::Forward;
        Error::HalfDone {
            migration: self.id.to_string(),
            forward,
            done: self.done,
            target: match forward {
                true => format!("{} {}", self.id.app, self.id.name),
                false => format!("{} <the migration before {}, or zero>", self.id.app, self.id.name),
            },
        }
    }
}

fn digest<T: AsRef<str>>(statements: &[T]) -> String {
    let mut hash = Sha256::new();
    for statement in statements {
        // Line ends are git's business, not an edit.
        hash.update(statement.as_ref().replace("\r\n", "\n").as_bytes());
        hash.update(b"\0");
    }
    hash.finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

const READING: &str = "reading the history of migrations";
const NOTING: &str = "noting a migration in the history";

impl Session {
    pub(super) async fn history(&mut self) -> Result<History> {
        if self.texts(READING, self.dialect.find_history()).await?.is_empty() {
            return Ok(History::new());
        }
        let select = Statement::sql("SELECT app, name, checksum FROM fjango_migration ORDER BY id");
        let read = |row: crate::value::Row<'_>| {
            let id = MigrationId::new(row.get::<String>(0)?, row.get::<String>(1)?);
            Ok((id, row.get::<String>(2)?))
        };
        let rows = self
            .connection()?
            .fetch(select, read)
            .await
            .map_err(database(READING))?;
        Ok(rows.into_iter().collect())
    }

    /// The migrations that were interrupted between two sections.
    pub(super) async fn all_progress(&mut self) -> Result<Vec<Progress>> {
        if self.texts(READING, self.dialect.find_progress()).await?.is_empty() {
            return Ok(Vec::new());
        }
        let select = Statement::sql(
            "SELECT app, name, direction, done, started, checksum, notes FROM fjango_migration_progress ORDER BY app, name",
        );
        let read = |row: crate::value::Row<'_>| {
            Ok(Progress {
                id: MigrationId::new(row.get::<String>(0)?, row.get::<String>(1)?),
                direction: match row.get::<String>(2)?.as_str() {
                    "up" => Direction::Forward,
                    _ => Direction::Backward,
                },
                done: usize::try_from(row.get::<i64>(3)?).unwrap_or_default(),
                started: row.get(4)?,
                checksum: row.get(5)?,
                notes: row.get(6)?,
            })
        };
        self.connection()?.fetch(select, read).await.map_err(database(READING))
    }

    /// Whether the migration is applied, and how far it came on its way there or back.
    pub(in crate::migrate) async fn state_of(&mut self, id: &MigrationId) -> Result<(bool, Option<Progress>)> {
        let is_applied = self.history().await?.contains_key(id);
        let progress = self.all_progress().await?.into_iter().find(|one| one.id == *id);
        Ok((is_applied, progress))
    }

    pub(super) async fn create_history(&mut self) -> Result<()> {
        const ACTION: &str = "creating the history of migrations";
        // Asked first, as PostgreSQL answers an `IF NOT EXISTS` that does nothing with a notice.
        if self.texts(ACTION, self.dialect.find_history()).await?.is_empty() {
            self.patiently(ACTION, self.dialect.create_history()).await?;
        }
        if self.texts(ACTION, self.dialect.find_progress()).await?.is_empty() {
            self.patiently(ACTION, self.dialect.create_progress()).await?;
        }
        Ok(())
    }

    /// Notes that the migration is applied or taken back.
    pub(super) async fn note(&mut self, migration: &Migration, direction: Direction) -> Result<()> {
        let dialect = self.dialect.name();
        let mut sql = self.builder()?;
        match direction {
            Direction::Forward => {
                let checksum = Value::Text(migration.checksum(dialect)?);
                sql.push("INSERT INTO fjango_migration (app, name, checksum) VALUES (");
                sql.bind(text(&migration.id.app)).push(", ");
                sql.bind(text(&migration.id.name)).push(", ").bind(checksum).push(")");
            }
            Direction::Backward => {
                // Else what it replaces would count as it.
                for replaced in &migration.replaces {
                    let mut sql = self.builder()?;
                    sql.push("DELETE FROM fjango_migration");
                    only(&mut sql, replaced);
                    self.write(sql).await?;
                }
                sql.push("DELETE FROM fjango_migration");
                only(&mut sql, &migration.id);
            }
        }
        self.write(sql).await?;
        self.forget(&migration.id).await
    }

    /// Notes how far a migration came.
    pub(in crate::migrate) async fn note_progress(&mut self, progress: &Progress) -> Result<()> {
        let direction = match progress.direction {
            Direction::Forward => "up",
            Direction::Backward => "down",
        };
        let done = Value::BigInt(i64::try_from(progress.done).unwrap_or(i64::MAX));
        let mut sql = self.builder()?;
        sql.push(
            "INSERT INTO fjango_migration_progress (app, name, direction, done, started, checksum, notes) VALUES (",
        );
        sql.bind(text(&progress.id.app))
            .push(", ")
            .bind(text(&progress.id.name));
        sql.push(", ").bind(text(direction)).push(", ").bind(done).push(", ");
        sql.bind(Value::Bool(progress.started))
            .push(", ")
            .bind(text(&progress.checksum));
        sql.push(", ").bind(text(&progress.notes)).push(
            ") ON CONFLICT (app, name) DO UPDATE SET direction = excluded.direction, done = excluded.done, \
             started = excluded.started, checksum = excluded.checksum, notes = excluded.notes",
        );
        self.write(sql).await
    }

    pub(super) async fn forget(&mut self, id: &MigrationId) -> Result<()> {
        let mut sql = self.builder()?;
        sql.push("DELETE FROM fjango_migration_progress");
        only(&mut sql, id);
        self.write(sql).await
    }

    /// Forgets that a migration is applied.
    pub(super) async fn prune(&mut self, id: &MigrationId) -> Result<()> {
        let mut sql = self.builder()?;
        sql.push("DELETE FROM fjango_migration");
        only(&mut sql, id);
        self.write(sql).await
    }

    /// Whether there is such a table, with all of these columns.
    pub(super) async fn has_table(&mut self, table: &Table) -> Result<bool> {
        let mut sql = StatementBuilder::new(self.connection()?.dialect());
        sql.one_off().push("SELECT ");
        for (place, column) in table.columns.iter().enumerate() {
            sql.push(if place == 0 { "" } else { ", " })
                .name(&table.name)
                .push(".")
                .name(&column.name);
        }
        sql.push(" FROM ").name(&table.name).push(" LIMIT 0");
        match self.connection()?.fetch(sql.finish(), |_| Ok(())).await {
            Ok(_) => Ok(true),
            Err(crate::db::Error::Backend { .. }) => Ok(false),
            Err(error) => Err(database(READING)(error)),
        }
    }

    fn builder(&mut self) -> Result<StatementBuilder<'static>> {
        let mut sql = StatementBuilder::new(self.connection()?.dialect());
        sql.writes().one_off();
        Ok(sql)
    }

    async fn write(&mut self, sql: StatementBuilder<'static>) -> Result<()> {
        let noted = self.connection()?.execute(sql.finish()).await;
        noted.map(drop).map_err(database(NOTING))
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn only(sql: &mut StatementBuilder<'_>, id: &MigrationId) {
    sql.push(" WHERE app = ").bind(text(&id.app));
    sql.push(" AND name = ").bind(text(&id.name));
}
