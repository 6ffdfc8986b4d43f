use std::future::pending;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock, PoisonError};
use std::task::Poll;

use tokio::sync::RwLock;

use super::backend::{BoxFuture, Ran, Session};
use super::executor::sealed;
use super::stream::Valve;
use super::{Db, Dialect, Error, Executor, Observer, Result, Sink, Statement, StatementBuilder, TransactionOptions};
use crate::value::Value;

/// A transaction in progress; pass it where you would pass the [`Db`].
///
/// Made by [`Db::transaction`]. The statements of one transaction run one after the other, also when awaited together; on
/// PostgreSQL queries that are awaited together are then sent together, which saves the time of waiting for each answer.
pub struct Tx {
    session: RwLock<Held>,
    db: Db,
    names: AtomicU32,
    read_only: bool,
    /// Whether a statement failed for a conflict with another transaction.
    conflicted: AtomicBool,
    /// What is to run after the commit.
    after_commit: std::sync::Mutex<Vec<BoxFuture<'static, ()>>>,
    /// What is to run when it is undone.
    after_rollback: Undo,
}

/// What is to run when a transaction is undone, however that comes about.
#[derive(Default)]
struct Undo {
    work: std::sync::Mutex<Vec<BoxFuture<'static, ()>>>,
    /// Where it runs when the transaction is dropped.
    runtime: OnceLock<tokio::runtime::Handle>,
}

impl Undo {
    fn work(&self) -> std::sync::MutexGuard<'_, Vec<BoxFuture<'static, ()>>> {
        // A panic while the list was held cannot have broken it.
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, work: BoxFuture<'static, ()>) {
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            self.runtime.get_or_init(|| runtime);
        }
        self.work().push(work);
    }

    /// Takes what was added since there were `kept`, the last first.
    fn take(&self, kept: usize) -> Vec<BoxFuture<'static, ()>> {
        let mut work = self.work();
        let kept = kept.min(work.len());
        let mut taken = work.split_off(kept);
        taken.reverse();
        taken
    }
}

impl Drop for Undo {
    fn drop(&mut self) {
        let work = self.take(0);
        if let (Some(runtime), false) = (self.runtime.get(), work.is_empty()) {
            runtime.spawn(run(work));
        }
    }
}

async fn run(work: Vec<BoxFuture<'static, ()>>) {
    for work in work {
        work.await;
    }
}

/// The session of a transaction, or who has it.
enum Held {
    Free(Box<dyn Session>),
    /// A stream's statement has it, and gives it back when it ends.
    Lent(Running, Arc<Valve>),
}

/// What a stream's statement ends with, behind a lock that only makes it one value for several readers.
type Running = std::sync::Mutex<BoxFuture<'static, (Box<dyn Session>, Ran)>>;

impl Held {
    /// The session; a stream that has it reads the rest of its rows into memory first.
    async fn session(&mut self) -> &mut Box<dyn Session> {
        if let Self::Lent(running, valve) = self {
            valve.open();
            let (session, ran) = running.get_mut().unwrap_or_else(PoisonError::into_inner).await;
            if let Err(error) = ran {
                valve.fail(error);
            }
            *self = Self::Free(session);
        }
        match self {
            Self::Free(session) => session,
            Self::Lent(..) => unreachable!("the session was taken back above"),
        }
    }
}

impl Tx {
    pub(super) async fn begin(db: &Db, options: &TransactionOptions) -> Result<Self> {
        let session = db.backend().begin(options).await?;
        Ok(Self {
            session: RwLock::new(Held::Free(session)),
            db: db.clone(),
            names: AtomicU32::new(0),
            read_only: options.read_only,
            conflicted: AtomicBool::new(false),
            after_commit: Default::default(),
            after_rollback: Undo::default(),
        })
    }

