//! SQLite's own handle of a connection, to stop a statement that runs (SQLite asks a progress handler every few thousand
//! instructions) and to run one for many rows.
//!
//! diesel 2.3 keeps the handle to itself, so an automatic extension (<https://sqlite.org/c3ref/auto_extension.html>)
//! notes the handle of a connection while it is opened. It can go when diesel lends the handle.

use std::cell::Cell;
use std::ffi::{c_char, c_int, c_void};
use std::ptr::{self, NonNull};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};
use std::time::{Duration, Instant};

use diesel::sqlite::SqliteConnection;
use libsqlite3_sys as ffi;

use super::each::Prepared;
use super::queue::Ticket;
use crate::db::{Error, Result};

/// SQLite's virtual machine instructions between two questions: well under a millisecond.
const INSTRUCTIONS: c_int = 4_000;

/// Which job runs on a connection, and how long it may.
#[derive(Default)]
pub(super) struct Interrupts(Mutex<Running>);

#[derive(Default)]
struct Running {
    ticket: Option<Arc<Ticket>>,
    deadline: Option<Instant>,
}

impl Interrupts {
    /// Says which job runs now, and how long it may.
    pub(super) fn begin(&self, ticket: &Arc<Ticket>, timeout: Option<Duration>) {
        *self.lock() = Running {
            ticket: Some(Arc::clone(ticket)),
            deadline: timeout.and_then(|timeout| Instant::now().checked_add(timeout)),
        };
    }

    /// Says that none runs.
    pub(super) fn end(&self) {
        *self.lock() = Running::default();
    }

    fn must_stop(&self) -> bool {
        let running = self.lock();
        let is_left = running.ticket.as_ref().is_some_and(|ticket| ticket.is_left());
        is_left || running.deadline.is_some_and(|end| Instant::now() > end)
    }

    fn lock(&self) -> MutexGuard<'_, Running> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

thread_local! {
    static OPENED: Cell<*mut ffi::sqlite3> = const { Cell::new(ptr::null_mut()) };
}

unsafe extern "C" fn note_handle(
    handle: *mut ffi::sqlite3,
    _error: *mut *mut c_char,
    _api: *const ffi::sqlite3_api_routines,
) -> c_int {
    OPENED.set(handle);
    ffi::SQLITE_OK
}

unsafe extern "C" fn progress(interrupts: *mut c_void) -> c_int {
    // SAFETY: `establish` passes a pointer from `Arc::into_raw` that is never given back, so it stays valid for
    // as long as the process runs, and `Interrupts` is only ever shared.
    let interrupts = unsafe { &*interrupts.cast::<Interrupts>() };
    c_int::from(interrupts.must_stop())
}

/// A connection, with SQLite's own handle of it.
pub(super) struct Connection {
    /// Statements prepared on the handle. Declared first: they are gone before the connection is.
    pub(super) prepared: Prepared,
    /// The connection as diesel has it.
    pub(super) diesel: SqliteConnection,
    handle: NonNull<ffi::sqlite3>,
}

impl Connection {
    /// SQLite's handle, open for as long as this is. Only the thread that has the connection may use it.
    pub(super) fn handle(&self) -> NonNull<ffi::sqlite3> {
        self.handle
    }
}

/// Opens `path` with a progress handler that listens to `interrupts`.
pub(super) fn establish(path: &str, interrupts: &Arc<Interrupts>) -> Result<Connection> {
    static REGISTER: Once = Once::new();
    REGISTER.call_once(|| {
        // SAFETY: `sqlite3_config` takes no further argument for this option. Where SQLite runs already it refuses, and
        // all stays as it was. Connections then have no mutex, which locks twice for every step otherwise: a connection
        // of fjango's belongs to one thread, diesel's and rusqlite's types see to that too, and whoever asks for a
        // mutex with `SQLITE_OPEN_FULLMUTEX` gets one.
        unsafe { ffi::sqlite3_config(ffi::SQLITE_CONFIG_MULTITHREAD) };
        // SAFETY: the function has the signature that the documentation of `sqlite3_auto_extension` asks for; it
        // only writes a thread-local.
        unsafe { ffi::sqlite3_auto_extension(Some(note_handle)) };
    });
    OPENED.set(ptr::null_mut());
    let diesel = super::worker::establish(path)?;
    let handle = NonNull::new(OPENED.replace(ptr::null_mut())).ok_or_else(|| Error::Connect {
        message: "SQLite ran no extension while it opened the file; there may be no memory left".into(),
    })?;
    // One small allocation for each connection lives as long as the process; connections do too.
    let pointer = Arc::into_raw(Arc::clone(interrupts)).cast_mut().cast::<c_void>();
    // SAFETY: the handle belongs to `diesel`, opened on this thread a moment ago and not yet in use.
    unsafe { ffi::sqlite3_progress_handler(handle.as_ptr(), INSTRUCTIONS, Some(progress), pointer) };
    Ok(Connection {
        prepared: Prepared::default(),
        diesel,
        handle,
    })
}
