//! An insertion that is run for many rows: prepared once, then given values and stepped, as a loop written by hand does it.
//!
//! diesel looks for the statement in its cache and collects the values for each run anew, and `RETURNING` makes a table of
//! its rows on the way; so this speaks to SQLite itself, which tells the numbers of the new rows.

use std::cell::{RefCell, UnsafeCell};
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::ops::Range;
use std::ptr::{self, NonNull};

use diesel::result::{DatabaseErrorKind, Error as DieselError, QueryResult};
use libsqlite3_sys as ffi;

use super::error;
use super::handle::Connection;
use crate::db::backend::Ran;
use crate::db::statement::{Bind, Each, Known, NUL, Statement};
use crate::db::{Error, Result, Sink};
use crate::value::{Cell, RawRow, Row, SqlType, Value, decimal_to_sqlite};

/// The most rows inserted by one run of a statement: more win nothing.
const MOST_ROWS: usize = 50;

/// Runs of a statement that make up for preparing it, which takes longer the more rows it has.
const RUNS: usize = 10;

/// The most values in one run.
const MOST_VALUES: usize = 500;

/// Runs the statement for each row of its lists, and hands what is known of the new rows to the sink.
pub(super) fn run(connection: &mut Connection, mut statement: Statement, mut sink: Option<Box<dyn Sink>>) -> Ran {
    let Some(each) = statement.each.take() else {
        return Ok((0, sink));
    };
    let list = |bind| match bind {
        Bind::Array(_, values) => values,
        Bind::One(value) => vec![value],
    };
    let mut columns: Vec<Vec<Value>> = statement.binds.into_iter().map(list).collect();
    let rows = columns.iter().map(Vec::len).min().unwrap_or_default();
    let key = key(connection, &each)?;
    let many = MOST_ROWS.min(MOST_VALUES / columns.len().max(1)).min(rows / RUNS);
    // Of rows that are left out, nobody says which they were.
    let one_by_one = many < 2 || each.may_skip || has_triggers(connection, each.table)?;
    let many = if one_by_one { 1 } else { many };
    if let Some(sink) = &mut sink {
        sink.expect(rows);
    }
    let handle = connection.handle();
    let mut numbers = Numbers::new(handle, key.is_some() && !one_by_one);
    let (mut first, mut count) = (0, 0);
    let mut at_once = many;
    let mut text = statement.text.with_rows(&each.row, at_once);
    let mut insertion = connection.prepared.take(handle, &text)?;
    while first < rows {
        if rows - first < at_once {
            // The last few.
            at_once = 1;
            let before = std::mem::replace(&mut text, statement.text.with_rows(&each.row, at_once));
            let single = connection.prepared.take(handle, &text)?;
            connection
                .prepared
                .keep(before, std::mem::replace(&mut insertion, single));
        }
        let part = first..first + at_once;
        numbers.clear();
        // SAFETY: nothing touches the values until `step` has let go of them, or the insertion is gone, which is declared
        // after them.
        unsafe { insertion.bind(&columns, part.clone()) }.map_err(error::from_diesel)?;
        let inserted = insertion.step().map_err(error::from_diesel)?;
        if inserted != at_once && !one_by_one {
            return Err(Error::Backend {
                message: format!("SQLite left rows out that were to be inserted into `{}`", each.table),
                detail: None,
            });
        }
        if inserted > 0
            && let Some(sink) = &mut sink
        {
            for (i, row) in part.clone().enumerate() {
                let key = key.map(|kind| numbers.get(i, at_once, kind)).transpose()?;
                sink.row(Row::new(&NewRow {
                    answer: &each.answer,
                    key: RefCell::new(key),
                    columns: RefCell::new(&mut columns),
                    row,
                }))?;
            }
        }
        count += inserted;
        first = part.end;
    }
    connection.prepared.keep(text, insertion);
    if let Some(sink) = &mut sink {
        sink.end();
    }
    Ok((count, sink))
}

/// The kind of the number that SQLite makes for a new row, when it is asked for.
fn key(connection: &Connection, each: &Each) -> Result<Option<SqlType>> {
    let key = |known: &Known| match known {
        Known::Key(column, kind) => Some((*column, *kind)),
        Known::Bound(_) => None,
    };
    let Some((column, kind)) = each.answer.iter().find_map(key) else {
        return Ok(None);
    };
    if is_row_number(connection, each.table, column) {
        return Ok(Some(kind));
    }
    let table = each.table;
    Err(Error::Backend {
        message: format!("SQLite makes no keys in column `{column}` of `{table}`; declare it as `INTEGER PRIMARY KEY`"),
        detail: None,
    })
}

