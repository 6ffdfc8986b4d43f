//! What a manager does beyond reading: rows created, found or changed by one call.

use std::collections::HashMap;
use std::hash::Hash;

use super::write::{self, Conflict};
use super::{Error, Expr, Fields, Input, Model, OrderExpr, QuerySet, Result, RunHooks as _};
use crate::db::{ConstraintKind, Executor, RowLock, here};
use crate::value::DbValue;

impl<M: Model> QuerySet<M> {
    /// Creates a row, after full validation: `INSERT … RETURNING …`.
    ///
    /// # Errors
    /// [`Error::Validation`] with every wrong field, [`Error::Integrity`] when a constraint refuses.
    #[track_caller]
    pub fn create(&self, db: &impl Executor, input: M::Create) -> impl Future<Output = Result<M>> {
        here(async move { write::create(db, input.into_values()).await })
    }

    /// The one matching row, or a new one; and whether it is new.
    ///
    /// A row that someone else creates in between is found: the unique constraint refuses ours, and the query is asked
    /// again. Without such a constraint two rows can appear.
    ///
    /// ```
    /// # use fjango::prelude::*;
    /// # #[model] pub struct Tag { pub id: i64, #[field(unique)] pub name: String }
    /// # async fn example(db: Db) -> fjango::orm::Result<()> {
    /// let (tag, created) = Tag::objects()
    ///     .filter(|tag| tag.name().eq("rust"))
    ///     .get_or_create(&db, || TagCreate::new("rust"))
    ///     .await?;
    /// # let _ = (tag, created); Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`Error::MultipleObjectsReturned`] when several match; those of [`create`](Self::create).
    #[track_caller]
    pub fn get_or_create(
        &self,
        db: &impl Executor,
        input: impl FnOnce() -> M::Create,
    ) -> impl Future<Output = Result<(M, bool)>> {
        here(async move {
            match self.get_one(db).await {
                Err(Error::DoesNotExist { .. }) => {}
                found => return Ok((found?, false)),
            }
            let values = input().into_values();
            let made = match db.as_tx() {
                // In a savepoint, so that a refusal leaves the caller's transaction usable.
                Some(tx) => tx.transaction(async |tx| write::create(tx, values).await).await,
                None => write::create(db, values).await,
            };
            match made {
                Err(
                    refused @ Error::Integrity {
                        kind: ConstraintKind::Unique,
                        ..
                    },
                ) => match self.get_one(db).await {
                    Err(Error::DoesNotExist { .. }) => Err(refused),
                    found => Ok((found?, false)),
                },
                created => Ok((created?, true)),
            }
        })
    }

    /// Changes the one matching row, or creates one; and whether it is new. The row is locked in between.
    ///
    /// # Errors
    /// [`Error::MultipleObjectsReturned`] when several match; [`Error::Validation`] and [`Error::Integrity`] of either
    /// write; [`Error::Conflict`] when the patch names another version than the row has.
    #[track_caller]
    pub fn update_or_create(
        &self,
        db: &impl Executor,
        patch: M::Patch,
        input: impl FnOnce() -> M::Create,
    ) -> impl Future<Output = Result<(M, bool)>> {
        here(async move {
            write::atomic(db, async |tx| {
                let locked = self.clone().select_for_update(RowLock::Wait);
                let (row, created) = locked.get_or_create(tx, input).await?;
                if created {
                    return Ok((row, true));
                }
                let patch = patch.into_values();
                let mut columns = write::update_values(&patch)?;
                write::store(tx, M::META, patch.uploads(), &mut columns).await?;
                Ok((M::Hooks::patch(row, tx, columns).await?, false))
            })
            .await
        })
    }

    /// Creates many rows, all or none, in few statements.
    ///
    /// Many-to-many keys are not written; use [`create`](Self::create) for rows that have them.
    ///
    /// # Errors
    /// As [`create`](Self::create), pointers beginning with the row's position.
    #[track_caller]
    pub fn bulk_create(
        &self,
        db: &impl Executor,
        inputs: impl IntoIterator<Item = M::Create>,
    ) -> impl Future<Output = Result<Vec<M>>> {
        here(async move { self.bulk_insert(db, inputs, Conflict::Refuse).await })
    }

    /// [`bulk_create`](Self::bulk_create) that leaves out rows which a unique constraint refuses, and gives those that
    /// were created: `ON CONFLICT DO NOTHING`.
    ///
    /// # Errors
    /// As [`bulk_create`](Self::bulk_create), other constraints included.
    #[track_caller]
    pub fn bulk_create_ignore(
        &self,
        db: &impl Executor,
        inputs: impl IntoIterator<Item = M::Create>,
    ) -> impl Future<Output = Result<Vec<M>>> {
        here(async move { self.bulk_insert(db, inputs, Conflict::Ignore).await })
    }

