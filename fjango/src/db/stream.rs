//! Rows a few at a time, in bounded memory.
//!
//! PostgreSQL keeps a cursor open in a transaction and hands out so many rows for each `FETCH`. SQLite's thread reads
//! on until a batch waits for its reader, and stands still there.

use std::pin::pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use futures_util::future::{Either, select};
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use tokio::sync::mpsc;

use super::backend::{BoxFuture, Ran, Streaming};
use super::executor::sealed::Run;
use super::executor::{Executor, On};
use super::observe::{Stopwatch, Watch};
use super::{Db, Error, Result, Sink, Statement, TransactionOptions, Tx};
use crate::value::{DecodeError, Row};

/// Rows in a batch, unless the caller says otherwise.
pub(crate) const BATCH: usize = 256;

/// Rows as they come; made by [`Executor::stream`].
pub type RowStream<'a, T> = BoxStream<'a, Result<T>>;

type Decode<T> = Arc<dyn Fn(Row<'_>) -> Result<T, DecodeError> + Send + Sync>;

/// The batches of one statement's rows. Runs nothing before the first is asked for; dropped early it stops the
/// statement.
///
/// Invariant: at most three batches exist at once: one that fills, one that waits, and the reader's.
pub(crate) struct Batches<'a, T> {
    db: Db,
    source: Source<'a>,
    decode: Decode<T>,
    size: usize,
    /// Whether the reader runs other statements between batches.
    alongside: bool,
    rows: mpsc::UnboundedReceiver<Vec<T>>,
    sender: Option<mpsc::UnboundedSender<Vec<T>>>,
    valve: Arc<Valve>,
    watch: Option<Watch>,
    stopwatch: Stopwatch,
    read: usize,
}

