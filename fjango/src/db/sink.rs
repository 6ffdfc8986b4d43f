use std::any::Any;

use crate::value::{DbValue, DecodeError, Row};

/// Takes the rows of a statement, where they are: on the database's own thread for SQLite.
pub trait Sink: Send + 'static {
    /// Takes one row.
    ///
    /// # Errors
    /// Whatever the row does not decode to; the statement stops.
    fn row(&mut self, row: Row<'_>) -> Result<(), DecodeError>;

    /// Called before the first row where it is known how many there will be.
    fn expect(&mut self, rows: usize) {
        let _ = rows;
    }

    /// Called once after the last row, before the statement's result is known to its sender.
    fn end(&mut self) {}

    /// The sink itself, to take its content out at the end.
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send>;
}

/// A [`Sink`] that decodes each row and keeps the results.
pub struct Collect<T, F> {
    /// The decoded rows.
    pub rows: Vec<T>,
    decode: F,
}

impl<T, F: FnMut(Row<'_>) -> Result<T, DecodeError>> Collect<T, F> {
    /// An empty collection.
    pub fn new(decode: F) -> Self {
        Self {
            rows: Vec::new(),
            decode,
        }
    }
}

impl<T, F> Sink for Collect<T, F>
where
    T: Send + 'static,
    F: FnMut(Row<'_>) -> Result<T, DecodeError> + Send + 'static,
{
    fn row(&mut self, row: Row<'_>) -> Result<(), DecodeError> {
        self.rows.push((self.decode)(row)?);
        Ok(())
    }

    fn expect(&mut self, rows: usize) {
        self.rows.reserve_exact(rows);
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        Box::new(self.rows)
    }
}

/// A sink for statements whose rows nobody reads.
pub(super) struct Discard;

impl Sink for Discard {
    fn row(&mut self, _: Row<'_>) -> Result<(), DecodeError> {
        Ok(())
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
}

/// A decoder for the first column.
///
/// # Errors
/// [`DecodeError`] when the column does not hold a `T`.
pub fn first_value<T: DbValue>(row: Row<'_>) -> Result<T, DecodeError> {
    row.get(0)
}