/// Whether the column is another name for SQLite's number of the row (<https://sqlite.org/lang_createtable.html#rowid>).
fn is_row_number(connection: &Connection, table: &str, column: &str) -> bool {
    let (Ok(table), Ok(column)) = (CString::new(table), CString::new(column)) else {
        return false;
    };
    let (mut declared, mut is_key) = (ptr::null(), 0);
    // SAFETY: the handle is open, the names end with NUL, and what is not asked for may be null. The text that SQLite gives
    // ends with NUL and lives until the next call.
    unsafe {
        let code = ffi::sqlite3_table_column_metadata(
            connection.handle().as_ptr(),
            ptr::null(),
            table.as_ptr(),
            column.as_ptr(),
            &mut declared,
            ptr::null_mut(),
            ptr::null_mut(),
            &mut is_key,
            ptr::null_mut(),
        );
        let is_known = code == ffi::SQLITE_OK && !declared.is_null();
        is_known && is_key == 1 && CStr::from_ptr(declared).to_bytes().eq_ignore_ascii_case(b"integer")
    }
}

/// Whether triggers may insert further rows between those of one run, whose numbers then tell nothing.
fn has_triggers(connection: &mut Connection, table: &str) -> Result<bool> {
    const SQL: &str = "SELECT 1 FROM (SELECT type, tbl_name FROM sqlite_schema UNION ALL SELECT type, tbl_name FROM sqlite_temp_schema) \
                       WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE";
    let name = [vec![Value::Text(table.to_owned())]];
    let handle = connection.handle();
    let mut query = connection.prepared.take(handle, SQL)?;
    // SAFETY: the name outlives the run, which `has_row` ends; or else the query, which is declared after it.
    unsafe { query.bind(&name, 0..1) }.map_err(error::from_diesel)?;
    let found = query.has_row().map_err(error::from_diesel)?;
    connection.prepared.keep(SQL.to_owned(), query);
    Ok(found)
}

/// Statements that are not under way, to be run again.
#[derive(Default)]
pub(super) struct Prepared(Vec<(String, Insertion)>);

impl Prepared {
    /// The most statements kept.
    const MOST: usize = 12;

    /// The statement with this text, of the connection with this handle.
    fn take(&mut self, handle: Handle, sql: &str) -> Result<Insertion> {
        match self.0.iter().position(|(known, _)| known == sql) {
            Some(place) => Ok(self.0.remove(place).1),
            None => Insertion::prepare(handle, sql),
        }
    }

    /// Keeps a statement that has come to its end; that used longest ago goes.
    fn keep(&mut self, sql: String, statement: Insertion) {
        if self.0.len() >= Self::MOST {
            self.0.remove(0);
        }
        self.0.push((sql, statement));
    }
}

/// SQLite's handle of a connection.
type Handle = NonNull<ffi::sqlite3>;

/// A prepared statement.
///
/// Invariant: the connection with its handle is open, and nobody else uses it meanwhile.
struct Insertion {
    handle: Handle,
    statement: NonNull<ffi::sqlite3_stmt>,
}

impl Insertion {
    fn prepare(handle: Handle, sql: &str) -> Result<Self> {
        let length = length(sql.len()).map_err(error::from_diesel)?;
        let mut statement = ptr::null_mut();
        // SAFETY: the handle is that of an open connection of this thread, and `sql` has so many bytes.
        let code = unsafe {
            let (sql, rest) = (sql.as_ptr().cast::<c_char>(), ptr::null_mut());
            ffi::sqlite3_prepare_v3(
                handle.as_ptr(),
                sql,
                length,
                ffi::SQLITE_PREPARE_PERSISTENT,
                &mut statement,
                rest,
            )
        };
        match NonNull::new(statement) {
            Some(statement) if code == ffi::SQLITE_OK => Ok(Self { handle, statement }),
            _ => Err(error::from_diesel(last_error(handle))),
        }
    }

    /// Binds the values of these rows, one after the other.
    ///
    /// # Safety
    /// The values must stay as they are until [`step`](Self::step) or [`has_row`](Self::has_row) has returned, or this is
    /// dropped.
    unsafe fn bind(&mut self, columns: &[Vec<Value>], rows: Range<usize>) -> QueryResult<()> {
        let mut place = 0;
        for row in rows {
            for column in columns {
                place += 1;
                // SAFETY: as this function's.
                unsafe { self.bind_one(place, &column[row])? };
            }
        }
        Ok(())
    }

