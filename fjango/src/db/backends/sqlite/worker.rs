use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;

use diesel::connection::{LoadConnection, SimpleConnection};
use diesel::row::Field;
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel::{Connection, RunQueryDsl};
use tokio::sync::oneshot;

use super::error;
use super::handle::{self, Interrupts};
use super::lane::{Lease, Seat};
use crate::db::backend::Ran;
use crate::db::{Error, Result, Sink, Statement};
use crate::value::{Cell, RawRow, Row};

/// What a thread is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Writer,
    Reader,
    Memory,
}

pub(super) enum Job {
    Statement(Statement, Option<Box<dyn Sink>>),
    Batch(String),
    #[cfg(feature = "diesel-schema")]
    Foreign(Box<dyn crate::db::foreign::Foreign>),
}

type Reply = oneshot::Sender<(Lease, Ran)>;

enum Message {
    Job(u64, Job, Box<(Lease, Reply)>),
    RollBack(Seat),
}

/// A thread that owns a connection.
pub(super) struct Worker {
    sender: mpsc::Sender<Message>,
    interrupts: Arc<Interrupts>,
    next_job: AtomicU64,
}

impl Worker {
    pub(super) async fn start(path: &str, number: usize, role: Role) -> Result<Self> {
        let (sender, receiver) = mpsc::channel();
        let (ready, opened) = oneshot::channel();
        let interrupts = Arc::new(Interrupts::default());
        let path = path.to_owned();
        let shared = Arc::clone(&interrupts);
        let name = format!("sqlite-{role:?}-{number}").to_lowercase();
        thread::Builder::new()
            .name(name)
            .spawn(move || match open(&path, role, &shared) {
                Ok(mut connection) => {
                    if ready.send(Ok(())).is_ok() {
                        serve(&mut connection, &receiver, &shared);
                    }
                }
                Err(error) => drop(ready.send(Err(error))),
            })
            .map_err(|error| Error::Connect {
                message: error.to_string(),
            })?;
        opened.await.map_err(|_| Error::Connect {
            message: "the SQLite thread ended at once".into(),
        })??;
        Ok(Self {
            sender,
            interrupts,
            next_job: AtomicU64::new(1),
        })
    }

    /// Queues a job; the returned number names it for [`interrupt`](Self::interrupt).
    pub(super) fn send(&self, job: Job, lease: Lease, reply: Reply) -> u64 {
        let number = self.next_job.fetch_add(1, Ordering::Relaxed);
        // A thread that has ended drops the reply, which the caller sees.
        let _ = self.sender.send(Message::Job(number, job, Box::new((lease, reply))));
        number
    }

    pub(super) fn interrupt(&self, job: u64) {
        self.interrupts.cancel(job);
    }

    /// Undoes what a transaction left open, then frees the seat.
    pub(super) fn roll_back(&self, seat: Seat) {
        let _ = self.sender.send(Message::RollBack(seat));
    }
}

fn open(path: &str, role: Role, interrupts: &Arc<Interrupts>) -> Result<SqliteConnection> {
    let mut connection = handle::establish(path, interrupts)?;
    let mut pragmas = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON; \
                       PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000;"
        .to_owned();
    if role == Role::Writer {
        pragmas.push_str("PRAGMA journal_mode = WAL;");
    }
    pragmas.push_str("PRAGMA synchronous = NORMAL;");
    if role == Role::Reader {
        pragmas.push_str("PRAGMA query_only = ON;");
    }
    connection.batch_execute(&pragmas).map_err(error::from_diesel)?;
    super::functions::register(&mut connection).map_err(error::from_diesel)?;
    Ok(connection)
}

fn serve(connection: &mut SqliteConnection, messages: &mpsc::Receiver<Message>, interrupts: &Interrupts) {
    let mut busy = None;
    while let Ok(message) = messages.recv() {
        let (number, job, envelope) = match message {
            Message::Job(number, job, envelope) => (number, job, envelope),
            Message::RollBack(seat) => {
                // "no transaction is active" is an answer too: the state is the wanted one.
                let _ = connection.batch_execute("ROLLBACK");
                // A schema change switches this off for its time.
                let _ = connection.batch_execute("PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = OFF");
                drop(seat);
                continue;
            }
        };
        let (lease, reply) = *envelope;
        if busy != Some(lease.busy) {
            let pragma = format!("PRAGMA busy_timeout = {}", lease.busy.as_millis());
            busy = connection.batch_execute(&pragma).is_ok().then_some(lease.busy);
        }
        interrupts.begin(number, lease.timeout);
        let result = match interrupts.is_cancelled(number) {
            true => Err(Error::Cancelled {
                message: "the request went away".into(),
            }),
            false => run(connection, job),
        };
        let result = match result {
            Err(Error::Cancelled { .. }) if !interrupts.is_cancelled(number) => Err(Error::Timeout),
            result => result,
        };
        interrupts.begin(0, None);
        // When nobody listens any more the lease is dropped here, which rolls back and frees this thread.
        let _ = reply.send((lease, result));
    }
}

fn run(connection: &mut SqliteConnection, job: Job) -> Ran {
    match job {
        Job::Batch(sql) => connection
            .batch_execute(&sql)
            .map(|()| (0, None))
            .map_err(error::from_diesel),
        #[cfg(feature = "diesel-schema")]
        Job::Foreign(query) => query
            .on_sqlite(connection)
            .map(|rows| (rows, None))
            .map_err(error::from_diesel),
        Job::Statement(statement, None) => statement
            .execute(connection)
            .map(|rows| (rows, None))
            .map_err(error::from_diesel),
        Job::Statement(statement, Some(mut sink)) => {
            let mut count = 0;
            for row in LoadConnection::load(connection, statement).map_err(error::from_diesel)? {
                let row = row.map_err(error::from_diesel)?;
                sink.row(Row::new(&SqliteRow(&row)))?;
                count += 1;
            }
            sink.end();
            Ok((count, Some(sink)))
        }
    }
}

impl RunQueryDsl<SqliteConnection> for Statement {}

struct SqliteRow<'a, R>(&'a R);

impl<'c, R> RawRow for SqliteRow<'_, R>
where
    R: diesel::row::Row<'c, Sqlite> + diesel::row::RowIndex<usize>,
{
    fn with_cell(&self, column: usize, read: &mut dyn FnMut(Cell<'_>)) {
        if let Some(field) = self.0.get(column) {
            read(Cell::Sqlite(field.value()));
        }
    }

    fn width(&self) -> usize {
        self.0.field_count()
    }
}

/// Opens a connection; kept apart because `diesel` gives no door to SQLite's own handle.
pub(super) fn establish(path: &str) -> Result<SqliteConnection> {
    SqliteConnection::establish(path).map_err(|error| Error::Connect {
        message: error.to_string(),
    })
}
