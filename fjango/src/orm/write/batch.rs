//! Rows on their way into a table: one list for each field, and the statements that insert them.
//!
//! PostgreSQL takes apart such lists in the statement: `INSERT INTO … SELECT * FROM UNNEST($1, $2) RETURNING …`. The text
//! does not depend on the number of rows, so it is prepared once, and the server plans one row source instead of
//! thousands of expressions. It is as fast as `COPY` into a temporary table and `INSERT … SELECT … RETURNING` from there
//! (measured: 45 ms against 41 ms for 10,000 rows, and 101 ms for `VALUES` of 1,000 rows each), and keeps what a `COPY`
//! cannot: `ON CONFLICT`, the rows as the database has them, one round trip, and no right to make tables.
//!
//! SQLite inserts the rows as a loop would, and need not be asked for what it was given: only the key is new, and SQLite
//! says it without `RETURNING`, which makes a table of the rows first (measured: 3 ms against 14 ms for 10,000 rows). Where a
//! column is not known so, or a row that is there may be changed, statements of many rows return them.

use std::sync::Arc;

use super::bulk::Conflict;
use super::create::{FieldSet, VALUES_ROWS, columns, insert_with, returning};
use crate::db::{Dialect, Known, Statement, StatementBuilder};
use crate::orm::Values;
use crate::orm::input::Uploads;
use crate::schema::ModelMeta;
use crate::value::{JsonValue, Value};

/// The most rows in one statement of lists: both sides keep a copy of them.
const MAX_LISTED: usize = 5_000;

/// The most rows that are inserted one by one before the next are looked at, so that they stay in the processor's cache.
const MAX_EACH: usize = 2_000;

/// The rows that are inserted so while the others are looked at: few, because nothing else happens before.
const FIRST_EACH: usize = 500;

/// The most bytes of text in one statement; a message of PostgreSQL's ends at 1 GiB.
const MAX_BYTES: usize = 16 << 20;

/// Rows to be created at once, in their order.
pub(super) struct Rows {
    pub(super) batches: Vec<Batch>,
    /// Content to be stored, with the batch and the row in it.
    pub(super) uploads: Vec<(usize, usize, Uploads)>,
    count: usize,
    bytes: usize,
    /// The most rows.
    most: usize,
}

impl Rows {
    /// None yet, of so many that there will be; `first` are those that nobody inserts any before.
    pub(super) fn new(dialect: &dyn Dialect, rows: usize, first: bool) -> Self {
        let most = match dialect.inserts_each() {
            true if first => FIRST_EACH,
            true => MAX_EACH,
            false => MAX_LISTED,
        };
        Self {
            batches: Vec::new(),
            uploads: Vec::new(),
            count: 0,
            bytes: 0,
            most: most.min(rows),
        }
    }

    /// Whether there is none to be inserted.
    pub(super) fn is_empty(&self) -> bool {
        self.batches.is_empty()
    }

    /// Whether no further row has its place here.
    pub(super) fn is_full(&self) -> bool {
        self.count >= self.most || self.bytes >= MAX_BYTES
    }

    /// Adds a row, and takes its values.
    pub(super) fn push(&mut self, values: &mut Values) {
        if !self.batches.last().is_some_and(|batch| batch.takes(values)) {
            // Nearly always there is one; of rows that differ from each other, nobody knows how many are alike.
            let room = if self.batches.is_empty() { self.most } else { 0 };
            self.batches.push(Batch::like(values, room));
        }
        let last = self.batches.len() - 1;
        let batch = &mut self.batches[last];
        let uploads = values.take_uploads();
        if !uploads.is_empty() {
            self.uploads.push((last, batch.rows, uploads));
        }
        self.bytes += batch.push(values.fields_mut());
        self.count += 1;
    }
}

/// Rows that have the same fields.
pub(super) struct Batch {
    /// The fields' positions, and the values of each.
    lists: Vec<(usize, Vec<Value>)>,
    rows: usize,
}

impl Batch {
    /// An empty one for rows like this, with room for so many.
    fn like(values: &Values, room: usize) -> Self {
        let list = |(field, _)| (field, Vec::with_capacity(room));
        Self {
            lists: values.iter().map(list).collect(),
            rows: 0,
        }
    }

    /// Whether a row has these fields.
    fn takes(&self, values: &Values) -> bool {
        let set = values.iter().count();
        set == self.lists.len() && self.lists.iter().all(|(field, _)| values.get(*field).is_some())
    }

    /// Adds a row, and says about how many bytes it has.
    fn push(&mut self, values: &mut [Option<Value>]) -> usize {
        let mut bytes = 0;
        for (field, list) in &mut self.lists {
            if let Some(value) = values[*field].take() {
                bytes += size(&value);
                list.push(value);
            }
        }
        self.rows += 1;
        bytes
    }

    /// The values of a row in the fields that have content.
    pub(super) fn values(&self, row: usize, uploads: &Uploads) -> Vec<(usize, Value)> {
        let fields = self
            .lists
            .iter()
            .filter(|(field, _)| uploads.iter().any(|(upload, _)| upload == field));
        fields.map(|(field, list)| (*field, list[row].clone())).collect()
    }

