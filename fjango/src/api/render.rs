//! Rows into JSON text, without structs between.

use std::any::Any;
use std::collections::HashMap;
use std::ops::Range;

use futures_util::future::join_all;

use crate::db::{Executor, Sink, StatementBuilder};
use crate::orm::{self, FieldSet};
use crate::schema::{ManyToManyMeta, ModelMeta};
use crate::storage::Shown;
use crate::value::{DecodeError, Row, Value, ValueKey, ValueType};

/// Writes each row as a JSON object, left open so that many-to-many keys can follow.
pub(super) struct JsonSink {
    meta: &'static ModelMeta,
    /// Columns whose values are kept beside the text.
    keep: Vec<usize>,
    rows: JsonRows,
    /// How files are shown, of a model that has some.
    shown: Option<Shown>,
    /// What is known of the row before the database was asked.
    known: Known,
}

/// The part of a new row's JSON that is known before the database is asked: what every database gives back as it took it.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) fields: FieldSet,
    text: Vec<u8>,
    /// Fields and where in `text` they stand.
    parts: Vec<(usize, Range<usize>)>,
}

impl Known {
    /// Of a row with these values. Its key is asked for: that it comes says that the row was written.
    pub(super) fn of(meta: &ModelMeta, values: &[(usize, Value)]) -> Self {
        let mut known = Self {
            text: Vec::with_capacity(512),
            parts: Vec::with_capacity(values.len()),
            ..Self::default()
        };
        for (field, value) in values.iter().filter(|(field, _)| *field != meta.primary_key) {
            let start = known.text.len();
            let value_type = meta.fields[*field].value_type;
            if value_type.write_known(value, &mut known.text) && known.fields.insert(*field) {
                known.parts.push((*field, start..known.text.len()));
            } else {
                known.text.truncate(start);
            }
        }
        known
    }

    fn part(&self, field: usize) -> Option<&[u8]> {
        let (_, place) = self.parts.iter().find(|(known, _)| *known == field)?;
        self.text.get(place.clone())
    }
}

/// Rows as JSON text.
#[derive(Default)]
pub(super) struct JsonRows {
    text: Vec<u8>,
    /// Where each row ends in `text`.
    ends: Vec<usize>,
    /// The kept values of each row, in the order asked for.
    pub(super) kept: Vec<Vec<Value>>,
}

impl JsonSink {
    pub(super) fn new(meta: &'static ModelMeta, keep: Vec<usize>, shown: Option<&Shown>) -> Self {
        Self {
            meta,
            keep,
            rows: JsonRows::default(),
            shown: shown.cloned(),
            known: Known::default(),
        }
    }

    /// Of one row that is created, whose `known` columns are not among those that come back.
    pub(super) fn created(meta: &'static ModelMeta, known: Known, shown: Option<&Shown>) -> Self {
        Self {
            known,
            ..Self::new(meta, vec![meta.primary_key], shown)
        }
    }
}

pub(crate) fn decode(row: &Row<'_>, column: usize, value_type: &ValueType) -> Result<Value, DecodeError> {
    row.read(column, value_type.name, |cell| {
        if cell.is_null() {
            Ok(Value::Null(value_type.sql_type))
        } else {
            value_type.decode(cell)
        }
    })
}

impl Sink for JsonSink {
    fn row(&mut self, row: Row<'_>) -> Result<(), DecodeError> {
        match self.shown.take() {
            None => self.write(&row),
            Some(shown) => {
                let written = shown.during(|| self.write(&row));
                self.shown = Some(shown);
                written
            }
        }
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        Box::new(self.rows)
    }
}

impl JsonSink {
    fn write(&mut self, row: &Row<'_>) -> Result<(), DecodeError> {
        let text = &mut self.rows.text;
        if text.is_empty() {
            // What is known already, the names around it, and the rest.
            text.reserve(self.known.text.len() + 512);
        }
        let mut kept: Vec<Option<Value>> = vec![None; self.keep.len()];
        let mut column = 0;
        for (position, field) in self.meta.fields.iter().enumerate() {
            // Field names are Rust identifiers: nothing in them needs escaping.
            text.extend_from_slice(if position == 0 { b"{\"" } else { b",\"" });
            text.extend_from_slice(field.name.as_bytes());
            text.extend_from_slice(b"\":");
            if let Some(part) = self.known.part(position) {
                text.extend_from_slice(part);
                continue;
            }
            row.read(column, field.value_type.name, |cell| {
                field.value_type.write_json(cell, text)
            })?;
            for (place, _) in self.keep.iter().enumerate().filter(|(_, kept)| **kept == position) {
                kept[place] = Some(decode(row, column, field.value_type)?);
            }
            column += 1;
        }
        self.rows.ends.push(text.len());
        if !kept.is_empty() {
            self.rows.kept.push(kept.into_iter().flatten().collect());
        }
        Ok(())
    }
}

