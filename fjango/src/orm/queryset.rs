use std::marker::PhantomData;
use std::sync::Arc;

use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};

use super::many_column::related_to;
use super::prefetch::{self, Prefetch, Prefetchable};
use super::{
    Annotated, Assignments, Columns, Condition, Distinct, Error, Expr, Input, Lock, Many, Model, OrderBy, OrderExpr,
    Path, Query, Result, Selectable, SetOperator, Valued, Visibility, lookup, write,
};
use crate::db::{BATCH, Batches, Dialect, Executor, Explain, On, RowLock, Statement, first_value, here};
use crate::value::{DbValue, DecodeError, Row, Value};

/// A query on model `M`, built step by step; nothing runs before a method that takes a database is awaited.
///
/// Cheap to clone: the parts are shared until they change.
pub struct QuerySet<M: Model> {
    query: Query,
    prefetch: Vec<Arc<Prefetch<M>>>,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model> Clone for QuerySet<M> {
    fn clone(&self) -> Self {
        Self {
            query: self.query.clone(),
            prefetch: self.prefetch.clone(),
            marker: PhantomData,
        }
    }
}

impl<M: Model> std::fmt::Debug for QuerySet<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.query.fmt(f)
    }
}

impl<M: Model> From<Query> for QuerySet<M> {
    fn from(query: Query) -> Self {
        Self {
            query,
            prefetch: Vec::new(),
            marker: PhantomData,
        }
    }
}

impl<M: Model> QuerySet<M> {
    pub(super) fn new() -> Self {
        Query::new(M::META).into()
    }

    #[doc(hidden)]
    pub fn related(field: usize, key: Value) -> Self {
        let mut this = Self::new();
        this.query.filter.push(Expr::own(&M::META.fields[field], key));
        this
    }

    #[doc(hidden)]
    pub fn related_many(position: usize, key: Value) -> Self {
        let mut this = Self::new();
        let many = Many::Through {
            owner: M::META,
            field: &M::META.many_to_many[position],
            reversed: false,
        };
        let related = related_to(&this.query, many, Expr::Value(key));
        this.query.filter.push(related);
        this
    }

    pub(super) fn visible(mut self, visibility: Visibility) -> Self {
        self.query.visibility = visibility;
        self
    }

    pub(super) fn push_key(&mut self, condition: Expr) {
        self.query.push_key(condition);
    }

    pub(super) fn columns(&self) -> M::Columns {
        M::Columns::at(self.query.root())
    }

    /// The tree built so far.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Keeps the rows that meet the condition: `WHERE …`, joined with what is there by `AND`.
    #[must_use]
    pub fn filter<C: Into<Condition>>(mut self, condition: impl FnOnce(M::Columns) -> C) -> Self {
        let condition = condition(self.columns()).into().into_expr();
        self.query.push_filter(condition);
        self
    }

    /// Keeps the rows that do not meet the condition; `NULL` counts as not meeting it, as in Django.
    #[must_use]
    pub fn exclude<C: Into<Condition>>(self, condition: impl FnOnce(M::Columns) -> C) -> Self {
        self.filter(|columns| !condition(columns).into())
    }

    /// [`filter`](Self::filter) by a lookup in text: `filter_by("author__name__icontains", "ann")`.
    ///
    /// # Errors
    /// [`Error::Lookup`] when the lookup names no field or the value does not fit it.
    pub fn filter_by(mut self, lookup: &str, value: &str) -> Result<Self> {
        self.query.push_filter(lookup::parse(M::META, lookup, value)?);
        Ok(self)
    }

    /// Orders the rows, in place of the order before.
    #[must_use]
    pub fn order_by<O: OrderBy>(mut self, order: impl FnOnce(M::Columns) -> O) -> Self {
        self.query.order = Some(order(self.columns()).into_order());
        self
    }

