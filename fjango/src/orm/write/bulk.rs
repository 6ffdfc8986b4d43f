//! Many rows in few statements.

use std::collections::HashMap;
use std::pin::pin;
use std::task::Poll;

use futures_util::poll;

use super::batch::Rows;
use super::complete::{check, complete};
use super::files::{self, Stored};
use crate::db::{Dialect, Executor, StatementBuilder};
use crate::orm::{Error, Expr, Input as _, Lock, Model, Path, Query, Result, Values};
use crate::schema::{FieldMeta, ModelMeta};
use crate::value::{DbValue as _, Row, ValidationErrors, Value, ValueKey};

/// The most rows in one statement: beyond it a longer text costs more than a further round trip.
const MAX_ROWS: usize = 1_000;

/// What an insert does about a row that the table holds already.
#[derive(Clone, Debug)]
pub(in crate::orm) enum Conflict {
    /// Fails, and nothing is written.
    Refuse,
    /// Leaves the row that is there.
    Ignore,
    /// Changes the row that is there, found by the `unique` fields, in the `update` fields.
    Update {
        unique: Vec<&'static FieldMeta>,
        update: Vec<&'static FieldMeta>,
    },
}

impl Conflict {
    pub(super) fn write(&self, meta: &'static ModelMeta, sql: &mut StatementBuilder<'_>) {
        match self {
            Self::Refuse => {}
            Self::Ignore => {
                let clause = sql.dialect().on_conflict_do_nothing();
                sql.push(clause);
            }
            Self::Update { unique, update } => {
                sql.push(" ON CONFLICT (");
                for (i, field) in unique.iter().enumerate() {
                    sql.push(if i > 0 { ", " } else { "" }).name(field.column);
                }
                sql.push(")");
                if let Some(field) = meta.deleted_at() {
                    // The index to be found is one over the rows that are not deleted.
                    sql.push(" WHERE ").name(field.column).push(" IS NULL");
                }
                sql.push(" DO UPDATE SET ");
                for (i, field) in update.iter().enumerate() {
                    sql.push(if i > 0 { ", " } else { "" }).name(field.column);
                    sql.push(" = EXCLUDED.").name(field.column);
                }
                if let Some(field) = meta.version() {
                    sql.push(", ").name(field.column).push(" = ");
                    sql.name(meta.table).push(".").name(field.column).push(" + 1");
                }
            }
        }
    }
}

/// Creates many rows in few statements, all or none. While the database inserts some, the next are completed and checked.
pub(in crate::orm) async fn bulk_create<M: Model>(
    db: &impl Executor,
    inputs: impl IntoIterator<Item = M::Create>,
    mut conflict: Conflict,
) -> Result<Vec<M>> {
    if let Conflict::Update { update, .. } = &mut conflict {
        let times = M::META.fields.iter().filter(|field| field.auto_now);
        update.extend(times);
    }
    // Whatever the caller's iterator does is done before the transaction begins.
    let mut incoming = Incoming::<M>::new(inputs.into_iter().collect());
    let mut rows = incoming.next(db.dialect())?;
    super::atomic(db, async |tx| {
        let mut stored = Stored::default();
        let mut created = Vec::new();
        loop {
            for (batch, row, uploads) in std::mem::take(&mut rows.uploads) {
                let mut names = rows.batches[batch].values(row, &uploads);
                stored.extend(super::store(tx, M::META, &uploads, &mut names).await?);
                rows.batches[batch].replace(row, names);
            }
            let batches = std::mem::take(&mut rows.batches);
            let statements = batches
                .into_iter()
                .flat_map(|batch| batch.insertions(tx.dialect(), M::META, &conflict));
            for statement in statements {
                let mut insertion = pin!(tx.fetch(statement, M::from_row));
                let early = poll!(&mut insertion);
                if !incoming.is_done() && rows.is_empty() {
                    // The task of the connection may be one of this thread's.
                    tokio::task::yield_now().await;
                    rows = incoming.next(tx.dialect())?;
                }
                let made = match early {
                    Poll::Ready(made) => made,
                    Poll::Pending => insertion.await,
                };
                let made = made.map_err(|error| Error::of_model(error, M::META))?;
                match created.is_empty() {
                    true => created = made,
                    false => created.extend(made),
                }
            }
            if rows.is_empty() {
                break;
            }
        }
        stored.remove_unnamed(&created).await;
        Ok(created)
    })
    .await
}

