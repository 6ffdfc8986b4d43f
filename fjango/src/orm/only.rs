use std::marker::PhantomData;

use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};

use super::{Error, Expr, Model, PartOf, QuerySet, Reads, Result};
use crate::db::{Executor, here};
use crate::value::DbValue;

/// A query that reads some columns of each row, as a `T`. Made by [`QuerySet::only`].
pub struct Only<M: Model, T> {
    rows: QuerySet<M>,
    marker: PhantomData<fn() -> T>,
}

impl<M: Model, T> Clone for Only<M, T> {
    fn clone(&self) -> Self {
        Self {
            rows: self.rows.clone(),
            marker: PhantomData,
        }
    }
}

impl<M: Model> QuerySet<M> {
    /// Reads of each row only the columns that `T` has: Django's `only` and `defer`.
    ///
    /// Comes last, before the method that takes the database. What `select_related` and `prefetch_related` asked for is
    /// not read.
    ///
    /// ```
    /// # use fjango::prelude::*;
    /// # #[model] pub struct Post { pub id: i64, pub title: String, pub body: String }
    /// #[derive(FromRow)]
    /// #[from_row(of = Post)]
    /// pub struct PostCard {
    ///     pub id: i64,
    ///     pub title: String,
    /// }
    ///
    /// # async fn example(db: Db) -> fjango::orm::Result<()> {
    /// // SELECT id, title FROM …
    /// let cards: Vec<PostCard> = Post::objects().limit(10).only::<PostCard>().all(&db).await?;
    /// # let _ = cards; Ok(()) }
    /// ```
    pub fn only<T>(self) -> Only<M, T>
    where
        Self: Reads<T>,
    {
        Only {
            rows: self,
            marker: PhantomData,
        }
    }
}

impl<M: Model, T: PartOf<M>> Only<M, T> {
    fn exprs(&self) -> Vec<Expr> {
        T::exprs(&self.rows.columns())
    }

    /// The rows.
    ///
    /// # Errors
    /// [`Error::Query`] when the query locks rows outside a transaction, [`Error::Database`].
    #[track_caller]
    pub fn all(&self, db: &impl Executor) -> impl Future<Output = Result<Vec<T>>> {
        here(async move {
            self.rows.check_rows(db.as_tx().is_some())?;
            let statement = self.rows.query().select_values(db.dialect(), &self.exprs());
            Ok(db.fetch(statement, T::decode).await?)
        })
    }

    /// The first row, by key where no order is given.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    #[track_caller]
    pub fn first(&self, db: &impl Executor) -> impl Future<Output = Result<Option<T>>> {
        here(async move {
            let mut one = self.clone();
            one.rows = one.rows.ordered().limit(1);
            Ok(one.all(db).await?.pop())
        })
    }

    /// The one row that matches.
    ///
    /// # Errors
    /// [`Error::DoesNotExist`], [`Error::MultipleObjectsReturned`], and as [`all`](Self::all).
    #[track_caller]
    pub fn get_one(&self, db: &impl Executor) -> impl Future<Output = Result<T>> {
        here(async move {
            let mut two = self.clone();
            two.rows = two.rows.limit(2);
            let mut rows = two.all(db).await?;
            match (rows.pop(), rows.is_empty()) {
                (Some(row), true) => Ok(row),
                (None, _) => Err(Error::DoesNotExist { model: M::META.name }),
                (Some(_), false) => Err(Error::MultipleObjectsReturned { model: M::META.name }),
            }
        })
    }

    /// The row with this key among those that match.
    ///
    /// # Errors
    /// [`Error::DoesNotExist`] when there is none, and as [`all`](Self::all).
    #[track_caller]
    pub fn get(&self, db: &impl Executor, key: impl Into<M::Key>) -> impl Future<Output = Result<T>> {
        here(async move {
            let mut one = self.clone();
            one.rows.push_key(Expr::own(M::META.pk(), key.into().to_value()));
            one.get_one(db).await
        })
    }

    /// The rows as they come, in bounded memory, as [`QuerySet::stream`] gives them.
    ///
    /// # Errors
    /// [`Error::Database`], as the stream's last item.
    pub fn stream<'a>(&self, db: &'a impl Executor) -> BoxStream<'a, Result<T>> {
        let statement = self.rows.query().select_values(db.dialect(), &self.exprs());
        db.stream(statement, T::decode).map_err(Error::from).boxed()
    }
}
