use std::collections::{HashMap, HashSet};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::future::join_all;

use super::queryset::decode_related;
use super::{Error, Many, ManyColumn, Model, Path, QuerySet, Result};
use crate::db::{Executor, On};
use crate::value::{Row, Value, ValueKey};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Asks for the related rows of many rows, whose keys these are, with one statement.
pub(super) type Prefetch<M> = Box<dyn for<'a> Fn(On<'a>, Arc<[Value]>) -> BoxFuture<'a, Fill<M>> + Send + Sync>;

/// Puts related rows where they belong.
pub(super) type Fill<M> = Box<dyn FnOnce(&mut [M]) + Send>;

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

impl<M: Model, T: Model, Via> Prefetchable<M> for ManyColumn<M, T, Via> {
    fn prefetch(self) -> PrefetchOf<M> {
        self.with(|rows| rows).prefetch()
    }
}

/// A relation to be prefetched by a query of the caller's; made by [`ManyColumn::with`].
pub struct PrefetchWith<M, T: Model> {
    many: Many,
    slot: Option<&'static str>,
    query: QuerySet<T>,
    marker: PhantomData<fn() -> M>,
}

impl<M, T: Model, Via> ManyColumn<M, T, Via> {
    /// Prefetches with a query of its own: which of the related rows, in which order, at most how many for each row,
    /// and what is loaded along with them. Each relation inside is one more statement.
    ///
    /// # Examples
    /// ```
    /// use fjango::prelude::*;
    ///
    /// #[model(app = "library")]
    /// pub struct Author {
    ///     pub id: i64,
    ///     pub books: ReverseForeignKey<Book>,
    /// }
    ///
    /// #[model(app = "library")]
    /// pub struct Book {
    ///     pub id: i64,
    ///     pub pages: i32,
    ///     #[field(on_delete = "cascade", related_name = "books")]
    ///     pub author: ForeignKey<Author>,
    /// }
    ///
    /// let longest = Author::objects()
    ///     .prefetch_related(|a| a.books().with(|books| books.order_by(|b| b.pages().desc()).limit(3)));
    /// ```
    pub fn with(self, query: impl FnOnce(QuerySet<T>) -> QuerySet<T>) -> PrefetchWith<M, T> {
        PrefetchWith {
            many: self.many,
            slot: self.slot,
            query: query(QuerySet::new()),
            marker: PhantomData,
        }
    }
}

impl<M: Model, T: Model> Prefetchable<M> for PrefetchWith<M, T> {
    fn prefetch(self) -> PrefetchOf<M> {
        let (many, slot) = (self.many, self.slot);
        let (query, nested) = self.query.into_parts();
        PrefetchOf(Box::new(move |on, keys| {
            let (query, nested) = (query.clone(), nested.clone());
            Box::pin(async move {
                let slot = slot.ok_or_else(|| Error::NoPlace {
                    model: M::META.name,
                    related: T::META.name,
                })?;
                let pk = M::META.primary_key;
                let related: Arc<[Path]> = query.related.clone().into();
                let width = query.width();
                let decode = move |row: Row<'_>| {
                    let near = row.read(width, "key", |cell| Value::decode(M::META.pk().sql_type(), cell))?;
                    Ok((near.key(), decode_related::<T>(row, &related)?))
                };
                let (mut near, mut found): (Vec<ValueKey>, Vec<T>) = (Vec::new(), Vec::new());
                for keys in keys.chunks(keys_at_once(on)) {
                    let rows = match on {
                        On::Db(db) => {
                            let statement = query.select_many(db.dialect(), many, keys.to_vec());
                            db.fetch(statement, decode.clone()).await?
                        }
                        On::Tx(tx) => {
                            let statement = query.select_many(tx.dialect(), many, keys.to_vec());
                            tx.fetch(statement, decode.clone()).await?
                        }
                    };
                    for (key, row) in rows {
                        near.push(key);
                        found.push(row);
                    }
                }
                run_all(&nested, on, &mut found).await?;
                let mut groups: HashMap<ValueKey, Vec<T>> = HashMap::new();
                for (key, row) in near.into_iter().zip(found) {
                    groups.entry(key).or_default().push(row);
                }
                let none = Arc::new(Vec::<T>::new());
                // The same row may be there several times, found by several others.
                let groups: HashMap<_, _> = groups.into_iter().map(|(key, rows)| (key, Arc::new(rows))).collect();
                let fill: Fill<M> = Box::new(move |rows| {
                    for row in rows {
                        let related = groups.get(&row.value(pk).key()).unwrap_or(&none);
                        let related = Arc::clone(related);
                        if let Some(relation) = row.relation(slot) {
                            relation.fill(related);
                        }
                    }
                });
                Ok(fill)
            })
        }))
    }
}

/// Runs the prefetches of a query on its rows; of no rows there is nothing to ask.
///
/// They know nothing of each other, so they are sent together and take the time of one.
pub(super) async fn run_all<M: Model>(prefetches: &[Arc<Prefetch<M>>], on: On<'_>, rows: &mut [M]) -> Result<()> {
    if rows.is_empty() || prefetches.is_empty() {
        return Ok(());
    }
    let pk = M::META.primary_key;
    // A row that is there several times is asked for once.
    let mut seen = HashSet::new();
    let keys = rows.iter().map(|row| row.value(pk));
    let keys: Arc<[Value]> = keys.filter(|key| seen.insert(key.key())).collect();
    let asked = prefetches.iter().map(|prefetch| prefetch(on, Arc::clone(&keys)));
    // Each is waited for, also when one fails: an abandoned statement would end the transaction that they are in.
    for fill in join_all(asked).await {
        fill?(rows);
    }
    Ok(())
}

/// How many keys fit in one statement, with room for the query's own values.
fn keys_at_once(on: On<'_>) -> usize {
    let dialect = match on {
        On::Db(db) => db.dialect(),
        On::Tx(tx) => tx.dialect(),
    };
    match dialect.has_arrays() {
        true => usize::MAX,
        false => dialect.max_binds().saturating_sub(1_000).max(1),
    }
}