    /// Commits, then runs what waited for it.
    pub(super) async fn commit(self) -> Result<()> {
        let waiting = std::mem::take(&mut *self.waiting());
        // From here on nobody knows, until the database has answered, whether the transaction is undone.
        let undo = self.after_rollback.take(0);
        match self.end("COMMIT").await {
            Ok(()) => {
                run(waiting).await;
                Ok(())
            }
            Err(error) => {
                if error.is_refusal() {
                    run(undo).await;
                }
                Err(error)
            }
        }
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<BoxFuture<'static, ()>>> {
        // A panic while the list was held cannot have broken it.
        self.after_commit.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_conflicted(&self) -> bool {
        self.conflicted.load(Ordering::Relaxed)
    }

    /// Runs `work` after this transaction has been committed; never when it, or the savepoint around, is undone.
    ///
    /// For what must not happen for nothing: a message, a job, an emptied cache. It is awaited before
    /// [`Db::transaction`] returns, outside the transaction. Its own failures are its own matter.
    ///
    /// ```
    /// # use fjango::prelude::*;
    /// # async fn example(db: Db) -> fjango::db::Result<()> {
    /// db.transaction(async |tx| {
    ///     // … write …
    ///     tx.on_commit(async { println!("it is written") });
    ///     Ok(())
    /// }).await
    /// # }
    /// ```
    pub fn on_commit(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.waiting().push(Box::pin(work));
    }

    /// Runs `work` when this transaction, or the savepoint around, is undone: because it failed, panicked or was dropped.
    /// Never when it was committed, and never when the connection broke while it was, for then nobody knows.
    ///
    /// For what has to be taken back outside the database, such as a file that was stored. The last added runs first,
    /// after the rollback; where a transaction was dropped, in a task of its own.
    ///
    /// ```
    /// # use fjango::prelude::*;
    /// # async fn example(db: Db) -> fjango::db::Result<()> {
    /// db.transaction(async |tx| {
    ///     // … do something outside …
    ///     tx.on_rollback(async { println!("it is to be taken back") });
    ///     // … write …
    ///     Ok(())
    /// }).await
    /// # }
    /// ```
    pub fn on_rollback(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.after_rollback.push(Box::pin(work));
    }

    /// Waits until no other transaction holds the lock called `name`, and holds it until this one ends.
    ///
    /// On SQLite it does nothing: a writing transaction keeps all others out.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn advisory_lock(&self, name: &str) -> Result<()> {
        let Some((before, after)) = self.dialect().advisory_lock() else {
            return Ok(());
        };
        let mut sql = StatementBuilder::new(self.dialect());
        sql.push(before).bind(Value::BigInt(lock_number(name))).push(after);
        self.fetch(sql.finish(), |_| Ok(())).await.map(drop)
    }

    pub(super) async fn rollback(self) -> Result<()> {
        let undo = self.after_rollback.take(0);
        // One that fails closes the connection, which undoes the transaction as well.
        let ended = self.end("ROLLBACK").await;
        run(undo).await;
        ended
    }

    async fn end(self, sql: &str) -> Result<()> {
        let mut held = self.session.into_inner();
        // A deferred constraint refuses at COMMIT; PostgreSQL has rolled back then, SQLite has not.
        // Dropping the session undoes what is left.
        held.session().await.batch(sql).await?;
        if let Held::Free(session) = held {
            session.release();
        }
        Ok(())
    }

    /// A name that nothing else in this transaction has.
    pub(super) fn unique(&self, prefix: &str) -> String {
        format!("{prefix}_{}", self.names.fetch_add(1, Ordering::Relaxed))
    }

    pub(crate) fn db(&self) -> &Db {
        &self.db
    }

