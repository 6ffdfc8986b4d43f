use std::collections::HashMap;
use std::pin::Pin;

use super::{ManyColumn, Model, Query, Result};
use crate::db::{Executor, Tx};
use crate::value::{Value, ValueKey};

type LocalFuture<'a> = Pin<Box<dyn Future<Output = Result<()>> + 'a>>;

/// Where a prefetch runs: the query's own executor.
#[derive(Clone, Copy)]
pub(super) enum On<'a> {
    Db(&'a crate::db::Db),
    Tx(&'a Tx),
}

/// Loads the related rows of many rows with one statement.
pub(super) type Prefetch<M> = Box<dyn for<'a> Fn(On<'a>, &'a mut [M]) -> LocalFuture<'a> + Send + Sync>;

/// A relation whose rows have a struct field to go to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be prefetched",
    label = "only a `ManyToMany` field or a declared way back can hold prefetched rows"
)]
pub trait Prefetchable<M> {
    #[doc(hidden)]
    fn prefetch(self) -> PrefetchOf<M>;
}

#[doc(hidden)]
pub struct PrefetchOf<M>(pub(super) Prefetch<M>);

impl<M: Model, T: Model> Prefetchable<M> for ManyColumn<M, T> {
    fn prefetch(self) -> PrefetchOf<M> {
        let (many, slot) = (self.many, self.slot);
        PrefetchOf(Box::new(move |on, rows| {
            Box::pin(async move {
                let Some(slot) = slot.filter(|_| !rows.is_empty()) else {
                    return Ok(());
                };
                let pk = M::META.primary_key;
                let keys: Vec<Value> = rows.iter().map(|row| row.value(pk)).collect();
                let width = T::META.fields.len();
                let decode = move |row: crate::value::Row<'_>| {
                    let near = row.read(width, "key", &mut |cell| Value::decode(M::META.pk().sql_type(), cell))?;
                    Ok((near.key(), T::from_row(row)?))
                };
                let query = Query::new(T::META);
                let found: Vec<(ValueKey, T)> = match on {
                    On::Db(db) => db.fetch(query.select_many(db.dialect(), many, keys), decode).await?,
                    On::Tx(tx) => tx.fetch(query.select_many(tx.dialect(), many, keys), decode).await?,
                };
                let mut groups: HashMap<ValueKey, Vec<T>> = HashMap::new();
                for (key, row) in found {
                    groups.entry(key).or_default().push(row);
                }
                for row in rows {
                    let related = groups.remove(&row.value(pk).key()).unwrap_or_default();
                    if let Some(relation) = row.relation(slot) {
                        relation.fill(Box::new(related));
                    }
                }
                Ok(())
            })
        }))
    }
}