enum Source<'a> {
    /// Nothing was sent yet.
    Start(On<'a>, Statement),
    /// A server's cursor, and whether it may have more.
    Cursor(Holder<'a>, String, bool),
    /// A statement of its own, which runs while its batches are waited for.
    Alone(BoxFuture<'static, Ran>),
    /// A statement of its own that ends before its first batch is handed out.
    Whole(BoxFuture<'static, Ran>),
    /// A statement that has a transaction's session.
    Lent(&'a Tx),
    /// The statement ended in an error, to be told after the rows before it.
    Failed(Error),
    /// All was read, or the error was told.
    Ended,
}

/// The transaction that a cursor lives in.
enum Holder<'a> {
    Own(Tx),
    Caller(&'a Tx),
}

impl Holder<'_> {
    fn tx(&self) -> &Tx {
        match self {
            Self::Own(tx) => tx,
            Self::Caller(tx) => tx,
        }
    }
}

impl<'a, T: Send + 'static> Batches<'a, T> {
    pub(crate) fn new<F>(on: On<'a>, statement: Statement, size: usize, decode: F) -> Self
    where
        F: Fn(Row<'_>) -> Result<T, DecodeError> + Send + Sync + 'static,
    {
        let (sender, rows) = mpsc::unbounded_channel();
        Self {
            db: on.db().clone(),
            source: Source::Start(on, statement),
            decode: Arc::new(decode),
            size: size.clamp(1, i32::MAX as usize),
            alongside: false,
            rows,
            sender: Some(sender),
            valve: Arc::default(),
            watch: None,
            stopwatch: Stopwatch::default(),
            read: 0,
        }
    }

    /// Says that [`on`](Self::on) is used between batches.
    pub(crate) fn alongside(mut self) -> Self {
        self.alongside = true;
        self
    }

    /// Where statements about the rows of this stream run.
    pub(crate) fn on(&self) -> On<'_> {
        match &self.source {
            Source::Start(on, _) => *on,
            Source::Cursor(holder, ..) => On::Tx(holder.tx()),
            Source::Lent(tx) => On::Tx(tx),
            Source::Alone(_) | Source::Whole(_) | Source::Failed(_) | Source::Ended => On::Db(&self.db),
        }
    }

    /// The next rows: at least one, at most a batch; `None` after the last or after an error.
    pub(crate) async fn next(&mut self) -> Option<Result<Vec<T>>> {
        let since = Instant::now();
        let next = self.step().await;
        self.stopwatch.add(since);
        match &next {
            Ok(Some(rows)) => self.read += rows.len(),
            Ok(None) => self.watched(Some(self.read)),
            Err(_) => {
                self.source = Source::Ended;
                self.watched(None);
            }
        }
        next.transpose()
    }

    fn watched(&mut self, rows: Option<usize>) {
        if let Some(watch) = self.watch.take() {
            watch.end(&self.db, self.stopwatch.spent(), rows);
        }
    }

    async fn step(&mut self) -> Result<Option<Vec<T>>> {
        loop {
            // What came before the end, or before an error, is handed out first.
            if let Ok(batch) = self.rows.try_recv() {
                self.valve.taken();
                return Ok(Some(batch));
            }
            match &mut self.source {
                Source::Start(..) => self.start().await?,
                Source::Cursor(holder, name, more) => {
                    if !*more {
                        return self.close().await.map(|()| None);
                    }
                    let fetch = Statement::read_once(format!("FETCH FORWARD {} FROM {name}", self.size));
                    let sink = Pour::new(self.sender.clone(), &self.decode, usize::MAX, &self.valve);
                    match holder.tx().sealed_run(fetch, Some(Box::new(sink))).await {
                        Ok((rows, _)) => *more = rows == self.size,
                        Err(error) => self.fail(error).await,
                    }
                }
                Source::Alone(running) => {
                    let ran = match select(pin!(self.rows.recv()), running).await {
                        Either::Left((Some(batch), _)) => {
                            self.valve.taken();
                            return Ok(Some(batch));
                        }
                        Either::Left((None, running)) => running.await,
                        Either::Right((ran, _)) => ran,
                    };
                    self.source = ran.map_or_else(Source::Failed, |_| Source::Ended);
                }
                Source::Whole(running) => {
                    let ran = running.await;
                    self.source = ran.map_or_else(Source::Failed, |_| Source::Ended);
                }
                Source::Lent(tx) => match self.rows.recv().await {
                    Some(batch) => {
                        self.valve.taken();
                        return Ok(Some(batch));
                    }
                    None => {
                        tx.settle().await;
                        self.source = Source::Ended;
                        self.valve.result()?;
                    }
                },
                Source::Failed(_) => {
                    if let Source::Failed(error) = std::mem::replace(&mut self.source, Source::Ended) {
                        return Err(error);
                    }
                }
                Source::Ended => return Ok(None),
            }
        }
    }

    /// Sends the statement.
    async fn start(&mut self) -> Result<()> {
        let Source::Start(on, statement) = std::mem::replace(&mut self.source, Source::Ended) else {
            return Ok(());
        };
        self.watch = Watch::start(&self.db, &statement, None);
        let streaming = self.db.backend().streaming();
        if let Streaming::Cursor = streaming {
            // Nothing waits at the valve: a batch is what one FETCH brings.
            self.valve.open();
            let holder = match on {
                On::Db(db) => Holder::Own(Tx::begin(db, &TransactionOptions::default()).await?),
                On::Tx(tx) => Holder::Caller(tx),
            };
            let name = holder.tx().unique("fjango_stream");
            holder.tx().sealed_run(statement.declare_cursor(&name), None).await?;
            self.source = Source::Cursor(holder, name, true);
            return Ok(());
        }
        let sink = Box::new(Pour::new(self.sender.take(), &self.decode, self.size, &self.valve));
        self.source = match on {
            On::Db(_) => {
                let only = matches!(streaming, Streaming::Pausing { connections: 1 });
                // Whoever reads a memory database while streaming from it needs the stream's own connection.
                let whole = matches!(streaming, Streaming::Together) || (only && self.alongside);
                let db = self.db.clone();
                let running = Box::pin(async move { db.sealed_run(statement, Some(sink)).await });
                if whole {
                    self.valve.open();
                    Source::Whole(running)
                } else {
                    Source::Alone(running)
                }
            }
            On::Tx(tx) => {
                tx.lend(statement, sink, &self.valve).await;
                Source::Lent(tx)
            }
        };
        Ok(())
    }

    /// Keeps an error for after the rows before it; a transaction of the stream's own ends here.
    async fn fail(&mut self, error: Error) {
        let source = std::mem::replace(&mut self.source, Source::Failed(error));
        if let Source::Cursor(Holder::Own(tx), ..) = source
            && let Err(error) = tx.rollback().await
        {
            tracing::debug!(%error, "a stream's transaction could not be rolled back; its connection was closed");
        }
    }

    /// Ends the cursor and, where it is the stream's own, its transaction.
    async fn close(&mut self) -> Result<()> {
        match std::mem::replace(&mut self.source, Source::Ended) {
            Source::Cursor(Holder::Own(tx), ..) => tx.commit().await,
            Source::Cursor(Holder::Caller(tx), name, _) => tx.batch(&format!("CLOSE {name}")).await,
            _ => Ok(()),
        }
    }

    /// The rows one by one.
    pub(crate) fn into_rows(self) -> RowStream<'a, T> {
        stream::unfold(
            self,
            |mut batches| async move { Some((batches.next().await?, batches)) },
        )
        .map_ok(|rows| stream::iter(rows.into_iter().map(Ok)))
        .try_flatten()
        .fuse()
        .boxed()
    }
}

impl<T> Drop for Batches<'_, T> {
    fn drop(&mut self) {
        self.valve.close();
        if let Some(watch) = self.watch.take() {
            watch.end(&self.db, self.stopwatch.spent(), Some(self.read));
        }
    }
}

/// Stands between the thread that reads rows and the stream that hands them out.
#[derive(Default)]
pub(super) struct Valve {
    state: Mutex<ValveState>,
    moved: Condvar,
}

#[derive(Default)]
struct ValveState {
    /// Batches that nobody took yet.
    waiting: usize,
    /// Whether rows flow without being taken, because somebody needs the connection.
    open: bool,
    /// Whether the stream was dropped.
    closed: bool,
    failed: Option<Error>,
}

impl Valve {
    fn state(&self) -> MutexGuard<'_, ValveState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut ValveState)) {
        change(&mut self.state());
        self.moved.notify_all();
    }

    /// Lets the rest flow into memory.
    pub(super) fn open(&self) {
        self.change(|state| state.open = true);
    }

    fn close(&self) {
        self.change(|state| state.closed = true);
    }

    fn taken(&self) {
        self.change(|state| state.waiting = state.waiting.saturating_sub(1));
    }

    /// Keeps the error that ended the statement, for the stream to tell.
    pub(super) fn fail(&self, error: Error) {
        self.change(|state| state.failed = Some(error));
    }

    fn result(&self) -> Result<()> {
        self.state().failed.take().map_or(Ok(()), Err)
    }

    /// Waits until there is room for a batch; `false` when nobody wants it any more.
    fn admit(&self) -> bool {
        let full = |state: &mut ValveState| state.waiting > 0 && !state.open && !state.closed;
        let mut state = self
            .moved
            .wait_while(self.state(), full)
            .unwrap_or_else(PoisonError::into_inner);
        state.waiting += 1;
        !state.closed
    }
}

