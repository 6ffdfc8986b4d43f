use std::marker::PhantomData;

use futures_util::future::BoxFuture;

use super::tracked::values;
use super::untyped::HooksOf;
use super::{Changes, Event, Hooks, Saving, UntypedHooks};
use crate::db::{Executor, RowLock, Tx};
use crate::orm::{Error, Expr, Model, Removal, Result, Values, Visibility, write};
use crate::value::{DbValue, Value};

/// How the writes of single rows of `M` run: with or without hooks.
#[doc(hidden)]
pub trait RunHooks<M: Model> {
    /// The same for code that knows the model by its metadata alone.
    const UNTYPED: Option<&'static dyn UntypedHooks> = None;

    fn create(db: &impl Executor, columns: Vec<(usize, Value)>, values: &Values) -> impl Future<Output = Result<M>>;

    fn save(row: &mut M, db: &impl Executor, columns: Vec<(usize, Value)>) -> impl Future<Output = Result<()>>;

    /// Changes a row read in the transaction given, and gives it as it is then.
    fn patch(row: M, tx: &Tx, columns: Vec<(usize, Value)>) -> impl Future<Output = Result<M>>;

    fn delete(row: &M, db: &impl Executor, removal: Removal) -> impl Future<Output = Result<()>>;
}

/// The writes of a model without hooks: plain statements.
#[doc(hidden)]
#[derive(Debug)]
pub struct NoHooks;

impl<M: Model> RunHooks<M> for NoHooks {
    async fn create(db: &impl Executor, columns: Vec<(usize, Value)>, values: &Values) -> Result<M> {
        if values.has_many() {
            return write::atomic(db, async |tx| write::create_in::<M>(tx, columns, values).await).await;
        }
        write::create_in(db, columns, values).await
    }

    async fn save(row: &mut M, db: &impl Executor, columns: Vec<(usize, Value)>) -> Result<()> {
        write::write_row(db, row, columns).await
    }

    async fn patch(row: M, tx: &Tx, columns: Vec<(usize, Value)>) -> Result<M> {
        write::update_one(tx, M::META, &row.key().to_value(), columns, Vec::new()).await?;
        M::objects().get(tx, row.key()).await
    }

    async fn delete(row: &M, db: &impl Executor, removal: Removal) -> Result<()> {
        write::delete_row(db, row, removal).await
    }
}

/// The writes of a model with hooks, each in a transaction or a savepoint.
#[doc(hidden)]
#[derive(Debug)]
pub struct WithHooks;

impl<M: Hooks> RunHooks<M> for WithHooks {
    const UNTYPED: Option<&'static dyn UntypedHooks> = Some(&HooksOf::<M>(PhantomData));

    async fn create(db: &impl Executor, columns: Vec<(usize, Value)>, values: &Values) -> Result<M> {
        write::atomic(db, async |tx| create(tx, columns, values).await).await
    }

    async fn save(row: &mut M, db: &impl Executor, columns: Vec<(usize, Value)>) -> Result<()> {
        write::atomic(db, async |tx| {
            let before = match row.tracked_mut().and_then(|tracked| tracked.values()) {
                Some(values) => values.to_vec(),
                None => values(&locked::<M>(tx, row.key(), Vec::new(), Visibility::All).await?),
            };
            change(tx, row, before, columns).await
        })
        .await
    }

    async fn patch(mut row: M, tx: &Tx, columns: Vec<(usize, Value)>) -> Result<M> {
        patch(tx, &mut row, columns).await?;
        Ok(row)
    }

    async fn delete(row: &M, db: &impl Executor, removal: Removal) -> Result<()> {
        write::atomic(db, async |tx| delete(tx, row, removal).await).await
    }
}

/// The row with this key that also meets `filter`, locked until the transaction ends.
pub(super) async fn locked<M: Model>(tx: &Tx, key: M::Key, filter: Vec<Expr>, visibility: Visibility) -> Result<M> {
    let mut rows = M::objects()
        .visible(visibility)
        .filter_key(key)
        .select_for_update(RowLock::Wait);
    filter.into_iter().for_each(|condition| rows.push_key(condition));
    rows.get_one(tx).await
}