impl JsonRows {
    pub(super) fn of(sink: Box<dyn Sink>) -> Self {
        sink.into_any().downcast().map(|rows| *rows).unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    fn object(&self, row: usize, many: &[ManyKeys], out: &mut Vec<u8>) {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        out.extend_from_slice(&self.text[start..self.ends[row]]);
        for field in many {
            out.extend_from_slice(b",\"");
            out.extend_from_slice(field.name.as_bytes());
            out.extend_from_slice(b"\":[");
            // Invariant: rows of models with many-to-many fields keep their key first.
            let key = self.kept.get(row).and_then(|kept| kept.first()).map(Value::key);
            if let Some(keys) = key.and_then(|key| field.keys.get(&key)) {
                out.extend_from_slice(keys);
            }
            out.push(b']');
        }
        out.push(b'}');
    }

    /// The rows given, as a JSON array's content.
    pub(super) fn array(&self, rows: impl Iterator<Item = usize>, many: &[ManyKeys], out: &mut Vec<u8>) {
        out.push(b'[');
        for (i, row) in rows.enumerate() {
            if i > 0 {
                out.push(b',');
            }
            self.object(row, many, out);
        }
        out.push(b']');
    }

    /// The first row.
    pub(super) fn into_first(mut self, many: &[ManyKeys]) -> Vec<u8> {
        if many.is_empty() && self.ends.len() == 1 {
            self.text.push(b'}');
            return self.text;
        }
        let mut out = Vec::with_capacity(self.text.len() + 16);
        self.object(0, many, &mut out);
        out
    }
}

/// The keys of one many-to-many field, as JSON text by the row they belong to.
pub(super) struct ManyKeys {
    name: &'static str,
    keys: HashMap<ValueKey, Vec<u8>>,
}

/// Reads the many-to-many keys of these rows: one statement for each field, all sent together.
pub(super) async fn many_keys(
    db: &impl Executor,
    meta: &'static ModelMeta,
    rows: &JsonRows,
) -> orm::Result<Vec<ManyKeys>> {
    let owners: Vec<Value> = rows.kept.iter().filter_map(|kept| kept.first().cloned()).collect();
    let fields: &'static [ManyToManyMeta] = meta.many_to_many;
    // Of a failure in a transaction the neighbours hear as well, and must not be abandoned.
    let all = join_all(fields.iter().map(|field| keys_of(db, meta, field, owners.clone()))).await;
    all.into_iter().collect()
}

/// The keys of one field.
async fn keys_of(
    db: &impl Executor,
    meta: &'static ModelMeta,
    field: &'static ManyToManyMeta,
    owners: Vec<Value>,
) -> orm::Result<ManyKeys> {
    let mut keys: HashMap<ValueKey, Vec<u8>> = HashMap::new();
    let name = field.name;
    if owners.is_empty() {
        return Ok(ManyKeys { name, keys });
    }
    let (near_name, far_name) = (field.source_column(meta), field.target_column(meta));
    let mut sql = StatementBuilder::new(db.dialect());
    // Rows of a `through` model may relate the same two twice.
    let distinct = field.through.is_some();
    sql.push(if distinct { "SELECT DISTINCT " } else { "SELECT " });
    sql.name(&near_name).push(", ").name(&far_name);
    sql.push(" FROM ").name(&field.through_table(meta));
    sql.push(" WHERE ").name(&near_name);
    sql.in_list(orm::key_type(meta), owners);
    let target = (field.target)();
    if let Some(deleted_at) = target.deleted_at() {
        sql.push(" AND ")
            .name(&far_name)
            .push(" IN (SELECT ")
            .name(target.pk().column);
        sql.push(" FROM ").name(target.table).push(" WHERE ");
        sql.name(deleted_at.column).push(" IS NULL)");
    }
    sql.push(" ORDER BY ").name(&near_name).push(", ").name(&far_name);
    sql.pure(true);
    let (near, far) = (meta.pk().value_type, target.pk().value_type);
    let pairs = db.fetch(sql.finish(), move |row| {
        let mut json = Vec::new();
        row.read(1, far.name, |cell| far.write_json(cell, &mut json))?;
        Ok((decode(&row, 0, near)?.key(), json))
    });
    for (owner, json) in pairs.await? {
        let list = keys.entry(owner).or_default();
        if !list.is_empty() {
            list.push(b',');
        }
        list.extend_from_slice(&json);
    }
    Ok(ManyKeys { name, keys })
}
