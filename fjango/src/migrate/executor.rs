//! Runs migrations.
//!
//! One transaction each, statement by statement, with the note in the history as its last: either all of it is there
//! afterwards, or nothing. Processes that migrate at once take turns; the one that comes second finds nothing to do.

use std::collections::BTreeSet;
use std::fmt;
use std::time::{Duration, Instant};

use super::files::{Migration, MigrationId};
use super::graph::Graph;
use super::plan::{self, Direction, History, Target};
use super::split::statements;
use super::sql::{self, SchemaDialect};
use super::{Error, Result};
use crate::db::{self, Connection, Db, Statement, StatementBuilder, first_value};
use crate::value::Value;

/// Applies the migrations of a [`Graph`] to a database.
///
/// # Examples
/// ```no_run
/// # async fn example(db: fjango::db::Db) -> fjango::migrate::Result<()> {
/// use fjango::migrate::{Migrator, Options, Project, Target};
///
/// let project = Project::linked(std::path::Path::new("."))?;
/// let report = Migrator::new(&db, &project.graph).run(&Target::All, &Options::default()).await?;
/// println!("{report}");
/// # Ok(()) }
/// ```
pub struct Migrator<'a> {
    db: &'a Db,
    graph: &'a Graph,
}

/// How to run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Only note in the history what would be run, because its changes are already there (or already gone).
    pub fake: bool,
    /// How long to wait for another process that migrates. Default 10 min.
    pub lock_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            fake: false,
            lock_timeout: Duration::from_secs(600),
        }
    }
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Each migration that ran, in order.
    pub steps: Vec<Step>,
}

/// One migration that ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub id: MigrationId,
    /// Which way.
    pub direction: Direction,
    /// How many statements it had.
    pub statements: usize,
    /// How long it took.
    pub duration: Duration,
    /// Whether it was only noted.
    pub fake: bool,
}

/// Something to do after every `migrate`, such as creating rows that models ask for. Register it with
/// `inventory::submit!`.
pub struct PostMigrate {
    /// The app whose tables it needs: it runs when all of that app's migrations are applied.
    pub app: &'static str,
    /// Shown when it fails.
    pub name: &'static str,
    /// What to do.
    pub run: for<'a> fn(&'a Db) -> futures_util::future::BoxFuture<'a, Result<(), HookError>>,
}

/// Whatever a [`PostMigrate`] hook fails with.
pub type HookError = Box<dyn std::error::Error + Send + Sync>;

inventory::collect!(PostMigrate);

impl<'a> Migrator<'a> {
    /// A migrator of `db`.
    pub fn new(db: &'a Db, graph: &'a Graph) -> Self {
        Self { db, graph }
    }

    /// The migrations the database has noted as applied, in order. It is not changed, whether it has a history or not.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn applied(&self) -> Result<Vec<MigrationId>> {
        let mut session = Session::open(self.db).await?;
        let history = session.history().await?;
        session.connection.release();
        let known = self
            .graph
            .iter()
            .map(|one| &one.id)
            .filter(|id| history.contains_key(id));
        let unknown = history.keys().filter(|id| self.graph.get(id).is_none());
        Ok(known.chain(unknown).cloned().collect())
    }

    /// What [`run`](Self::run) would do now, in order. The database is not changed.
    ///
    /// # Errors
    /// As [`run`](Self::run), apart from failing statements.
    pub async fn plan(&self, target: &Target) -> Result<Vec<(MigrationId, Direction)>> {
        let mut session = Session::open(self.db).await?;
        let history = session.history().await?;
        plan::check(self.graph, &history, session.dialect.name())?;
        let plan = plan::plan(self.graph, &history, target);
        session.connection.release();
        plan
    }

    /// Migrates to `target`.
    ///
    /// # Errors
    /// [`Error::Statement`] or [`Error::DanglingRows`] when a migration fails: those before it stay applied, and of it
    /// nothing is left. [`Error::MissingFiles`], [`Error::InconsistentHistory`] and [`Error::Edited`] when the history
    /// does not fit the files, [`Error::Locked`] when another process took too long.
    pub async fn run(&self, target: &Target, options: &Options) -> Result<Report> {
        let mut session = Session::open(self.db).await?;
        session.lock_timeout = options.lock_timeout;
        session.lock().await?;
        let result = self.run_locked(&mut session, target, options).await;
        let unlocked = session.unlock().await;
        // A migration's own error is the one to tell, and a session that keeps the lock must not be used again.
        let report = result?;
        unlocked?;
        let history = session.history().await?;
        session.connection.release();
        for hook in inventory::iter::<PostMigrate> {
            if !self
                .graph
                .leaf(hook.app)?
                .is_some_and(|leaf| history.contains_key(leaf))
            {
                continue;
            }
            (hook.run)(self.db).await.map_err(|error| Error::Database {
                action: hook.name,
                message: error.to_string(),
            })?;
        }
        Ok(report)
    }

    async fn run_locked(&self, session: &mut Session, target: &Target, options: &Options) -> Result<Report> {
        let history = session.history().await?;
        match plan::check(self.graph, &history, session.dialect.name()) {
            // Noting what is missing is the way out of this one.
            Err(Error::InconsistentHistory { .. }) if options.fake => {}
            result => result?,
        }
        let steps = plan::plan(self.graph, &history, target)?;
        if !steps.is_empty() {
            session.create_history().await?;
            if session.dialect.find_attached().is_some() {
                session.own_indexes = sql::index_names(self.graph)?;
            }
        }
        let mut report = Report::default();
        for (id, direction) in steps {
            // Invariant: the plan holds the graph's own migrations.
            let Some(migration) = self.graph.get(&id) else { continue };
            let started = Instant::now();
            if let Some(statements) = session.apply(migration, direction, options.fake).await? {
                report.steps.push(Step {
                    id,
                    direction,
                    statements,
                    duration: started.elapsed(),
                    fake: options.fake,
                });
            }
        }
        Ok(report)
    }
}