    /// Starts a statement whose rows go through a valve; it keeps the session until it ends.
    pub(super) async fn lend(&self, statement: Statement, sink: Box<dyn Sink>, valve: &Arc<Valve>) {
        let mut held = self.session.write().await;
        held.session().await;
        // A statement that cannot be sent in a moment is waited for below, as any other.
        let Held::Free(session) = std::mem::replace(
            &mut *held,
            Held::Lent(std::sync::Mutex::new(Box::pin(pending())), Arc::clone(valve)),
        ) else {
            return;
        };
        let mut session = session;
        let mut running: BoxFuture<'static, _> = Box::pin(async move {
            let ran = session.run(statement, Some(sink)).await;
            (session, ran)
        });
        *held = match futures_util::poll!(&mut running) {
            Poll::Pending => Held::Lent(std::sync::Mutex::new(running), Arc::clone(valve)),
            Poll::Ready((session, ran)) => {
                if let Err(error) = ran {
                    valve.fail(error);
                }
                Held::Free(session)
            }
        };
    }

    /// Runs a statement: beside others, where it only reads and they do too, else by itself.
    async fn run_in(&self, statement: Statement, sink: Option<Box<dyn Sink>>) -> Ran {
        if statement.is_repeatable()
            && let Held::Free(session) = &*self.session.read().await
            && let Some(session) = session.together()
        {
            return session.run(statement, sink).await;
        }
        self.session.write().await.session().await.run(statement, sink).await
    }

    /// Runs a query of diesel's.
    #[cfg(feature = "diesel-schema")]
    pub(super) async fn foreign(&self, query: Box<dyn super::foreign::Foreign>) -> Ran {
        self.session.write().await.session().await.foreign(query).await
    }

    /// Takes the session back from a stream.
    pub(super) async fn settle(&self) {
        self.session.write().await.session().await;
    }

    /// Runs `work` inside a savepoint: when it fails, what it did is undone and the outer transaction goes on.
    ///
    /// # Errors
    /// What `work` returns, or the database's refusal to set the savepoint.
    pub async fn transaction<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&Tx) -> Result<T, E>,
        E: From<Error>,
    {
        let name = self.unique("fjango");
        self.batch(&format!("SAVEPOINT {name}")).await?;
        let (waiting, undo) = (self.waiting().len(), self.after_rollback.work().len());
        let result = work(self).await;
        if result.is_err() {
            self.waiting().truncate(waiting);
        }
        let end = match &result {
            Ok(_) => format!("RELEASE SAVEPOINT {name}"),
            Err(_) => format!("ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}"),
        };
        self.batch(&end).await?;
        if result.is_err() {
            run(self.after_rollback.take(undo)).await;
        }
        result
    }

    /// Runs statements without values, separated by semicolons.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn batch(&self, sql: &str) -> Result<()> {
        self.session.write().await.session().await.batch(sql).await
    }

    /// Runs one statement from text without values.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn execute_sql(&self, sql: &str) -> Result<usize> {
        self.execute(Statement::sql(sql)).await
    }
}

impl sealed::Run for Tx {
    fn sealed_dialect(&self) -> &'static dyn Dialect {
        self.db.backend().dialect()
    }

    fn sealed_run(&self, statement: Statement, sink: Option<Box<dyn Sink>>) -> BoxFuture<'_, Ran> {
        Box::pin(async move {
            if self.read_only && statement.writes() {
                return Err(Error::ReadOnly);
            }
            let ran = self.run_in(statement, sink).await;
            if ran.as_ref().is_err_and(Error::is_conflict) {
                self.conflicted.store(true, Ordering::Relaxed);
            }
            ran
        })
    }

    fn sealed_tx(&self) -> Option<&Tx> {
        Some(self)
    }

    fn slow_query(&self) -> Option<std::time::Duration> {
        self.db.slow_query()
    }

    fn observer(&self) -> Option<&dyn Observer> {
        self.db.observer()
    }
}

/// The number of a named lock: the first eight bytes of its SHA-256, the same in every process.
fn lock_number(name: &str) -> i64 {
    use sha2::Digest;
    let digest = sha2::Sha256::digest(name);
    digest
        .iter()
        .take(8)
        .fold(0, |number, byte| number << 8 | i64::from(*byte))
}
