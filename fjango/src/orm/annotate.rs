use std::marker::PhantomData;

use super::queryset::decode_related;
use super::{Condition, Error, Expr, Model, OrderBy, QuerySet, Result, Valued};
use crate::db::{Executor, here};

/// A query whose rows come with further values: pairs of a model and what [`QuerySet::annotate`] picked.
pub struct Annotated<M: Model, V> {
    rows: QuerySet<M>,
    values: Vec<Expr>,
    marker: PhantomData<fn() -> V>,
}

impl<M: Model, V> Clone for Annotated<M, V> {
    fn clone(&self) -> Self {
        Self {
            rows: self.rows.clone(),
            values: self.values.clone(),
            marker: PhantomData,
        }
    }
}

impl<M: Model, V: Valued> Annotated<M, V> {
    pub(super) fn new(rows: QuerySet<M>, values: Vec<Expr>) -> Self {
        Self {
            rows,
            values,
            marker: PhantomData,
        }
    }

    /// As [`QuerySet::filter`].
    #[must_use]
    pub fn filter<C: Into<Condition>>(mut self, condition: impl FnOnce(M::Columns) -> C) -> Self {
        self.rows = self.rows.filter(condition);
        self
    }

    /// As [`QuerySet::order_by`].
    #[must_use]
    pub fn order_by<O: OrderBy>(mut self, order: impl FnOnce(M::Columns) -> O) -> Self {
        self.rows = self.rows.order_by(order);
        self
    }

    /// As [`QuerySet::limit`].
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.rows = self.rows.limit(rows);
        self
    }

    /// As [`QuerySet::offset`].
    #[must_use]
    pub fn offset(mut self, rows: u64) -> Self {
        self.rows = self.rows.offset(rows);
        self
    }

    /// The rows, each with its values.
    ///
    /// # Errors
    /// [`Error::Query`] when a value is an aggregate: rows are no groups; use a subquery or
    /// [`values`](QuerySet::values). [`Error::Database`].
    #[track_caller]
    pub fn all(&self, db: &impl Executor) -> impl Future<Output = Result<Vec<(M, V::Row)>>> {
        here(async move {
            if self.values.iter().any(Expr::has_aggregate) {
                return Err(Error::Query {
                    model: M::META.name,
                    reason: "annotates each row with an aggregate; count related rows with `relation.rows().subquery(…)`, or \
                         group with `values`",
                });
            }
            let query = self.rows.query();
            let related = query.related.clone();
            let width = query.width();
            let statement = query.select_annotated(db.dialect(), &self.values);
            let pairs = db
                .fetch(statement, move |row| {
                    Ok((decode_related::<M>(row, &related)?, V::decode(row.skip(width))?))
                })
                .await?;
            let (mut rows, values): (Vec<M>, Vec<V::Row>) = pairs.into_iter().unzip();
            self.rows.prefetch_into(db.on(), &mut rows).await?;
            Ok(rows.into_iter().zip(values).collect())
        })
    }

    /// The first row with its values.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    #[track_caller]
    pub fn first(&self, db: &impl Executor) -> impl Future<Output = Result<Option<(M, V::Row)>>> {
        here(async move {
            let mut one = self.clone();
            one.rows = one.rows.ordered().limit(1);
            Ok(one.all(db).await?.pop())
        })
    }
}
