use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::{LoadConnection, SimpleConnection};
use diesel::row::Field;
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel::{Connection, RunQueryDsl};

use super::each;
use super::error;
use super::handle::{self, Connection as Handled, Interrupts};
use super::queue::{Message, Order, Queue, Work};
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

/// How long a new connection waits for others that hold the file.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) enum Job {
    Statement(Statement, Option<Box<dyn Sink>>),
    Batch(String),
    #[cfg(feature = "diesel-schema")]
    Foreign(Box<dyn crate::db::foreign::Foreign>),
}

/// Starts a thread that owns a connection and takes its work from `queue`, until that is closed. `opened` hears whether
/// there is a connection, and says whether the thread is still wanted.
pub(super) fn start(
    path: &str,
    number: usize,
    role: Role,
    queue: &Arc<Queue>,
    opened: impl FnOnce(Result<()>) -> bool + Send + 'static,
) -> Result<()> {
    let (path, queue) = (path.to_owned(), Arc::clone(queue));
    let name = format!("sqlite-{role:?}-{number}").to_lowercase();
    let thread = thread::Builder::new().name(name);
    let started = thread.spawn(move || {
        let (worker, outcome) = match Worker::open(&path, role) {
            Ok(worker) => (Some(worker), Ok(())),
            Err(error) => (None, Err(error)),
        };
        if let (true, Some(mut worker)) = (opened(outcome), worker) {
            worker.serve(&queue);
        }
    });
    started.map(drop).map_err(|error| Error::Connect {
        message: error.to_string(),
    })
}

/// What a thread owns.
struct Worker {
    connection: Handled,
    interrupts: Arc<Interrupts>,
    /// How long the connection waits for the locks of other processes, as it was told last.
    busy: Option<Duration>,
}

impl Worker {
    fn open(path: &str, role: Role) -> Result<Self> {
        let interrupts = Arc::new(Interrupts::default());
        Ok(Self {
            connection: open(path, role, &interrupts)?,
            interrupts,
            busy: None,
        })
    }

    fn serve(&mut self, queue: &Queue) {
        while let Some(work) = queue.next() {
            match work {
                Work::Order(order) => self.carry_out(order),
                Work::Session(_, reply) => {
                    let (sender, orders) = mpsc::channel();
                    // Whoever left meanwhile began nothing.
                    if reply.send(sender).is_ok() {
                        self.attend(&orders);
                    }
                }
            }
        }
    }

    /// Works for one session alone.
    fn attend(&mut self, orders: &mpsc::Receiver<Message>) {
        loop {
            match orders.recv() {
                Ok(Message::Order(order)) if order.ticket.start() => self.carry_out(order),
                // It was left before it began, and with it the session.
                Ok(Message::Order(_)) => {}
                Ok(Message::Released) => return,
                Err(mpsc::RecvError) => {
                    // "no transaction is active" is an answer too: the state is the wanted one.
                    let _ = self.connection.diesel.batch_execute("ROLLBACK");
                    // A schema change switches this off for its time.
                    let restored = "PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = OFF";
                    let _ = self.connection.diesel.batch_execute(restored);
                    return;
                }
            }
        }
    }

    fn carry_out(&mut self, order: Order) {
        let Order {
            ticket,
            job,
            times,
            reply,
        } = order;
        if self.busy != Some(times.busy) {
            let pragma = format!("PRAGMA busy_timeout = {}", times.busy.as_millis());
            self.busy = self
                .connection
                .diesel
                .batch_execute(&pragma)
                .is_ok()
                .then_some(times.busy);
        }
        self.interrupts.begin(&ticket, times.statement);
        // A function that decodes rows is the application's. Its panic ends its statement, and not the thread.
        let result = catch_unwind(AssertUnwindSafe(|| run(&mut self.connection, job)));
        self.interrupts.end();
        let result = match result {
            Ok(Err(Error::Cancelled { .. })) if !ticket.is_left() => Err(Error::Timeout),
            Ok(result) => result,
            Err(_) => Err(Error::Backend {
                message: "reading its rows panicked".into(),
                detail: None,
            }),
        };
        let _ = reply.send(result);
    }
}

fn open(path: &str, role: Role, interrupts: &Arc<Interrupts>) -> Result<Handled> {
    // SQLite would make an empty file in the place of one that was taken away.
    if role == Role::Reader && !Path::new(path).exists() {
        return Err(Error::Connect {
            message: format!("{path}: the file is gone"),
        });
    }
    let mut handled = handle::establish(path, interrupts)?;
    let connection = &mut handled.diesel;
    let patience = format!("PRAGMA busy_timeout = {}", PATIENCE.as_millis());
    connection.batch_execute(&patience).map_err(error::from_diesel)?;
    if role == Role::Writer {
        switch_to_wal(connection)?;
    }
    let mut pragmas = "PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON; PRAGMA temp_store = MEMORY; \
                       PRAGMA cache_size = -8000; PRAGMA synchronous = NORMAL;"
        .to_owned();
    if role == Role::Reader {
        pragmas.push_str("PRAGMA query_only = ON;");
    }
    connection.batch_execute(&pragmas).map_err(error::from_diesel)?;
    super::functions::register(connection).map_err(error::from_diesel)?;
    Ok(handled)
}

/// Asks for the write-ahead log until it is given.
///
/// A file that has none yet is locked as a whole for the change, and SQLite does not wait for that lock (it would be for readers who
/// may wait for this one): of several processes that open a new file, all but one are refused at once.
fn switch_to_wal(connection: &mut SqliteConnection) -> Result<()> {
    const INTERVAL: Duration = Duration::from_millis(5);
    let started = Instant::now();
    loop {
        let switched = connection.batch_execute("PRAGMA journal_mode = WAL");
        match switched.map_err(error::from_diesel) {
            Err(Error::LockTimeout { .. }) if started.elapsed() < PATIENCE => thread::sleep(INTERVAL),
            result => return result,
        }
    }
}

fn run(handled: &mut Handled, job: Job) -> Ran {
    let connection = &mut handled.diesel;
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
        Job::Statement(statement, sink) if statement.each.is_some() => each::run(handled, statement, sink),
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
