use std::borrow::Cow;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::history::Progress;
use super::session::Session;
use super::{PostMigrate, Report, Step};
use crate::db::Db;
use crate::migrate::files::{Migration, MigrationId};
use crate::migrate::graph::Graph;
use crate::migrate::plan::{self, Direction, History, Target};
use crate::migrate::{Error, Result, sql};

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
    /// Only note an app's first migration where all of its tables are there with their columns.
    pub fake_initial: bool,
    /// How long to wait for another process that migrates. Default 10 min.
    pub turn_timeout: Duration,
    /// How long a migration on PostgreSQL waits for a lock at once, while everybody else who needs the table queues behind
    /// it. Default 500 ms.
    pub lock_timeout: Duration,
    /// How long it goes on trying, with growing pauses between. Default 5 min.
    pub lock_patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            fake: false,
            fake_initial: false,
            turn_timeout: Duration::from_secs(600),
            lock_timeout: Duration::from_millis(500),
            lock_patience: Duration::from_secs(300),
        }
    }
}

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
        let mut history = session.history().await?;
        let dialect = session.dialect.name();
        session.release();
        let graph = self.graph(&history)?;
        plan::count_replaced(&graph, &mut history, dialect)?;
        let replaced: BTreeSet<&MigrationId> = graph.iter().flat_map(|one| &one.replaces).collect();
        let known = graph.iter().map(|one| &one.id).filter(|id| history.contains_key(id));
        let unknown = history
            .keys()
            .filter(|id| graph.get(id).is_none() && !replaced.contains(id));
        Ok(known.chain(unknown).cloned().collect())
    }

    /// What [`run`](Self::run) would do now, in order. The database is not changed.
    ///
    /// # Errors
    /// As [`run`](Self::run), apart from failing statements.
    pub async fn plan(&self, target: &Target) -> Result<Vec<(MigrationId, Direction)>> {
        let mut session = Session::open(self.db).await?;
        let mut history = session.history().await?;
        let graph = self.graph(&history)?;
        plan::count_replaced(&graph, &mut history, session.dialect.name())?;
        plan::check(&graph, &history, session.dialect.name())?;
        let progress = session.all_progress().await?;
        session.release();
        steps(&graph, history, &progress, target)
    }

    /// Migrates to `target`. A migration that was interrupted between two of its sections goes on where it was.
    ///
    /// # Errors
    /// [`Error::Statement`] or [`Error::DanglingRows`] when a migration fails: those before it stay applied, and of it
    /// nothing is left, or the sections before the one that failed. [`Error::Blocked`] when a lock could not be had. [`Error::MissingFiles`], [`Error::InconsistentHistory`] and [`Error::Edited`] when the history
    /// does not fit the files, [`Error::Locked`] when another process took too long.
    pub async fn run(&self, target: &Target, options: &Options) -> Result<Report> {
        let mut session = Session::open(self.db).await?;
        session.options = options.clone();
        session.lock().await?;
        let result = self.run_locked(&mut session, target, options).await;
        let unlocked = session.unlock().await;
        // A migration's own error is the one to tell, and a session that keeps the lock must not be used again.
        let report = result?;
        unlocked?;
        let history = session.history().await?;
        session.release();
        let graph = self.graph(&history)?;
        for hook in inventory::iter::<PostMigrate> {
            if !graph.leaf(hook.app)?.is_some_and(|leaf| history.contains_key(leaf)) {
                continue;
            }
            (hook.run)(self.db, &report).await.map_err(|error| Error::Database {
                action: hook.name,
                message: error.to_string(),
            })?;
        }
        Ok(report)
    }

    async fn run_locked(&self, session: &mut Session, target: &Target, options: &Options) -> Result<Report> {
        let mut history = session.history().await?;
        let graph = self.graph(&history)?;
        let counted = plan::count_replaced(&graph, &mut history, session.dialect.name())?;
        match plan::check(&graph, &history, session.dialect.name()) {
            // Noting what is missing is the way out of this one.
            Err(Error::InconsistentHistory { .. }) if options.fake => {}
            result => result?,
        }
        let progress = if options.fake {
            Vec::new()
        } else {
            session.all_progress().await?
        };
        let steps = steps(&graph, history, &progress, target)?;
        if !counted.is_empty() {
            for migration in counted.iter().filter_map(|id| graph.get(id)) {
                session.note(migration, Direction::Forward).await?;
            }
        }
        if !steps.is_empty() {
            session.create_history().await?;
            if session.dialect.find_attached().is_some() {
                session.own_indexes = sql::index_names(&graph)?;
            }
        }
        // Found before anything is taken back.
        let ends_there = |(id, direction): &&(MigrationId, Direction)| {
            let step = graph.step(id).filter(|_| *direction == Direction::Backward);
            step.is_some_and(|step| step.reverse.is_none())
        };
        if let Some((id, _)) = steps.iter().find(ends_there).filter(|_| !options.fake) {
            return Err(Error::Irreversible { step: id.to_string() });
        }
        let mut report = Report::default();
        for (id, direction) in steps {
            // Invariant: the plan holds the graph's own migrations.
            let Some(migration) = graph.get(&id) else { continue };
            let started = Instant::now();
            let fake = options.fake
                || (options.fake_initial
                    && direction == Direction::Forward
                    && self.is_there(&graph, session, migration).await?);
            let ran = match graph.step(&id).filter(|_| !fake) {
                Some(step) => {
                    let state = graph.state_at(&id)?;
                    session.apply_step(migration, step, direction, state).await?
                }
                None => session.apply(migration, direction, fake).await?,
            };
            if let Some(statements) = ran {
                report.note_labels(migration, direction);
                report.steps.push(Step {
                    id,
                    direction,
                    statements,
                    duration: started.elapsed(),
                    fake,
                });
            }
        }
        Ok(report)
    }

    /// Forgets what the database has applied and the files no longer have, and gives it.
    ///
    /// Only the notes go: what those migrations made stays.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn prune(&self) -> Result<Vec<MigrationId>> {
        let mut session = Session::open(self.db).await?;
        session.lock().await?;
        let history = session.history().await?;
        let graph = self.graph(&history)?;
        // What was replaced tells that what replaces it is applied.
        let replaced: BTreeSet<&MigrationId> = graph.iter().flat_map(|one| &one.replaces).collect();
        let gone = history
            .keys()
            .filter(|id| graph.get(id).is_none() && !replaced.contains(id));
        let gone: Vec<MigrationId> = gone.cloned().collect();
        for id in &gone {
            session.prune(id).await?;
        }
        session.unlock().await?;
        session.release();
        Ok(gone)
    }

    /// Whether an app's first migration finds all that it would make.
    async fn is_there(&self, graph: &Graph, session: &mut Session, migration: &Migration) -> Result<bool> {
        let is_first = !migration.dependencies.iter().any(|one| one.app == migration.id.app);
        if !is_first || migration.operations.is_empty() || migration.id.is_data_step() {
            return Ok(false);
        }
        let before = sql::Tables::of(&graph.state_before(&migration.id)?)?;
        let after = sql::Tables::of(&graph.state_at(&migration.id)?)?;
        let (mut there, mut missing) = (Vec::new(), Vec::new());
        for (key, table) in after.0.iter().filter(|(key, _)| !before.0.contains_key(*key)) {
            match session.has_table(table).await? {
                true => there.push(key.clone()),
                false => missing.push(table.name.clone()),
            }
        }
        match (there.is_empty(), missing.is_empty()) {
            (false, true) => Ok(true),
            (true, _) => Ok(false),
            (false, false) => Err(Error::PartlyThere {
                migration: migration.id.to_string(),
                missing,
            }),
        }
    }

    /// The graph as this database's history has it.
    fn graph(&self, history: &History) -> Result<Cow<'a, Graph>> {
        self.graph.for_history(&history.keys().cloned().collect())
    }
}

/// The steps to `target`, which finish or take back whatever is half done.
fn steps(
    graph: &Graph,
    history: History,
    progress: &[Progress],
    target: &Target,
) -> Result<Vec<(MigrationId, Direction)>> {
    let steps = plan::plan(graph, &history, target)?;
    let goes_on = |one: &&Progress| steps.contains(&(one.id.clone(), one.direction));
    let Some(left) = progress.iter().find(|one| !goes_on(one)) else {
        return Ok(steps);
    };
    // On the way back, what is half applied goes too.
    let mut history = history;
    let half = progress.iter().filter(|one| one.direction == Direction::Forward);
    history.extend(half.map(|one| (one.id.clone(), String::new())));
    let steps = plan::plan(graph, &history, target)?;
    let is_dealt_with = |one: &Progress| steps.contains(&(one.id.clone(), Direction::Backward));
    match progress.iter().all(is_dealt_with) {
        true => Ok(steps),
        false => Err(left.half_done()),
    }
}