    /// Binds a value at this place, from 1.
    ///
    /// # Safety
    /// As [`bind`](Self::bind).
    unsafe fn bind_one(&mut self, place: c_int, value: &Value) -> QueryResult<()> {
        let statement = self.statement.as_ptr();
        // SAFETY: the statement is prepared, and not under way. Text and bytes are as long as they say; of what is not the
        // value's own SQLite makes a copy.
        let code = unsafe {
            match value {
                Value::Null(_) => ffi::sqlite3_bind_null(statement, place),
                Value::Bool(x) => ffi::sqlite3_bind_int(statement, place, c_int::from(*x)),
                Value::SmallInt(x) => ffi::sqlite3_bind_int(statement, place, c_int::from(*x)),
                Value::Integer(x) => ffi::sqlite3_bind_int(statement, place, *x),
                Value::BigInt(x) => ffi::sqlite3_bind_int64(statement, place, *x),
                Value::Real(x) => ffi::sqlite3_bind_double(statement, place, f64::from(*x)),
                Value::Double(x) => ffi::sqlite3_bind_double(statement, place, *x),
                // What one database refuses the other must not accept.
                Value::Text(_) | Value::Json(_) if value.holds_nul() => {
                    return Err(DieselError::SerializationError(NUL.into()));
                }
                Value::Text(x) => {
                    let (text, length) = (x.as_ptr().cast(), length(x.len())?);
                    ffi::sqlite3_bind_text(statement, place, text, length, ffi::SQLITE_STATIC())
                }
                Value::Bytes(x) => {
                    let (bytes, length) = (x.as_ptr().cast(), length(x.len())?);
                    ffi::sqlite3_bind_blob(statement, place, bytes, length, ffi::SQLITE_STATIC())
                }
                Value::Decimal(x) => {
                    let double = decimal_to_sqlite(*x).map_err(DieselError::SerializationError)?;
                    ffi::sqlite3_bind_double(statement, place, double)
                }
                Value::Interval(x) => {
                    let too_long = || DieselError::SerializationError("the duration is too long to store".into());
                    ffi::sqlite3_bind_int64(statement, place, x.num_microseconds().ok_or_else(too_long)?)
                }
                Value::Uuid(_) | Value::DateTime(_) | Value::Date(_) | Value::Time(_) | Value::Json(_) => {
                    let copy = text(value);
                    let (text, length) = (copy.as_ptr().cast(), length(copy.len())?);
                    ffi::sqlite3_bind_text(statement, place, text, length, ffi::SQLITE_TRANSIENT())
                }
            }
        };
        match code {
            ffi::SQLITE_OK => Ok(()),
            _ => Err(last_error(self.handle)),
        }
    }

    /// Runs the statement to its end with the values bound, and lets go of them; gives the number of new rows.
    fn step(&mut self) -> QueryResult<usize> {
        // SAFETY: the statement is prepared, and the handle open.
        unsafe {
            let result = match ffi::sqlite3_step(self.statement.as_ptr()) {
                ffi::SQLITE_DONE => {
                    let changes = ffi::sqlite3_changes64(self.handle.as_ptr());
                    Ok(usize::try_from(changes).unwrap_or_default())
                }
                _ => Err(last_error(self.handle)),
            };
            self.let_go();
            result
        }
    }

    /// Whether a query has a row.
    fn has_row(&mut self) -> QueryResult<bool> {
        // SAFETY: the statement is prepared.
        unsafe {
            let result = match ffi::sqlite3_step(self.statement.as_ptr()) {
                ffi::SQLITE_DONE => Ok(false),
                ffi::SQLITE_ROW => Ok(true),
                _ => Err(last_error(self.handle)),
            };
            self.let_go();
            result
        }
    }

    /// Ends a run and forgets its values.
    ///
    /// # Safety
    /// The error of the run is lost.
    unsafe fn let_go(&mut self) {
        // SAFETY: the statement is prepared.
        unsafe {
            ffi::sqlite3_reset(self.statement.as_ptr());
            ffi::sqlite3_clear_bindings(self.statement.as_ptr());
        }
    }
}

impl Drop for Insertion {
    fn drop(&mut self) {
        // SAFETY: the statement is prepared, and nobody has it from here on. What this gives is what the last step gave.
        unsafe { ffi::sqlite3_finalize(self.statement.as_ptr()) };
    }
}

/// What is stored as text, in the words that diesel has for it.
fn text(value: &Value) -> String {
    match value {
        Value::DateTime(x) => x.format("%F %T%.f%:z").to_string(),
        Value::Time(x) => x.format("%T%.f").to_string(),
        Value::Date(x) => x.format("%F").to_string(),
        other => other.to_text(),
    }
}