/// A connection with what its database needs for migrations.
struct Session {
    connection: Connection,
    dialect: &'static dyn SchemaDialect,
    lock_timeout: Duration,
    /// The indexes that migrations make; others are somebody else's, and stay.
    own_indexes: BTreeSet<String>,
}

/// A table, or an index or a trigger on one.
struct Attached {
    is_table: bool,
    name: String,
    table: String,
    sql: String,
}

impl Session {
    async fn open(db: &Db) -> Result<Self> {
        let connection = db.connection().await.map_err(database("connecting"))?;
        let name = connection.dialect().name();
        let dialect = sql::dialect(name).ok_or_else(|| Error::Database {
            action: "connecting",
            message: format!("migrations are not written for `{name}`"),
        })?;
        Ok(Self {
            connection,
            dialect,
            lock_timeout: Options::default().lock_timeout,
            own_indexes: BTreeSet::new(),
        })
    }

    async fn batch(&mut self, action: &'static str, sql: &str) -> Result<()> {
        self.connection.batch(sql).await.map_err(database(action))
    }

    async fn texts(&mut self, action: &'static str, sql: &str) -> Result<Vec<String>> {
        let rows = self.connection.fetch(Statement::sql(sql), first_value::<String>).await;
        rows.map_err(database(action))
    }