    /// [`bulk_create`](Self::bulk_create) that changes the rows which are there already, and gives all of them:
    /// `ON CONFLICT (unique) DO UPDATE SET update`.
    ///
    /// `unique` are the fields of a unique constraint, `update` those taken from the new values.
    ///
    /// ```
    /// # use fjango::prelude::*;
    /// # #[model] pub struct Price { pub id: i64, #[field(unique)] pub article: String, pub cents: i64 }
    /// # async fn example(db: Db) -> fjango::orm::Result<()> {
    /// let prices = [PriceCreate::new("pen", 120), PriceCreate::new("ink", 300)];
    /// Price::objects().bulk_upsert(&db, prices, |price| price.article(), |price| price.cents()).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`bulk_create`](Self::bulk_create).
    #[track_caller]
    pub fn bulk_upsert<U: Fields<M>, C: Fields<M>>(
        &self,
        db: &impl Executor,
        inputs: impl IntoIterator<Item = M::Create>,
        unique: impl FnOnce(M::Columns) -> U,
        update: impl FnOnce(M::Columns) -> C,
    ) -> impl Future<Output = Result<Vec<M>>> {
        here(async move {
            let conflict = Conflict::Update {
                unique: unique(self.columns()).fields(),
                update: update(self.columns()).fields(),
            };
            self.bulk_insert(db, inputs, conflict).await
        })
    }

    async fn bulk_insert(
        &self,
        db: &impl Executor,
        inputs: impl IntoIterator<Item = M::Create>,
        conflict: Conflict,
    ) -> Result<Vec<M>> {
        write::bulk_create(db, inputs, conflict).await
    }

    /// Writes some fields of many rows in few statements, all or none, and gives the number of rows changed. Rows that
    /// are gone are not counted.
    ///
    /// ```
    /// # use fjango::prelude::*;
    /// # #[model] pub struct Price { pub id: i64, pub cents: i64 }
    /// # async fn example(db: Db) -> fjango::orm::Result<()> {
    /// let mut prices = Price::objects().all(&db).await?;
    /// for price in &mut prices {
    ///     price.cents += 10;
    /// }
    /// Price::objects().bulk_update(&db, &mut prices, |price| price.cents()).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`Error::Validation`] with every wrong field of every row, [`Error::Integrity`] when a constraint refuses.
    #[track_caller]
    pub fn bulk_update<C: Fields<M>>(
        &self,
        db: &impl Executor,
        rows: &mut [M],
        fields: impl FnOnce(M::Columns) -> C,
    ) -> impl Future<Output = Result<usize>> {
        here(async move { write::bulk_update(db, rows, fields(self.columns()).fields()).await })
    }

    /// The matching rows that have one of these keys, by key.
    ///
    /// # Errors
    /// [`Error::Database`].
    #[track_caller]
    pub fn in_bulk(
        &self,
        db: &impl Executor,
        keys: impl IntoIterator<Item = impl Into<M::Key>>,
    ) -> impl Future<Output = Result<HashMap<M::Key, M>>>
    where
        M::Key: Eq + Hash,
    {
        here(async move {
            let mut some = self.clone();
            let keys = keys.into_iter().map(|key| key.into().to_value()).collect();
            let key = Expr::Column(some.query().root(), M::META.pk());
            some.push_key(Expr::In(Box::new(key), M::META.pk().sql_type(), keys));
            let rows = some.all(db).await?;
            Ok(rows.into_iter().map(|row| (row.key(), row)).collect())
        })
    }

    /// The row with the largest value, such as the newest; rows without a value count last.
    ///
    /// # Errors
    /// [`Error::DoesNotExist`] when no row matches.
    #[track_caller]
    pub fn latest(
        &self,
        db: &impl Executor,
        by: impl FnOnce(M::Columns) -> OrderExpr,
    ) -> impl Future<Output = Result<M>> {
        here(async move { self.edge(db, by(self.columns()).reversed().nulls_last()).await })
    }

    /// The row with the smallest value, such as the oldest; rows without a value count last.
    ///
    /// # Errors
    /// [`Error::DoesNotExist`] when no row matches.
    #[track_caller]
    pub fn earliest(
        &self,
        db: &impl Executor,
        by: impl FnOnce(M::Columns) -> OrderExpr,
    ) -> impl Future<Output = Result<M>> {
        here(async move { self.edge(db, by(self.columns()).nulls_last()).await })
    }

    async fn edge(&self, db: &impl Executor, order: OrderExpr) -> Result<M> {
        let found = self.clone().order_by(|_| order).first(db).await?;
        found.ok_or(Error::DoesNotExist { model: M::META.name })
    }

    /// Whether a row is among those that match: `SELECT 1 … WHERE pk = …`.
    ///
    /// # Errors
    /// [`Error::Database`].
    #[track_caller]
    pub fn contains(&self, db: &impl Executor, row: &M) -> impl Future<Output = Result<bool>> {
        here(async move { self.clone().filter_key(row.key()).exists(db).await })
    }

    /// Keeps the row with this key.
    pub(super) fn filter_key(mut self, key: M::Key) -> Self {
        self.push_key(Expr::own(M::META.pk(), key.to_value()));
        self
    }
}
