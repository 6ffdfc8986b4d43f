use std::num::NonZeroU32;

use diesel::pg::PgValue;
use postgres_types::{FromSql, Type};

use crate::value::{Cell, RawRow};

/// A row with the types of its columns.
pub(super) struct PgRow<'a> {
    pub(super) row: &'a tokio_postgres::Row,
    pub(super) columns: &'a [NonZeroU32],
}

impl PgRow<'_> {
    pub(super) fn value(&self, column: usize) -> Option<PgValue<'_>> {
        let bytes = self.row.try_get::<_, Option<Bytes<'_>>>(column).ok()??;
        Some(PgValue::new(bytes.0, self.columns.get(column)?))
    }
}

impl RawRow for PgRow<'_> {
    fn with_cell(&self, column: usize, read: &mut dyn FnMut(Cell<'_>)) {
        if column < self.row.len() {
            read(Cell::Pg(self.value(column)));
        }
    }

    fn width(&self) -> usize {
        self.row.len()
    }
}

/// A value of any type as the server sent it.
struct Bytes<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Bytes<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