    async fn history(&mut self) -> Result<History> {
        const ACTION: &str = "reading the history of migrations";
        if self.texts(ACTION, self.dialect.find_history()).await?.is_empty() {
            return Ok(History::new());
        }
        let select = Statement::sql("SELECT app, name, checksum FROM fjango_migration ORDER BY id");
        let read = |row: crate::value::Row<'_>| {
            let id = MigrationId::new(row.get::<String>(0)?, row.get::<String>(1)?);
            Ok((id, row.get::<String>(2)?))
        };
        let rows = self.connection.fetch(select, read).await.map_err(database(ACTION))?;
        Ok(rows.into_iter().collect())
    }

    async fn create_history(&mut self) -> Result<()> {
        const ACTION: &str = "creating the history of migrations";
        // Asked first, as PostgreSQL answers an `IF NOT EXISTS` that does nothing with a notice.
        if self.texts(ACTION, self.dialect.find_history()).await?.is_empty() {
            self.patiently(ACTION, self.dialect.create_history()).await?;
        }
        Ok(())
    }

    /// Runs a statement that waits for others who write, where the database's own patience ends before ours.
    async fn patiently(&mut self, action: &'static str, sql: &str) -> Result<()> {
        let started = Instant::now();
        loop {
            match self.connection.batch(sql).await {
                Err(db::Error::LockTimeout { .. }) if started.elapsed() < self.lock_timeout => {
                    tracing::info!("another process is writing to this database; waiting for it");
                }
                Err(db::Error::LockTimeout { .. }) => {
                    return Err(Error::Locked {
                        waited: self.lock_timeout,
                    });
                }
                result => return result.map_err(database(action)),
            }
        }
    }

    async fn lock(&mut self) -> Result<()> {
        let timeout = self.lock_timeout;
        const INTERVAL: Duration = Duration::from_millis(100);
        let Some((take, _)) = self.dialect.lock() else {
            return Ok(());
        };
        let started = Instant::now();
        let mut told = false;
        loop {
            let answer = self.texts("taking the lock of migrations", take).await?;
            if answer.first().is_some_and(|answer| answer == "true") {
                return Ok(());
            }
            if started.elapsed() >= timeout {
                return Err(Error::Locked { waited: timeout });
            }
            if !told {
                tracing::info!("another process is migrating this database; waiting for it");
                told = true;
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }

    async fn unlock(&mut self) -> Result<()> {
        match self.dialect.lock() {
            Some((_, give)) => self.texts("giving back the lock of migrations", give).await.map(drop),
            None => Ok(()),
        }
    }

    /// Runs one migration and gives the number of its statements; `None` when another process was first.
    async fn apply(&mut self, migration: &Migration, direction: Direction, fake: bool) -> Result<Option<usize>> {
        let (before, after) = self.dialect.around();
        for statement in before {
            self.batch("preparing a migration", statement).await?;
        }
        let result = self.apply_prepared(migration, direction, fake).await;
        if result.is_err() {
            // The first error is the one to tell; a lost connection has undone everything by itself.
            let _ = self.connection.batch("ROLLBACK").await;
        }
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
        self.patiently("beginning a migration", self.dialect.begin()).await?;
        let is_applied = self.history().await?.contains_key(&migration.id);
        if is_applied == (direction == Direction::Forward) {
            self.batch("ending a migration", "ROLLBACK").await?;
            return Ok(None);
        }
        let dialect = self.dialect.name();
        let script = migration.script(dialect)?;
        let text = match direction {
            Direction::Forward => &script.up,
            Direction::Backward => &script.down,
        };
        let all = if fake { Vec::new() } else { statements(text) };
        let attached = if fake { Vec::new() } else { self.attached().await? };
        for (index, statement) in all.iter().enumerate() {
            if let Err(error) = self.connection.batch(statement).await {
                return Err(failed(migration, index + 1, all.len(), statement, &error));
            }
        }
        for lost in self.lost(attached, &all).await? {
            if let Err(error) = self.connection.batch(&lost.sql).await {
                return Err(failed(migration, all.len(), all.len(), &lost.sql, &error));
            }
        }
        if let Some(find) = self.dialect.find_dangling().filter(|_| !fake) {
            let rows = self.texts("looking for rows that point at nothing", find).await?;
            if !rows.is_empty() {
                return Err(Error::DanglingRows {
                    migration: migration.id.to_string(),
                    rows,
                });
            }
        }
        self.note(migration, direction).await?;
        // Deferred constraints speak now.
        if let Err(error) = self.connection.batch("COMMIT").await {
            return Err(failed(migration, all.len(), all.len(), "COMMIT", &error));
        }
        Ok(Some(all.len()))
    }

    /// The tables, and the indexes and triggers that no migration made, where building a table anew loses them.
    async fn attached(&mut self) -> Result<Vec<Attached>> {
        const ACTION: &str = "reading the indexes and triggers";
        let Some(find) = self.dialect.find_attached() else {
            return Ok(Vec::new());
        };
        let read = |row: crate::value::Row<'_>| {
            Ok(Attached {
                is_table: row.get::<String>(0)? == "table",
                name: row.get(1)?,
                table: row.get(2)?,
                sql: row.get(3)?,
            })
        };
        let mut found = self
            .connection
            .fetch(Statement::sql(find), read)
            .await
            .map_err(database(ACTION))?;
        found.retain(|one| !self.own_indexes.contains(&one.name));
        Ok(found)
    }

    /// Those of `before` that the statements took away with the table they were on, and not by name.
    async fn lost(&mut self, before: Vec<Attached>, statements: &[&str]) -> Result<Vec<Attached>> {
        if before.iter().all(|one| one.is_table) {
            return Ok(Vec::new());
        }
        let now = self.attached().await?;
        let (tables, present): (Vec<_>, Vec<_>) = now.iter().partition(|one| one.is_table);
        let is_lost = |one: &Attached| {
            let dropped = |statement: &&str| {
                let words = statement.to_ascii_uppercase();
                let is_drop = words.starts_with("DROP INDEX") || words.starts_with("DROP TRIGGER");
                is_drop && statement.contains(&one.name)
            };
            // A table that got another name still has its rows, and so its triggers and indexes must not vanish.
            let copied = format!("FROM \"{}\"", one.table);
            let is_kept = tables.iter().any(|table| table.name == one.table)
                || statements.iter().any(|sql| sql.ends_with(&copied));
            let is_gone = !one.is_table && present.iter().all(|other| other.name != one.name);
            is_gone && is_kept && !statements.iter().any(dropped)
        };
        Ok(before.into_iter().filter(is_lost).collect())
    }

    async fn note(&mut self, migration: &Migration, direction: Direction) -> Result<()> {
        let text = |text: &str| Value::Text(text.to_owned());
        let (app, name) = (text(&migration.id.app), text(&migration.id.name));
        let mut sql = StatementBuilder::new(self.connection.dialect());
        match direction {
            Direction::Forward => {
                let checksum = Value::Text(migration.checksum(self.dialect.name())?);
                sql.push("INSERT INTO fjango_migration (app, name, checksum) VALUES (");
                sql.bind(app).push(", ").bind(name).push(", ").bind(checksum).push(")");
            }
            Direction::Backward => {
                sql.push("DELETE FROM fjango_migration WHERE app = ").bind(app);
                sql.push(" AND name = ").bind(name);
            }
        }
        sql.writes().one_off();
        let noted = self.connection.execute(sql.finish()).await;
        noted.map(drop).map_err(database("noting a migration in the history"))
    }
}

fn failed(migration: &Migration, number: usize, total: usize, statement: &str, error: &db::Error) -> Error {
    Error::Statement {
        migration: migration.id.to_string(),
        number,
        total,
        statement: statement.to_owned(),
        message: error.to_string(),
    }
}

fn database(action: &'static str) -> impl FnOnce(db::Error) -> Error {
    move |error| Error::Database {
        action,
        message: error.to_string(),
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