/// Rows to be created, taken as many at a time as go into one statement.
struct Incoming<M: Model> {
    inputs: std::vec::IntoIter<M::Create>,
    taken: usize,
    values: Values,
}

impl<M: Model> Incoming<M> {
    fn new(inputs: Vec<M::Create>) -> Self {
        Self {
            inputs: inputs.into_iter(),
            taken: 0,
            values: Values::new(M::META),
        }
    }

    /// Whether all were taken.
    fn is_done(&self) -> bool {
        self.inputs.as_slice().is_empty()
    }

    /// The next rows, completed and checked.
    ///
    /// # Errors
    /// What is wrong with them and all that come after.
    fn next(&mut self, dialect: &dyn Dialect) -> Result<Rows> {
        let mut rows = Rows::new(dialect, self.inputs.len(), self.taken == 0);
        let mut errors = ValidationErrors::new();
        while let Some(input) = (!rows.is_full() || !errors.is_empty())
            .then(|| self.inputs.next())
            .flatten()
        {
            self.values.clear();
            input.fill(&mut self.values);
            let mut found = ValidationErrors::new();
            complete(&mut self.values, &mut found);
            match found.is_empty() {
                true => rows.push(&mut self.values),
                false => errors.nest(&format!("/{}", self.taken), found),
            }
            self.taken += 1;
        }
        Ok(errors.into_result(rows)?)
    }
}

/// Writes some fields of many rows: `UPDATE … SET field = CASE WHEN pk = … THEN … END`, as Django does.
pub(in crate::orm) async fn bulk_update<M: Model>(
    db: &impl Executor,
    rows: &mut [M],
    mut fields: Vec<&'static FieldMeta>,
) -> Result<usize> {
    for field in M::META.fields.iter().filter(|field| field.auto_now) {
        if !fields.iter().any(|known| known.name == field.name) {
            fields.push(field);
        }
    }
    fields.retain(|field| !field.version);
    let mut errors = ValidationErrors::new();
    let mut changes: Vec<(Value, Vec<Value>)> = Vec::with_capacity(rows.len());
    // The row, the place among its values, the field and the content.
    let mut uploads = Vec::new();
    for (i, row) in rows.iter_mut().enumerate() {
        let mut found = ValidationErrors::new();
        files::measure_row(row, &mut found);
        let mut values = Vec::with_capacity(fields.len());
        for field in &fields {
            let position = M::META.field_index(field.name).unwrap_or_default();
            if field.auto_now
                && let Err(invalid) = row.set_value(position, super::complete::now(field))
            {
                found.add(field.name, invalid);
            }
            let value = match row.upload(position) {
                Some(upload) => {
                    if let Some(Err(invalid)) = field.file.as_ref().map(|file| upload.check(file)) {
                        found.add(field.name, invalid);
                    }
                    uploads.push((i, values.len(), position, upload.clone()));
                    super::name_of(field, upload)
                }
                None => row.value(position),
            };
            check(field, &value, &mut found);
            values.push(value);
        }
        if !found.errors().is_empty() {
            errors.nest(&format!("/{i}"), found);
        }
        changes.push((row.value(M::META.primary_key), values));
    }
    errors.into_result(())?;
    let at_once = (db.dialect().max_binds() / (2 * fields.len() + 1)).clamp(1, MAX_ROWS);
    let changed = super::atomic(db, async |tx| {
        check_versions(tx, rows, at_once).await?;
        for (row, place, position, upload) in &uploads {
            let mut column = [(*position, changes[*row].1[*place].clone())];
            super::store(tx, M::META, &[(*position, upload.clone())], &mut column).await?;
            [(_, changes[*row].1[*place])] = column;
        }
        let mut changed = 0;
        for batch in changes.chunks(at_once) {
            changed += update_batch::<M>(tx, batch, &fields).await?;
        }
        Ok(changed)
    })
    .await?;
    for (row, place, position, _) in uploads {
        // A name is a value of every field for files.
        let _ = rows[row].set_value(position, changes[row].1[place].clone());
    }
    for (row, (_, values)) in rows.iter_mut().zip(changes) {
        written(row, &fields, values);
    }
    Ok(changed)
}