/// The sink that fills batches, on the thread where the rows are.
struct Pour<T> {
    sender: Option<mpsc::UnboundedSender<Vec<T>>>,
    decode: Decode<T>,
    size: usize,
    batch: Vec<T>,
    valve: Arc<Valve>,
}

impl<T: Send + 'static> Pour<T> {
    fn new(sender: Option<mpsc::UnboundedSender<Vec<T>>>, decode: &Decode<T>, size: usize, valve: &Arc<Valve>) -> Self {
        Self {
            sender,
            decode: Arc::clone(decode),
            size,
            batch: Vec::new(),
            valve: Arc::clone(valve),
        }
    }
}

impl<T> Pour<T> {
    fn flush(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        if let Some(sender) = self.sender.as_ref().filter(|_| !batch.is_empty()) {
            // A stream that is gone takes no more rows.
            let _ = sender.send(batch);
        }
    }
}

impl<T: Send + 'static> Sink for Pour<T> {
    fn row(&mut self, row: Row<'_>) -> Result<(), DecodeError> {
        if self.batch.len() == self.size {
            if !self.valve.admit() {
                return Err(DecodeError {
                    column: 0,
                    expected: "a row of a stream",
                    source: "the stream was dropped".into(),
                });
            }
            self.flush();
        }
        self.batch.push((self.decode)(row)?);
        Ok(())
    }

    fn end(&mut self) {
        self.flush();
        self.sender = None;
    }

    fn into_any(self: Box<Self>) -> Box<dyn std::any::Any + Send> {
        self
    }
}

/// Rows before an error reach the stream too.
impl<T> Drop for Pour<T> {
    fn drop(&mut self) {
        self.flush();
    }
}

/// The stream of a statement's rows on an executor.
pub(super) fn rows<'a, E, T, F>(executor: &'a E, statement: Statement, decode: F) -> RowStream<'a, T>
where
    E: Executor + ?Sized,
    T: Send + 'static,
    F: Fn(Row<'_>) -> Result<T, DecodeError> + Send + Sync + 'static,
{
    match executor.on() {
        Some(on) => Batches::new(on, statement, BATCH, decode).into_rows(),
        None => stream::empty().boxed(),
    }
}
