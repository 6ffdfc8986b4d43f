//! Queries inside queries.
//!
//! A closure of the inner query may name columns of the outer one: each column knows its query, so nothing like Django's
//! `OuterRef` is needed.

use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use super::Expression;
use crate::orm::expr::Select;
use crate::orm::{Condition, Expr, Model, QuerySet, Valued};
use crate::value::DbValue;

/// One column of a query, for use inside another: `(SELECT …)`. As a value it is the one of the first row, or `NULL`.
pub struct Subquery<T: DbValue> {
    select: Arc<Select>,
    expression: Expression<Option<T::Plain>>,
    marker: PhantomData<fn() -> T>,
}

impl<T: DbValue> Subquery<T> {
    pub(super) fn into_select(self) -> Arc<Select> {
        self.select
    }
}

impl<T: DbValue> Deref for Subquery<T> {
    type Target = Expression<Option<T::Plain>>;
    fn deref(&self) -> &Self::Target {
        &self.expression
    }
}

impl<M: Model> QuerySet<M> {
    /// One value of this query's rows, for use inside another query.
    ///
    /// As a value it is that of the first row, so say which one with `order_by`.
    pub fn subquery<V: Valued>(&self, pick: impl FnOnce(M::Columns) -> V) -> Subquery<V::Row>
    where
        V::Row: DbValue,
    {
        let values = pick(self.columns()).exprs();
        let one_value = |limit| {
            let mut query = self.query().clone();
            query.limit = limit;
            Arc::new(Select {
                query,
                values: values.clone(),
            })
        };
        let as_value = one_value(Some(self.query().limit.unwrap_or(1).min(1)));
        Subquery {
            select: one_value(self.query().limit),
            expression: Expression::new(Expr::Subquery(as_value)),
            marker: PhantomData,
        }
    }
}

/// Whether a query finds any row; its closures may name columns of the query around: `EXISTS (SELECT …)`.
pub fn exists<M: Model>(query: QuerySet<M>) -> Condition {
    Condition(Expr::ExistsSubquery(Arc::new(Select {
        query: query.query().clone(),
        values: vec![Expr::Bool(true)],
    })))
}