    /// Sets values of a row.
    pub(super) fn replace(&mut self, row: usize, values: Vec<(usize, Value)>) {
        for (position, value) in values {
            for (_, list) in self.lists.iter_mut().filter(|(field, _)| *field == position) {
                list[row] = value.clone();
            }
        }
    }

    /// The statements that insert the rows, and return them.
    pub(super) fn insertions(
        self,
        dialect: &'static dyn Dialect,
        meta: &'static ModelMeta,
        conflict: &Conflict,
    ) -> Vec<Statement> {
        let clause = |sql: &mut StatementBuilder<'_>| conflict.write(meta, sql);
        let in_lists = self.rows > 1 && !self.lists.is_empty();
        if in_lists && dialect.has_arrays() && self.is_of_kinds(meta) {
            return vec![self.in_arrays(dialect, meta, clause)];
        }
        if in_lists
            && dialect.inserts_each()
            && !matches!(conflict, Conflict::Update { .. })
            && let Some(answer) = self.known(meta)
        {
            let may_skip = matches!(conflict, Conflict::Ignore);
            return vec![self.one_by_one(dialect, meta, may_skip, answer, clause)];
        }
        let at_once = match self.lists.len() {
            // Such an insertion has no list of rows.
            0 => 1,
            fields => (dialect.max_binds() / fields).clamp(1, VALUES_ROWS),
        };
        let row = |row: usize| self.lists.iter().map(move |(field, list)| (*field, list[row].clone()));
        let rows: Vec<Vec<_>> = (0..self.rows).map(|number| row(number).collect()).collect();
        let insertion = |rows: &[_]| insert_with(dialect, meta, rows, clause, FieldSet::default());
        rows.chunks(at_once).map(insertion).collect()
    }

    /// Whether each list has one kind; a field type of the user's own may give values of another.
    fn is_of_kinds(&self, meta: &ModelMeta) -> bool {
        self.lists.iter().all(|(field, list)| {
            let kind = meta.fields[*field].sql_type();
            list.iter().all(|value| value.sql_type() == kind)
        })
    }

    /// Where the columns of the new rows are known from without asking, if all are.
    fn known(&self, meta: &'static ModelMeta) -> Option<Arc<[Known]>> {
        let known = |(position, field): (usize, &'static crate::schema::FieldMeta)| {
            let bound = self.lists.iter().position(|(listed, _)| *listed == position);
            match bound {
                Some(place) if self.lists[place].1.iter().all(Value::is_exact) => Some(Known::Bound(place)),
                None if field.primary_key && field.auto && field.sql_type().is_integer() => {
                    Some(Known::Key(field.column, field.sql_type()))
                }
                _ => None,
            }
        };
        meta.fields.iter().enumerate().map(known).collect()
    }

    fn begin<'d>(&self, dialect: &'d dyn Dialect, meta: &ModelMeta) -> StatementBuilder<'d> {
        let mut sql = StatementBuilder::new(dialect);
        sql.writes().push("INSERT INTO ").name(meta.table);
        columns(&mut sql, meta, self.lists.iter().map(|(field, _)| *field));
        sql
    }

    fn in_arrays(
        self,
        dialect: &dyn Dialect,
        meta: &'static ModelMeta,
        clause: impl FnOnce(&mut StatementBuilder<'_>),
    ) -> Statement {
        let mut sql = self.begin(dialect, meta);
        sql.push("SELECT * FROM UNNEST(");
        for (i, (field, list)) in self.lists.into_iter().enumerate() {
            let kind = meta.fields[field].sql_type();
            sql.push(if i > 0 { ", " } else { "" }).bind_array(kind, list);
        }
        sql.push(")");
        clause(&mut sql);
        returning(&mut sql, meta, FieldSet::default());
        sql.finish()
    }

    fn one_by_one(
        self,
        dialect: &dyn Dialect,
        meta: &'static ModelMeta,
        may_skip: bool,
        answer: Arc<[Known]>,
        clause: impl FnOnce(&mut StatementBuilder<'_>),
    ) -> Statement {
        let mut sql = self.begin(dialect, meta);
        sql.push("VALUES ");
        let lists = self.lists.into_iter();
        let lists = lists.map(|(field, list)| (meta.fields[field].sql_type(), list));
        sql.each_row(meta.table, lists, may_skip, answer);
        clause(&mut sql);
        sql.finish()
    }
}

/// About how many bytes travel.
fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::Json(json) => json_size(json),
        _ => 8,
    }
}

fn json_size(json: &JsonValue) -> usize {
    match json {
        JsonValue::String(text) => text.len() + 2,
        JsonValue::Array(items) => items.iter().map(json_size).sum::<usize>() + items.len() + 2,
        JsonValue::Object(map) => {
            map.iter()
                .map(|(key, item)| key.len() + 4 + json_size(item))
                .sum::<usize>()
                + 2
        }
        _ => 8,
    }
}