/// Locks the rows of a model that counts versions, and objects to one that has another version by now.
async fn check_versions<M: Model>(db: &impl Executor, rows: &[M], at_once: usize) -> Result<()> {
    let Some(position) = M::META.lifecycle.version else {
        return Ok(());
    };
    let (pk, version) = (M::META.pk(), &M::META.fields[position]);
    for rows in rows.chunks(at_once) {
        let mut query = Query::new(M::META);
        query.lock = Some(Lock::default());
        query.order = Some(Vec::new());
        let keys = rows.iter().map(|row| row.key().to_value()).collect();
        let key = query.key();
        query.filter.push(Expr::In(Box::new(key.clone()), pk.sql_type(), keys));
        let statement = query.select_values(db.dialect(), &[key, Expr::Column(Path::default(), version)]);
        // Of a closure that holds a reference the compiler does not see that its future may move between threads.
        let kinds = (pk.sql_type(), version.sql_type());
        let decode = move |row: Row<'_>| {
            let key = row.read(0, "key", |cell| Value::decode(kinds.0, cell))?;
            Ok((key.key(), row.read(1, "version", |cell| Value::decode(kinds.1, cell))?))
        };
        let stored: HashMap<ValueKey, Value> = db.fetch(statement, decode).await?.into_iter().collect();
        for row in rows {
            let (key, known) = (row.key().to_value(), row.value(position));
            if stored.get(&key.key()).is_some_and(|stored| *stored != known) {
                return Err(super::conflict(M::META, &key, &known));
            }
        }
    }
    Ok(())
}

/// Lets a row know what was written of it.
fn written<M: Model>(row: &mut M, fields: &[&'static FieldMeta], values: Vec<Value>) {
    if let Some(position) = M::META.lifecycle.version {
        super::count_version(row, position);
        let version = row.value(position);
        row.tracked_mut()
            .into_iter()
            .for_each(|tracked| tracked.note(position, version.clone()));
    }
    if let Some(tracked) = row.tracked_mut() {
        for (field, value) in fields.iter().zip(values) {
            tracked.note(M::META.field_index(field.name).unwrap_or_default(), value);
        }
    }
}

async fn update_batch<M: Model>(
    db: &impl Executor,
    batch: &[(Value, Vec<Value>)],
    fields: &[&'static FieldMeta],
) -> Result<usize> {
    let mut query = Query::new(M::META);
    let key = query.key();
    let cases: Vec<(&FieldMeta, Expr)> = fields
        .iter()
        .enumerate()
        .map(|(i, field)| {
            let branch = |(pk, values): &(Value, Vec<Value>)| {
                (
                    Expr::equal(key.clone(), Expr::Value(pk.clone())),
                    Expr::Value(values[i].clone()),
                )
            };
            let case = Expr::Case {
                branches: batch.iter().map(branch).collect(),
                otherwise: None,
            };
            (*field, case)
        })
        .collect();
    let keys = batch.iter().map(|(pk, _)| pk.clone()).collect();
    query
        .filter
        .push(Expr::In(Box::new(key.clone()), M::META.pk().sql_type(), keys));
    let version = M::META.version().map(|field| (field, super::next_version(field)));
    let cases: Vec<_> = cases.into_iter().chain(version).collect();
    let statement = query.update_with(db.dialect(), &cases);
    db.execute(statement)
        .await
        .map_err(|error| Error::of_model(error, M::META))
}
