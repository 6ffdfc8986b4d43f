//! Many rows as one array for each column.
//!
//! PostgreSQL takes apart such arrays in the statement: `INSERT INTO … SELECT * FROM UNNEST($1, $2) RETURNING …`. The text
//! does not depend on the number of rows, so it is prepared once, and the server plans one row source instead of
//! thousands of expressions. It is as fast as `COPY` into a temporary table and `INSERT … SELECT … RETURNING` from there
//! (measured: 45 ms against 41 ms for 10,000 rows, and 101 ms for `VALUES` of 1,000 rows each), and keeps what a `COPY`
//! cannot: `ON CONFLICT`, the rows as the database has them, one round trip, and no right to make tables.

use super::create::{FieldSet, columns, returning};
use crate::db::{Dialect, Statement, StatementBuilder};
use crate::schema::ModelMeta;
use crate::value::Value;

/// The most rows in one statement: both sides keep a copy of them.
pub(super) const MAX_ROWS: usize = 5_000;

/// The most bytes of text in one statement; a message of PostgreSQL's ends at 1 GiB.
const MAX_BYTES: usize = 16 << 20;

/// How many of `rows`, from the first on, go into one statement; 0 when arrays cannot hold them.
pub(super) fn fit(meta: &ModelMeta, rows: &[Vec<(usize, Value)>]) -> usize {
    let mut bytes = 0;
    for (n, row) in rows.iter().take(MAX_ROWS).enumerate() {
        // An array has one kind; a field type of the user's own may give values of another.
        if row
            .iter()
            .any(|(field, value)| value.sql_type() != meta.fields[*field].sql_type())
        {
            return n;
        }
        bytes += row.iter().map(|(_, value)| size(value)).sum::<usize>();
        if bytes > MAX_BYTES {
            return n.max(1);
        }
    }
    rows.len().min(MAX_ROWS)
}

/// About how many bytes travel.
fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::Json(json) => json.to_string().len(),
        _ => 8,
    }
}

/// The insert of rows that have the same fields. Takes their values.
pub(super) fn insert_arrays(
    dialect: &dyn Dialect,
    meta: &'static ModelMeta,
    rows: &mut [Vec<(usize, Value)>],
    clause: impl FnOnce(&mut StatementBuilder<'_>),
) -> Statement {
    let mut sql = StatementBuilder::new(dialect);
    sql.writes().push("INSERT INTO ").name(meta.table);
    let first = rows.first().map(Vec::as_slice).unwrap_or_default();
    columns(&mut sql, meta, first);
    sql.push("SELECT * FROM UNNEST(");
    for column in 0..first.len() {
        let kind = meta.fields[rows[0][column].0].sql_type();
        let take = |row: &mut Vec<(usize, Value)>| std::mem::replace(&mut row[column].1, Value::Null(kind));
        let values = rows.iter_mut().map(take).collect();
        sql.push(if column > 0 { ", " } else { "" }).bind_array(kind, values);
    }
    sql.push(")");
    clause(&mut sql);
    returning(&mut sql, meta, FieldSet::default());
    sql.finish()
}
