use super::failure::{Writing, explain};
use super::inlines::prepare_inlines;
use super::journal::{self, Done};
use super::prepare::{check_targets, prepare};
use super::read::{FoundRecord, found, record};
use super::version::is_same;
use crate::admin::contract::{Can, HistoryVerb, RecordWrite, Stale};
use crate::admin::lens::Lens;
use crate::admin::schema::form_fields;
use crate::admin::upload::Claims;
use crate::admin::{Context, Error, Result};
use crate::api::{Purpose, Written};
use crate::db::{Executor, Tx, first_value};
use crate::http::{Problem, ToProblem as _};
use crate::orm::{FieldSet, Lock, insert_row_returning, set_many, untyped_hooks, update_one};
use crate::schema::ModelMeta;
use crate::value::{ValidationErrors, Value};

/// Creates a record with its inlines, and gives its key.
pub(crate) async fn create(context: &Context, lens: &Lens<'_>, write: RecordWrite) -> Result<Value, Problem> {
    let fields = form_fields(lens);
    let mut errors = ValidationErrors::new();
    let preset = lens.entry.presets.iter().map(|(position, value)| (*position, value()));
    let preset: Vec<_> = preset.collect();
    let (mut set, mut claims) = (write.set, Claims::default());
    let taken = claims.take(context, lens, &mut set, None).await?;
    let written = match prepare(lens, set, &fields, Purpose::Create, preset, taken) {
        Ok(written) => Some(written),
        Err(more) => {
            errors.nest("", more);
            None
        }
    };
    let inlines = prepare_inlines(context, lens, write.inlines, &mut claims, &mut errors).await?;
    if let Some(written) = &written {
        check_targets(&context.db, lens, None, written, "", &mut errors).await?;
    }
    inlines.check(&context.db, lens, &mut errors).await?;
    let Some(written) = written.filter(|_| errors.is_empty()) else {
        return Err(errors.to_problem());
    };
    let mut writing = None;
    let done: Result<Value> = context
        .db
        .transaction(async |tx| {
            claims.settle(tx).await?;
            let key = insert(tx, lens.meta(), written, String::new(), None, &mut writing).await?;
            inlines.run(tx, context, lens, &key, true, &mut writing).await?;
            writing = None;
            let new = settled(tx, context, lens, &key, Can::Add).await?;
            let done = Done {
                verb: HistoryVerb::Create,
                before: None,
                after: Some(&new),
                ..Done::of(lens, &key)
            };
            journal::note(tx, context, done).await?;
            Ok(key)
        })
        .await;
    match done {
        Ok(key) => Ok(key),
        Err(error) => Err(explain(&context.db, writing, error).await),
    }
}

/// Changes a record that is still what the client saw, with its inlines.
pub(crate) async fn change(
    context: &Context,
    lens: &Lens<'_>,
    key: &Value,
    seen: &str,
    write: RecordWrite,
) -> Result<(), Problem> {
    change_as(context, lens, key, seen, write, (HistoryVerb::Change, "")).await
}

/// [`change`], which the history calls something else, with a note.
pub(crate) async fn change_as(
    context: &Context,
    lens: &Lens<'_>,
    key: &Value,
    seen: &str,
    write: RecordWrite,
    (verb, note): (HistoryVerb, &str),
) -> Result<(), Problem> {
    let fields = form_fields(lens);
    let named: Vec<String> = write.set.keys().chain(write.inlines.keys()).cloned().collect();
    // Whether the row is there, and the actor's, comes before what is wrong with the form.
    let before = found(&context.db, lens, key, context.db.storages()).await?;
    if !lens.object(before.values(), Can::Change) {
        return Err(Error::Forbidden.into());
    }
    let mut errors = ValidationErrors::new();
    let (mut set, mut claims) = (write.set, Claims::default());
    let taken = claims.take(context, lens, &mut set, Some(before.values())).await?;
    let written = match prepare(lens, set, &fields, Purpose::Change, Vec::new(), taken) {
        Ok(written) => Some(written),
        Err(more) => {
            errors.nest("", more);
            None
        }
    };
    let inlines = prepare_inlines(context, lens, write.inlines, &mut claims, &mut errors).await?;
    if let Some(written) = &written {
        check_targets(&context.db, lens, Some(key), written, "", &mut errors).await?;
    }
    inlines.check(&context.db, lens, &mut errors).await?;
    let Some(written) = written.filter(|_| errors.is_empty()) else {
        return Err(errors.to_problem());
    };
    let mut writing = None;
    let done: Result<()> = context
        .db
        .transaction(async |tx| {
            let before = held(tx, context, lens, key, Can::Change).await?;
            if !is_same(seen, &before.version, !written.many.is_empty()) {
                return Err(stale(tx, context, lens, key, named).await?);
            }
            claims.settle(tx).await?;
            update(tx, lens.meta(), key, written, String::new(), &mut writing).await?;
            inlines.run(tx, context, lens, key, false, &mut writing).await?;
            writing = None;
            let after = settled(tx, context, lens, key, Can::Change).await?;
            let done = Done {
                verb,
                note,
                before: Some(&before),
                after: Some(&after),
                ..Done::of(lens, key)
            };
            journal::note(tx, context, done).await
        })
        .await;
    match done {
        Ok(()) => Ok(()),
        Err(error) => Err(explain(&context.db, writing, error).await),
    }
}