fn length(bytes: usize) -> QueryResult<c_int> {
    c_int::try_from(bytes).map_err(|error| DieselError::SerializationError(error.into()))
}

/// What SQLite says last, in the form that diesel has for it.
fn last_error(handle: Handle) -> DieselError {
    let handle = handle.as_ptr();
    // SAFETY: the handle is open, and its message is text that ends with NUL and lives until the next call.
    let (code, message) = unsafe {
        let message = CStr::from_ptr(ffi::sqlite3_errmsg(handle));
        let message = message.to_string_lossy().into_owned();
        (ffi::sqlite3_extended_errcode(handle), message)
    };
    let kind = match code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => DatabaseErrorKind::UniqueViolation,
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => DatabaseErrorKind::ForeignKeyViolation,
        ffi::SQLITE_CONSTRAINT_NOTNULL => DatabaseErrorKind::NotNullViolation,
        ffi::SQLITE_CONSTRAINT_CHECK => DatabaseErrorKind::CheckViolation,
        _ => DatabaseErrorKind::Unknown,
    };
    DieselError::DatabaseError(kind, Box::new(message))
}

/// The numbers of new rows, in the order in which they were inserted.
struct Numbers {
    handle: Handle,
    /// In a place of its own, as SQLite has its address while this lives. Empty where each run inserts one row.
    listed: Option<Box<UnsafeCell<Vec<i64>>>>,
}

unsafe extern "C" fn note_number(
    numbers: *mut c_void,
    operation: c_int,
    _database: *const c_char,
    _table: *const c_char,
    number: i64,
) {
    if operation == ffi::SQLITE_INSERT {
        // SAFETY: `Numbers` gives this pointer, and takes it back before its end. SQLite calls this within a step alone,
        // when nobody looks at the numbers.
        unsafe { (*numbers.cast::<Vec<i64>>()).push(number) };
    }
}

impl Numbers {
    fn new(handle: Handle, list: bool) -> Self {
        let listed = list.then(Box::<UnsafeCell<Vec<i64>>>::default);
        if let Some(listed) = &listed {
            // SAFETY: the handle is open, and the list lives until the hook is taken away.
            unsafe { ffi::sqlite3_update_hook(handle.as_ptr(), Some(note_number), listed.get().cast()) };
        }
        Self { handle, listed }
    }

    /// Forgets the numbers of the run before.
    fn clear(&mut self) {
        if let Some(listed) = &mut self.listed {
            listed.get_mut().clear();
        }
    }

    /// The number of the `i`th of so many rows that the last run inserted.
    fn get(&mut self, i: usize, rows: usize, kind: SqlType) -> Result<Value> {
        let number = match &mut self.listed {
            // SAFETY: the handle is open.
            None => Some(unsafe { ffi::sqlite3_last_insert_rowid(self.handle.as_ptr()) }),
            Some(listed) => {
                let listed = listed.get_mut();
                listed.get(i).copied().filter(|_| listed.len() == rows)
            }
        };
        let number = number.ok_or_else(|| Error::Backend {
            message: "SQLite told the numbers of other rows than were inserted".into(),
            detail: None,
        })?;
        let value = match kind {
            SqlType::SmallInt => i16::try_from(number).map(Value::SmallInt),
            SqlType::Integer => i32::try_from(number).map(Value::Integer),
            _ => Ok(Value::BigInt(number)),
        };
        value.map_err(|_| Error::Value {
            message: format!("the key {number} is too large for its field"),
        })
    }
}

impl Drop for Numbers {
    fn drop(&mut self) {
        if self.listed.is_some() {
            // SAFETY: the handle is open.
            unsafe { ffi::sqlite3_update_hook(self.handle.as_ptr(), None, ptr::null_mut()) };
        }
    }
}

/// A new row as it was sent, with the number that it got.
struct NewRow<'a> {
    answer: &'a [Known],
    key: RefCell<Option<Value>>,
    columns: RefCell<&'a mut Vec<Vec<Value>>>,
    row: usize,
}

impl RawRow for NewRow<'_> {
    fn with_cell(&self, column: usize, read: &mut dyn FnMut(Cell<'_>)) {
        match self.answer.get(column) {
            Some(Known::Key(..)) => {
                if let Some(key) = self.key.borrow_mut().as_mut() {
                    read(Cell::Sent(key));
                }
            }
            Some(Known::Bound(place)) => {
                let mut columns = self.columns.borrow_mut();
                if let Some(value) = columns.get_mut(*place).and_then(|column| column.get_mut(self.row)) {
                    read(Cell::Sent(value));
                }
            }
            None => {}
        }
    }

    fn width(&self) -> usize {
        self.answer.len()
    }
}
