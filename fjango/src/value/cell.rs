use crate::value::{DbValue, Value};

/// One column of one row as a database sent it, not yet decoded.
#[non_exhaustive]
pub enum Cell<'a> {
    /// PostgreSQL's binary form; `None` is `NULL`.
    #[cfg(feature = "postgres")]
    Pg(Option<diesel::pg::PgValue<'a>>),
    /// SQLite's value; `None` is `NULL`.
    #[cfg(feature = "sqlite")]
    Sqlite(Option<<diesel::sqlite::Sqlite as diesel::backend::Backend>::RawValue<'a>>),
    /// What was sent to a database that gives it back as it took it, and so need not be asked. Whoever reads it takes it
    /// away, and leaves `NULL`.
    Sent(&'a mut Value),
    /// No database was compiled in.
    #[doc(hidden)]
    Never(std::marker::PhantomData<&'a ()>, std::convert::Infallible),
}

impl Cell<'_> {
    /// Whether the column is `NULL`.
    pub fn is_null(&self) -> bool {
        match self {
            #[cfg(feature = "postgres")]
            Self::Pg(value) => value.is_none(),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(value) => value.is_none(),
            Self::Sent(value) => value.is_null(),
            Self::Never(_, never) => match *never {},
        }
    }
}

/// The Rust value for one that was sent.
pub(super) fn sent<T: DbValue>(value: &mut Value) -> Result<T, BoxError> {
    Ok(T::from_value(std::mem::replace(value, Value::Null(T::SQL_TYPE)))?)
}

/// A column's content does not fit the Rust type that should hold it.
#[derive(Debug, thiserror::Error)]
#[error("column {column} cannot be read as {expected}: {source}")]
pub struct DecodeError {
    /// The column's position in the row, from 0.
    pub column: usize,
    /// The Rust type asked for.
    pub expected: &'static str,
    #[source]
    pub(crate) source: Box<dyn std::error::Error + Send + Sync>,
}

impl DecodeError {
    #[cold]
    fn new(column: usize, expected: &'static str, source: BoxError) -> Self {
        Self {
            column,
            expected,
            source,
        }
    }
}

/// A row of any backend.
pub trait RawRow {
    /// Hands the cell at `column` to `read`. A column that is not there is not handed on.
    fn with_cell(&self, column: usize, read: &mut dyn FnMut(Cell<'_>));

    /// The number of columns.
    fn width(&self) -> usize;
}

/// A row, seen from the column where one model's part begins.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    raw: &'a dyn RawRow,
    start: usize,
}

impl<'a> Row<'a> {
    /// A view of `raw` from its first column.
    pub fn new(raw: &'a dyn RawRow) -> Self {
        Self { raw, start: 0 }
    }

    /// The same row, seen from `columns` further on.
    pub fn skip(self, columns: usize) -> Self {
        Self {
            raw: self.raw,
            start: self.start + columns,
        }
    }

    /// The number of columns from here on.
    pub fn width(&self) -> usize {
        self.raw.width().saturating_sub(self.start)
    }

    /// Decodes the column at `index`.
    ///
    /// # Errors
    /// [`DecodeError`] when the column holds something else, or is not there.
    #[inline]
    pub fn get<T: DbValue>(&self, index: usize) -> Result<T, DecodeError> {
        self.read(index, std::any::type_name::<T>(), T::decode)
    }

    /// [`get`](Self::get) with the decoder given. Generated code names a type's own decoder, so that a type without one
    /// is one error at the type.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    #[doc(hidden)]
    #[inline]
    pub fn get_with<T>(&self, index: usize, decode: fn(Cell<'_>) -> Result<T, BoxError>) -> Result<T, DecodeError> {
        self.read(index, std::any::type_name::<T>(), decode)
    }

    /// Hands the cell at `index` to `decode`.
    ///
    /// # Errors
    /// [`DecodeError`] with what `decode` said, or when the column is not there.
    #[inline]
    pub fn read<T>(
        &self,
        index: usize,
        expected: &'static str,
        mut decode: impl FnMut(Cell<'_>) -> Result<T, BoxError>,
    ) -> Result<T, DecodeError> {
        let column = self.start + index;
        let mut result = None;
        self.raw.with_cell(column, &mut |cell| result = Some(decode(cell)));
        match result {
            Some(Ok(value)) => Ok(value),
            Some(Err(source)) => Err(DecodeError::new(column, expected, source)),
            None => Err(DecodeError::new(column, expected, "the row has no such column".into())),
        }
    }

    /// Whether the column at `index` is `NULL` (or absent).
    pub fn is_null(&self, index: usize) -> bool {
        let mut null = true;
        self.raw
            .with_cell(self.start + index, &mut |cell| null = cell.is_null());
        null
    }
}

/// What a decoder may fail with.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;