pub(super) async fn create<M: Hooks>(tx: &Tx, columns: Vec<(usize, Value)>, values: &Values) -> Result<M> {
    let mut saving = Saving::<M>::new(tx, None, columns);
    before_save(&mut saving).await?;
    let row: M = write::create_in(tx, saving.finish()?.columns, values).await?;
    let event = Event::Created;
    after_save(&row, &event, tx).await?;
    announce(tx, row.clone(), event);
    Ok(row)
}

/// Writes columns of a row that has them already, but for those that hooks set.
async fn change<M: Hooks>(tx: &Tx, row: &mut M, before: Vec<Value>, columns: Vec<(usize, Value)>) -> Result<()> {
    let mut saving = Saving::<M>::new(tx, Some(before), columns);
    before_save(&mut saving).await?;
    let ready = saving.finish()?;
    let undo = row.clone();
    let written = write_hooked(tx, row, ready).await;
    if written.is_err() {
        // The savepoint takes the write back, so the row must not believe in it.
        *row = undo;
    }
    written
}

async fn write_hooked<M: Hooks>(tx: &Tx, row: &mut M, ready: super::saving::Ready) -> Result<()> {
    for (position, value) in &ready.columns {
        if ready.set.contains(position) {
            // Checked already; what it still objects to is a rule of the Rust type.
            row.set_value(*position, value.clone()).map_err(|invalid| {
                let mut errors = crate::value::ValidationErrors::new();
                errors.add(M::META.fields[*position].name, invalid);
                Error::Validation(errors)
            })?;
        }
    }
    let before = ready.before.unwrap_or_default();
    let event = Event::Changed(Changes::between(&before, ready.columns.iter().cloned()));
    write::write_row(tx, row, ready.columns).await?;
    after_save(row, &event, tx).await?;
    announce(tx, row.clone(), event);
    Ok(())
}

/// Puts columns into a row read in this transaction, and writes them.
pub(super) async fn patch<M: Hooks>(tx: &Tx, row: &mut M, mut columns: Vec<(usize, Value)>) -> Result<()> {
    if let Some(expected) = write::take_version(M::META, &mut columns)
        && let Some(position) = M::META.lifecycle.version
        && row.value(position) != expected
    {
        return Err(write::conflict(M::META, &row.key().to_value(), &expected));
    }
    if columns.is_empty() {
        return Ok(());
    }
    let before = values(row);
    let mut errors = crate::value::ValidationErrors::new();
    for (position, value) in &columns {
        if let Err(invalid) = row.set_value(*position, value.clone()) {
            errors.add(M::META.fields[*position].name, invalid);
        }
    }
    errors.into_result(())?;
    change(tx, row, before, columns).await
}

pub(super) async fn delete<M: Hooks>(tx: &Tx, row: &M, removal: Removal) -> Result<()> {
    let before: BoxFuture<'_, Result<()>> = Box::pin(row.before_delete(tx));
    before.await?;
    write::delete_row(tx, row, removal).await?;
    let after: BoxFuture<'_, Result<()>> = Box::pin(row.after_delete(tx));
    after.await?;
    announce(tx, row.clone(), Event::Deleted);
    Ok(())
}

// Boxed: a hook may write rows of its own model again.
fn before_save<'a, M: Hooks>(saving: &'a mut Saving<'_, M>) -> BoxFuture<'a, Result<()>> {
    Box::pin(M::before_save(saving))
}

fn after_save<'a, M: Hooks>(row: &'a M, event: &'a Event<M>, tx: &'a Tx) -> BoxFuture<'a, Result<()>> {
    Box::pin(row.after_save(event, tx))
}

fn announce<M: Hooks>(tx: &Tx, row: M, event: Event<M>) {
    let db = tx.db().clone();
    tx.on_commit(async move { row.after_commit(&event, &db).await });
}