    /// At most so many rows.
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.query.limit = Some(rows.min(i64::MAX as u64));
        self
    }

    /// Leaves out so many rows at the beginning.
    #[must_use]
    pub fn offset(mut self, rows: u64) -> Self {
        self.query.offset = rows.min(i64::MAX as u64);
        self
    }

    /// Equal rows count once.
    #[must_use]
    pub fn distinct(mut self) -> Self {
        self.query.distinct = Distinct::Rows;
        self
    }

    /// Rows equal in these values count once: the first in order stays. The order must begin with the values.
    ///
    /// `SELECT DISTINCT ON (…)` on PostgreSQL, a numbered window on SQLite.
    #[must_use]
    pub fn distinct_on<V: Valued>(mut self, values: impl FnOnce(M::Columns) -> V) -> Self {
        self.query.distinct = Distinct::On(values(self.columns()).exprs());
        self
    }

    /// The rows in the opposite order.
    #[must_use]
    pub fn reverse(mut self) -> Self {
        self.query.order_fully();
        let order = self.query.order.take().unwrap_or_default();
        self.query.order = Some(order.into_iter().map(OrderExpr::reversed).collect());
        self
    }

    /// No row, without asking the database.
    #[must_use]
    pub fn none(mut self) -> Self {
        self.query.limit = Some(0);
        self
    }

    /// Locks the rows read until the transaction ends: `FOR UPDATE`.
    ///
    /// On SQLite it does nothing, as a transaction that writes has the database for itself.
    #[must_use]
    pub fn select_for_update(mut self, lock: RowLock) -> Self {
        self.query.lock.get_or_insert_default().wait = lock;
        self
    }

    /// As [`select_for_update`](Self::select_for_update), while others may still point foreign keys at the rows:
    /// `FOR NO KEY UPDATE`. Enough for every change that leaves the key alone.
    #[must_use]
    pub fn select_for_no_key_update(mut self, lock: RowLock) -> Self {
        self.query.lock = Some(Lock {
            wait: lock,
            no_key: true,
            of: Vec::new(),
        });
        self
    }

    /// Reads the rows of these relations along and locks them too: Django's `select_for_update(of=…)`. Comes after
    /// `select_for_update`, or makes the query one that locks.
    ///
    /// Rows behind a nullable foreign key cannot be locked; PostgreSQL refuses such a statement.
    #[must_use]
    pub fn lock_related<S: Selectable>(mut self, relations: impl FnOnce(M::Columns) -> S) -> Self {
        let relations = relations(self.columns());
        relations.paths(&mut |path| {
            self.query.select_related(path);
            self.query.lock.get_or_insert_default().of.push(path.own());
        });
        self
    }

    /// The rows of either query, each once.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        self.combine(SetOperator::Union, other)
    }

    /// The rows of either query, as often as they are there.
    #[must_use]
    pub fn union_all(self, other: Self) -> Self {
        self.combine(SetOperator::UnionAll, other)
    }

    /// The rows that both queries find.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        self.combine(SetOperator::Intersect, other)
    }

    /// The rows that this query finds and the other does not.
    #[must_use]
    pub fn difference(self, other: Self) -> Self {
        self.combine(SetOperator::Except, other)
    }

    /// Order and slice of the whole are those set on the result.
    fn combine(mut self, operator: SetOperator, other: Self) -> Self {
        self.query.combined.push((operator, other.query));
        self
    }

    /// Reads the rows that foreign keys point at in the same statement, by `JOIN`.
    #[must_use]
    pub fn select_related<S: Selectable>(mut self, relations: impl FnOnce(M::Columns) -> S) -> Self {
        let relations = relations(self.columns());
        relations.paths(&mut |path| self.query.select_related(path));
        self
    }

    /// Reads the rows of a many-valued relation with one further statement, whatever the number of rows. Narrow it, or
    /// load more along with its rows, by [`ManyColumn::with`].
    #[must_use]
    pub fn prefetch_related<P: Prefetchable<M>>(mut self, relation: impl FnOnce(M::Columns) -> P) -> Self {
        let prefetch = relation(self.columns()).prefetch().0;
        self.prefetch.push(Arc::new(prefetch));
        self
    }

    /// The rows.
    ///
    /// # Errors
    /// [`Error::Database`].
    #[track_caller]
    pub fn all(&self, db: &impl Executor) -> impl Future<Output = Result<Vec<M>>> {
        here(async move {
            self.check_rows(db.as_tx().is_some())?;
            let (statement, decode) = self.select(db.dialect());
            let mut rows = db.fetch(statement, decode).await?;
            self.prefetch_into(db.on(), &mut rows).await?;
            Ok(rows)
        })
    }

    /// The rows as they come, in bounded memory: a few hundred are read ahead, and the database waits for the reader.
    ///
    /// `prefetch_related` sends its statements for each batch of 256 rows. See [`Executor::stream`] for how each
    /// database does it, and [`stream_batches`](Self::stream_batches) for another size.
    ///
    /// # Errors
    /// [`Error::Database`], as the stream's last item.
    ///
    /// # Examples
    /// ```
    /// use fjango::prelude::*;
    ///
    /// #[model(app = "library")]
    /// pub struct Book {
    ///     pub id: i64,
    ///     pub pages: i32,
    /// }
    ///
    /// async fn pages(db: &Db) -> fjango::orm::Result<i64> {
    ///     let mut books = Book::objects().stream(db);
    ///     let mut pages = 0;
    ///     while let Some(book) = books.try_next().await? {
    ///         pages += i64::from(book.pages);
    ///     }
    ///     Ok(pages)
    /// }
    /// ```
    pub fn stream<'a>(&self, db: &'a impl Executor) -> BoxStream<'a, Result<M>> {
        self.stream_batches(db, BATCH)
            .map_ok(|rows| stream::iter(rows.into_iter().map(Ok)))
            .try_flatten()
            .fuse()
            .boxed()
    }

    /// [`stream`](Self::stream) in batches of at most `rows` rows, for work that is done on many at once.
    ///
    /// # Errors
    /// [`Error::Database`], as the stream's last item.
    pub fn stream_batches<'a>(&self, db: &'a impl Executor, rows: usize) -> BoxStream<'a, Result<Vec<M>>> {
        let Some(on) = db.on() else {
            return stream::empty().boxed();
        };
        let (statement, decode) = self.select(db.dialect());
        let mut batches = Batches::new(on, statement, rows, decode);
        let prefetch = self.prefetch.clone();
        if !prefetch.is_empty() {
            batches = batches.alongside();
        }
        stream::unfold(Some((batches, prefetch)), |state| async move {
            let (mut batches, prefetch) = state?;
            let batch = match batches.next().await? {
                Ok(mut rows) => prefetch::run_all(&prefetch, batches.on(), &mut rows)
                    .await
                    .map(|()| rows),
                Err(error) => Err(error.into()),
            };
            let state = batch.is_ok().then_some((batches, prefetch));
            Some((batch, state))
        })
        .fuse()
        .boxed()
    }

    /// Whether the query is one of rows, and may lock them.
    pub(super) fn check_rows(&self, in_transaction: bool) -> Result<()> {
        let reason = if self.query.filter.iter().any(Expr::has_aggregate) {
            "filters rows by an aggregate; use `values`, or ask related rows with `any` or a subquery"
        } else if self.query.lock.is_some() && !in_transaction {
            "locks rows outside a transaction, which would unlock them at once; pass the transaction"
        } else {
            return Ok(());
        };
        Err(Error::Query {
            model: M::META.name,
            reason,
        })
    }

    /// The statement, and what reads its rows.
    fn select(
        &self,
        dialect: &dyn Dialect,
    ) -> (
        Statement,
        impl Fn(Row<'_>) -> Result<M, DecodeError> + Send + Sync + use<M>,
    ) {
        let related: Arc<[Path]> = self.query.related.clone().into();
        (self.query.select(dialect), move |row: Row<'_>| {
            decode_related(row, &related)
        })
    }

    /// Loads what `prefetch_related` asked for into rows of this query.
    pub(super) async fn prefetch_into(&self, on: Option<On<'_>>, rows: &mut [M]) -> Result<()> {
        match on.filter(|_| !self.prefetch.is_empty()) {
            Some(on) => prefetch::run_all(&self.prefetch, on, rows).await,
            None => Ok(()),
        }
    }

    /// The tree, and what is loaded for its rows.
    pub(super) fn into_parts(self) -> (Query, Vec<Arc<Prefetch<M>>>) {
        (self.query, self.prefetch)
    }

    /// The first row, if there is one; without an order, the one with the smallest key.
    ///
    /// # Errors
    /// [`Error::Database`].
    #[track_caller]
    pub fn first(&self, db: &impl Executor) -> impl Future<Output = Result<Option<M>>> {
        here(async move {
            let mut rows = self
                .clone()
                .ordered()
                .limit(self.query.limit.unwrap_or(1).min(1))
                .all(db)
                .await?;
            Ok(rows.pop())
        })
    }

    /// The last row: the first of the opposite order.
    ///
    /// # Errors
    /// [`Error::Database`].
    #[track_caller]
    pub fn last(&self, db: &impl Executor) -> impl Future<Output = Result<Option<M>>> {
        here(async move { self.clone().reverse().first(db).await })
    }

    pub(super) fn ordered(mut self) -> Self {
        self.query.order_fully();
        self
    }

    /// The one row that matches.
    ///
    /// # Errors
    /// [`Error::DoesNotExist`] or [`Error::MultipleObjectsReturned`] when it is not exactly one.
    #[track_caller]
    pub fn get_one(&self, db: &impl Executor) -> impl Future<Output = Result<M>> {
        here(async move {
            let mut rows = self.clone().limit(2).all(db).await?;
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
    /// [`Error::DoesNotExist`] when there is none.
    #[track_caller]
    pub fn get(&self, db: &impl Executor, key: impl Into<M::Key>) -> impl Future<Output = Result<M>> {
        here(async move {
            let mut one = self.clone();
            one.query.push_key(Expr::own(M::META.pk(), key.into().to_value()));
            one.get_one(db).await
        })
    }

    /// `SELECT COUNT(*)`.
    ///
    /// # Errors
    /// [`Error::Database`].
    #[track_caller]
    pub fn count(&self, db: &impl Executor) -> impl Future<Output = Result<u64>> {
        here(async move {
            let rows: Vec<i64> = db.fetch(self.query.count(db.dialect()), first_value).await?;
            Ok(rows.first().copied().and_then(|n| u64::try_from(n).ok()).unwrap_or(0))
        })
    }

    /// How the database would run the query: its plan, in its own words. The query itself is not run.
    ///
    /// `EXPLAIN` on PostgreSQL, `EXPLAIN QUERY PLAN` on SQLite.
    ///
    /// # Errors
    /// [`Error::Database`].
    #[track_caller]
    pub fn explain(&self, db: &impl Executor) -> impl Future<Output = Result<String>> {
        here(async move { self.explain_with(db, Explain::new()).await })
    }

    /// The query's plan with more detail or in another format. With [`analyze`](Explain::analyze) the query is run.
    ///
    /// ```
    /// # use fjango::prelude::*;
    /// # use fjango::db::Explain;
    /// # #[model] pub struct Page { pub id: i64, pub views: i64 }
    /// # async fn example(db: Db) -> fjango::orm::Result<()> {
    /// let plan = Page::objects().filter(|p| p.views().gt(10)).explain_with(&db, Explain::new().analyze().json()).await?;
    /// # let _: String = plan; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`Error::Query`] when the database cannot say it that way: SQLite has its plain plan only. [`Error::Database`].
    #[track_caller]
    pub fn explain_with(&self, db: &impl Executor, how: Explain) -> impl Future<Output = Result<String>> {
        here(async move {
            let Some((prefix, column)) = db.dialect().explain(&how) else {
                return Err(Error::Query {
                    model: M::META.name,
                    reason: "asks for a plan that only PostgreSQL can give; use `explain` on this database",
                });
            };
            let statement = self.query.select(db.dialect()).prefixed(&prefix);
            let lines: Vec<String> = db.fetch(statement, move |row| row.get(column)).await?;
            Ok(lines.join("\n"))
        })
    }

    /// Whether any row matches: `SELECT 1 … LIMIT 1`.
    ///
    /// # Errors
    /// [`Error::Database`].
    #[track_caller]
    pub fn exists(&self, db: &impl Executor) -> impl Future<Output = Result<bool>> {
        here(async move { Ok(!db.fetch(self.query.exists(db.dialect()), |_| Ok(())).await?.is_empty()) })
    }

    /// Some values of each row, as typed tuples.
    ///
    /// With aggregates among them, each row of the result is a group of rows that are equal in the other values:
    /// `GROUP BY`. Conditions that hold aggregates then choose groups: `HAVING`.
    ///
    /// # Errors
    /// [`Error::Database`].
    #[track_caller]
    pub fn values<V: Valued + 'static>(
        &self,
        db: &impl Executor,
        pick: impl FnOnce(M::Columns) -> V,
    ) -> impl Future<Output = Result<Vec<V::Row>>> {
        here(async move {
            let exprs = pick(self.columns()).exprs();
            Ok(db
                .fetch(self.query.select_values(db.dialect(), &exprs), V::decode)
                .await?)
        })
    }

    /// Aggregates over all matching rows.
    ///
    /// ```
    /// # use fjango::prelude::*;
    /// # use fjango::orm::count;
    /// # #[model] pub struct Book { pub id: i64, pub pages: i32 }
    /// # async fn example(db: Db) -> fjango::orm::Result<()> {
    /// let (books, pages) = Book::objects().aggregate(&db, |book| (count(), book.pages().sum())).await?;
    /// # let (_, _): (i64, Option<i64>) = (books, pages);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`Error::DoesNotExist`] when a value is no aggregate and no row matches, [`Error::Database`].
    #[track_caller]
    pub fn aggregate<V: Valued + 'static>(
        &self,
        db: &impl Executor,
        pick: impl FnOnce(M::Columns) -> V,
    ) -> impl Future<Output = Result<V::Row>> {
        here(async move {
            let exprs = pick(self.columns()).exprs();
            let whole = self.query.is_composed() || matches!(self.query.distinct, Distinct::Rows);
            let statement = match whole {
                // The order of the slice is the subquery's matter.
                true => Query {
                    order: Some(Vec::new()),
                    ..self.query.narrowed()
                }
                .select_values(db.dialect(), &exprs),
                false => self.query.select_values(db.dialect(), &exprs),
            };
            let rows = db.fetch(statement, V::decode).await?;
            rows.into_iter()
                .next()
                .ok_or(Error::DoesNotExist { model: M::META.name })
        })
    }

    /// Reads further values beside each row.
    #[must_use]
    pub fn annotate<V: Valued>(self, pick: impl FnOnce(M::Columns) -> V) -> Annotated<M, V> {
        let values = pick(self.columns()).exprs();
        Annotated::new(self, values)
    }

    /// Changes every matching row and gives their number. Fields that the patch leaves out stay.
    ///
    /// # Errors
    /// [`Error::Validation`] with every wrong field, [`Error::Integrity`] when a constraint refuses.
    #[track_caller]
    pub fn update(&self, db: &impl Executor, patch: M::Patch) -> impl Future<Output = Result<usize>> {
        here(async move {
            let values = patch.into_values();
            let changes = write::update_values(&values)?;
            if values.uploads().is_empty() {
                return self.write_changes(db, changes).await;
            }
            write::atomic(db, async |tx| {
                let mut changes = changes;
                let stored = write::store(tx, M::META, values.uploads(), &mut changes).await?;
                let changed = self.write_changes(tx, changes).await?;
                if changed == 0 {
                    stored.remove().await;
                }
                Ok(changed)
            })
            .await
        })
    }

    async fn write_changes(&self, db: &impl Executor, mut changes: Vec<(usize, Value)>) -> Result<usize> {
        let version = write::take_version(M::META, &mut changes);
        if changes.is_empty() {
            return Ok(0);
        }
        let statement = match (M::META.version(), version) {
            (Some(field), Some(version)) => {
                let mut rows = self.query.clone();
                rows.push_key(Expr::own(field, version));
                rows.update_with(db.dialect(), &write::with_version(M::META, changes))
            }
            (Some(_), None) => {
                let changes = write::with_version(M::META, changes);
                self.query.update_with(db.dialect(), &changes)
            }
            (None, _) => self.query.update(db.dialect(), &changes),
        };
        db.execute(statement)
            .await
            .map_err(|error| Error::of_model(error, M::META))
    }

    /// Changes every matching row by expressions over its own columns, and gives the number of rows.
    ///
    /// ```
    /// # use fjango::prelude::*;
    /// # #[model] pub struct Page { pub id: i64, pub views: i64, pub title: String }
    /// # async fn example(db: Db) -> fjango::orm::Result<()> {
    /// Page::objects().update_with(&db, |page| page.views().set(page.views() + 1)).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Values are checked as in [`update`](Self::update); what the database computes, its constraints check.
    ///
    /// # Errors
    /// [`Error::Validation`] with every wrong value, [`Error::Integrity`] when a constraint refuses.
    #[track_caller]
    pub fn update_with<A: Assignments<M>>(
        &self,
        db: &impl Executor,
        changes: impl FnOnce(M::Columns) -> A,
    ) -> impl Future<Output = Result<usize>> {
        here(async move {
            let changes = changes(self.columns()).into_assignments();
            let changes: Vec<_> = changes.into_iter().map(|change| (change.field, change.value)).collect();
            let mut related = false;
            for (_, value) in &changes {
                value.visit_paths(&mut |path| related |= path.step.is_some() && path.origin == self.query.origin);
            }
            if related {
                return Err(Error::Query {
                    model: M::META.name,
                    reason: "sets a column from a column of a related row, which an UPDATE does not see; read it by a subquery",
                });
            }
            let changes = write::update_expressions(M::META, changes)?;
            if changes.is_empty() {
                return Ok(0);
            }
            let statement = self.query.update_with(db.dialect(), &changes);
            db.execute(statement)
                .await
                .map_err(|error| Error::of_model(error, M::META))
        })
    }

    /// Deletes every matching row and gives their number, without those that go along. Of a model with `soft_delete`
    /// they stay, marked as deleted.
    ///
    /// One statement; where a foreign key with `protect` or `restrict` leads to the rows or to what goes along with
    /// them, the rows pointing there are read first, in one transaction.
    ///
    /// # Errors
    /// [`Error::Protected`] with the rows that forbid it, [`Error::Integrity`] when the database refuses.
    #[track_caller]
    pub fn delete(&self, db: &impl Executor) -> impl Future<Output = Result<usize>> {
        here(async move { super::delete(db, &self.query).await })
    }
}

/// Reads a row and the joined rows behind it into its relations.
pub(super) fn decode_related<M: Model>(row: Row<'_>, related: &[Path]) -> Result<M, DecodeError> {
    let mut model = M::from_row(row)?;
    let mut start = M::META.fields.len();
    for path in related {
        let Some(step) = &path.step else { continue };
        let part = row.skip(start);
        start += step.target.fields.len();
        let fields = path.fields();
        let mut names = fields.iter().map(|field| field.name);
        let mut relation = names.next().and_then(|name| model.relation(name));
        for name in names {
            relation = relation.and_then(|relation| relation.step(name));
        }
        if let Some(relation) = relation.filter(|_| !part.is_null(step.target.primary_key)) {
            relation.load(part)?;
        }
    }
    Ok(model)
}