/// The refusal of a change to a row that is not what the client saw.
pub(super) async fn stale(
    tx: &Tx,
    context: &Context,
    lens: &Lens<'_>,
    key: &Value,
    fields: Vec<String>,
) -> Result<Error> {
    let current = record(tx, lens, key, context.db.storages()).await?;
    let last = crate::admin::history::last(tx, lens, key).await?;
    let (changed_by, changed_at) = last.map_or((None, None), |(by, at)| (by, Some(at)));
    Ok(Error::Stale(Box::new(Stale {
        changed_by,
        changed_at,
        fields,
        current,
    })))
}

/// Keeps others from changing a row until the transaction ends.
pub(super) async fn lock(tx: &Tx, lens: &Lens<'_>, key: &Value) -> Result<()> {
    let mut query = crate::orm::Query::new(lens.meta());
    query.order = Some(Vec::new());
    query.visibility = crate::orm::Visibility::All;
    query.filter.push(crate::orm::Expr::own(lens.meta().pk(), key.clone()));
    query.lock = Some(Lock::default());
    tx.fetch(
        query.select_values(tx.dialect(), &[crate::orm::Expr::Bool(true)]),
        |_| Ok(()),
    )
    .await?;
    Ok(())
}

/// The row that is to be treated so, kept from others until the transaction ends.
pub(crate) async fn held(tx: &Tx, context: &Context, lens: &Lens<'_>, key: &Value, can: Can) -> Result<FoundRecord> {
    lock(tx, lens, key).await?;
    let row = found(tx, lens, key, context.db.storages()).await?;
    match lens.object(row.values(), can) {
        true => Ok(row),
        false => Err(Error::Forbidden),
    }
}

/// The row after a write, which must still be one that the actor may see.
pub(crate) async fn settled(tx: &Tx, context: &Context, lens: &Lens<'_>, key: &Value, can: Can) -> Result<FoundRecord> {
    match found(tx, lens, key, context.db.storages()).await {
        Ok(row) if lens.object(row.values(), can) => Ok(row),
        Ok(_) | Err(Error::NotFound) => Err(Error::Forbidden),
        Err(error) => Err(error),
    }
}

/// Writes a new row, with its hooks and files, and gives its key. `back` is its foreign key to a record that is as new.
pub(crate) async fn insert(
    tx: &Tx,
    meta: &'static ModelMeta,
    written: Written,
    prefix: String,
    back: Option<usize>,
    writing: &mut Option<Writing>,
) -> Result<Value> {
    let Written {
        mut columns,
        many,
        uploads,
    } = written;
    crate::orm::store(tx, meta, &uploads, &mut columns).await?;
    let row = writing.insert(Writing {
        meta,
        columns: columns.clone(),
        many: many.clone(),
        key: None,
        prefix,
        back,
    });
    let key = if let Some(hooks) = untyped_hooks(meta) {
        hooks.create(tx, columns, many).await?
    } else {
        let statement = insert_row_returning(tx.dialect(), meta, columns, all_but_key(meta));
        let pk = meta.pk().value_type;
        let keys = tx.fetch(statement, move |row| crate::api::decode(&row, 0, pk)).await;
        let keys = keys.map_err(|error| crate::orm::Error::of_model(error, meta))?;
        let key = keys.into_iter().next().ok_or(Error::NotFound)?;
        for (position, keys) in &many {
            set_many(tx, meta, *position, &key, keys, false).await?;
        }
        key
    };
    row.leads_somewhere(tx).await?;
    Ok(key)
}

/// Every field whose value nobody asks the database for.
fn all_but_key(meta: &ModelMeta) -> FieldSet {
    let mut known = FieldSet::default();
    for position in (0..meta.fields.len()).filter(|position| *position != meta.primary_key) {
        known.insert(position);
    }
    known
}

/// Writes what changed of a row, with its hooks and files.
pub(crate) async fn update(
    tx: &Tx,
    meta: &'static ModelMeta,
    key: &Value,
    written: Written,
    prefix: String,
    writing: &mut Option<Writing>,
) -> Result<()> {
    let Written {
        mut columns,
        many,
        uploads,
    } = written;
    crate::orm::store(tx, meta, &uploads, &mut columns).await?;
    let row = writing.insert(Writing {
        meta,
        columns: columns.clone(),
        many: many.clone(),
        key: Some(key.clone()),
        prefix,
        back: None,
    });
    if !columns.is_empty() {
        match untyped_hooks(meta) {
            Some(hooks) => hooks.change(tx, key.clone(), columns, Vec::new()).await?,
            None => update_one(tx, meta, key, columns, Vec::new()).await?,
        }
    }
    for (position, keys) in &many {
        set_many(tx, meta, *position, key, keys, true).await?;
    }
    row.leads_somewhere(tx).await
}

/// The number that a counting statement gives.
pub(super) async fn number(tx: &Tx, query: &crate::orm::Query) -> Result<u64> {
    let rows: Vec<i64> = tx.fetch(query.count(tx.dialect()), first_value).await?;
    Ok(rows.first().copied().and_then(|n| u64::try_from(n).ok()).unwrap_or(0))
}
