use std::marker::PhantomData;

use futures_util::future::BoxFuture;

use super::{Hooks, RunHooks, run};
use crate::db::Tx;
use crate::orm::{Expr, Model, Removal, Result, Values, Visibility, write};
use crate::schema::ModelMeta;
use crate::value::{DbValue, Value};

/// The keys of many-to-many fields, by position.
type ManyKeys = Vec<(usize, Vec<Value>)>;

/// Writes of single rows with their hooks, for code that knows a model by its metadata alone.
#[doc(hidden)]
pub trait UntypedHooks: Send + Sync {
    /// Creates a row of complete and valid columns, and gives its key.
    fn create<'a>(&self, tx: &'a Tx, columns: Vec<(usize, Value)>, many: ManyKeys) -> BoxFuture<'a, Result<Value>>;

    /// Changes the row with this key that also meets `filter`; a version among the columns is the one expected.
    fn change<'a>(
        &self,
        tx: &'a Tx,
        key: Value,
        columns: Vec<(usize, Value)>,
        filter: Vec<Expr>,
    ) -> BoxFuture<'a, Result<()>>;

    /// Deletes the row with this key that also meets `filter`.
    fn delete<'a>(&self, tx: &'a Tx, key: Value, filter: Vec<Expr>) -> BoxFuture<'a, Result<()>>;
}

/// The hooks of one model; `#[model(hooks)]` submits it.
#[doc(hidden)]
pub struct HookRegistration {
    meta: fn() -> &'static ModelMeta,
    hooks: Option<&'static dyn UntypedHooks>,
}

inventory::collect!(HookRegistration);

impl HookRegistration {
    /// The hooks of `M`.
    pub const fn of<M: Model>() -> Self {
        Self {
            meta: || M::META,
            hooks: <M::Hooks as RunHooks<M>>::UNTYPED,
        }
    }
}

/// The hooks of a model; `None` of a model without.
pub(crate) fn untyped_hooks(meta: &'static ModelMeta) -> Option<&'static dyn UntypedHooks> {
    if !meta.lifecycle.hooks {
        return None;
    }
    let mut all = inventory::iter::<HookRegistration>.into_iter();
    all.find(|one| (one.meta)().is(meta)).and_then(|one| one.hooks)
}

pub(super) struct HooksOf<M>(pub(super) PhantomData<fn() -> M>);

impl<M: Hooks> UntypedHooks for HooksOf<M> {
    fn create<'a>(&self, tx: &'a Tx, columns: Vec<(usize, Value)>, many: ManyKeys) -> BoxFuture<'a, Result<Value>> {
        Box::pin(async move {
            let mut values = Values::new(M::META);
            many.into_iter()
                .for_each(|(position, keys)| values.set_many(position, keys));
            let row = run::create::<M>(tx, columns, &values).await?;
            Ok(row.key().to_value())
        })
    }

    fn change<'a>(
        &self,
        tx: &'a Tx,
        key: Value,
        columns: Vec<(usize, Value)>,
        filter: Vec<Expr>,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let mut row = run::locked::<M>(tx, write::key_of::<M>(key)?, filter, Visibility::Live).await?;
            run::patch(tx, &mut row, columns).await
        })
    }

    fn delete<'a>(&self, tx: &'a Tx, key: Value, filter: Vec<Expr>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let row = run::locked::<M>(tx, write::key_of::<M>(key)?, filter, Visibility::Live).await?;
            run::delete(tx, &row, Removal::Usual).await
        })
    }
}
