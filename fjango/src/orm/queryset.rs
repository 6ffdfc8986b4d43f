use std::marker::PhantomData;
use std::sync::Arc;

use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};

use super::prefetch::{self, Prefetch, Prefetchable};
use super::{
    Column, Columns, Comparison, Condition, Error, Expr, ForeignColumn, Input, ManyColumn, Model, OrderExpr, Path,
    Query, Result, lookup, write,
};
use crate::db::{BATCH, Batches, Dialect, Executor, Statement, first_value};
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

fn columns<M: Model>() -> M::Columns {
    M::Columns::at(Path::root(0))
}

impl<M: Model> QuerySet<M> {
    pub(super) fn new() -> Self {
        Query::new(M::META).into()
    }

    #[doc(hidden)]
    pub fn related(field: usize, key: Value) -> Self {
        let mut this = Self::new();
        let column = Expr::Column(Path::default(), &M::META.fields[field]);
        this.query.filter.push(Expr::Compare(
            Box::new(column),
            Comparison::Eq,
            Box::new(Expr::Value(key)),
        ));
        this
    }

    #[doc(hidden)]
    pub fn related_many(position: usize, key: Value) -> Self {
        let mut this = Self::new();
        let field = &M::META.many_to_many[position];
        let target = (field.target)();
        let far = Expr::Column(Path::root(1), target.pk());
        this.query.filter.push(Expr::Exists {
            from: Path::default(),
            many: super::Many::Through {
                owner: M::META,
                field,
                reversed: false,
            },
            condition: Some(Box::new(Expr::Compare(
                Box::new(far),
                Comparison::Eq,
                Box::new(Expr::Value(key)),
            ))),
        });
        this
    }

    /// The tree built so far.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Keeps the rows that meet the condition: `WHERE …`, joined with what is there by `AND`.
    #[must_use]
    pub fn filter<C: Into<Condition>>(mut self, condition: impl FnOnce(M::Columns) -> C) -> Self {
        self.query.filter.push(condition(columns::<M>()).into().into_expr());
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
        self.query.filter.push(lookup::parse(M::META, lookup, value)?);
        Ok(self)
    }

    /// Orders the rows, in place of the order before.
    #[must_use]
    pub fn order_by<O: OrderBy>(mut self, order: impl FnOnce(M::Columns) -> O) -> Self {
        self.query.order = Some(order(columns::<M>()).into_order());
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
        self.query.distinct = true;
        self
    }

    /// Reads the rows that foreign keys point at in the same statement, by `JOIN`.
    #[must_use]
    pub fn select_related<S: Selectable>(mut self, relations: impl FnOnce(M::Columns) -> S) -> Self {
        relations(columns::<M>()).paths(&mut |path| self.query.select_related(path));
        self
    }

    /// Reads the rows of a many-valued relation with one further statement, whatever the number of rows. Narrow it, or
    /// load more along with its rows, by [`ManyColumn::with`].
    #[must_use]
    pub fn prefetch_related<P: Prefetchable<M>>(mut self, relation: impl FnOnce(M::Columns) -> P) -> Self {
        self.prefetch.push(Arc::new(relation(columns::<M>()).prefetch().0));
        self
    }

    /// The rows.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn all(&self, db: &impl Executor) -> Result<Vec<M>> {
        let (statement, decode) = self.select(db.dialect());
        let mut rows = db.fetch(statement, decode).await?;
        if let Some(on) = db.on().filter(|_| !self.prefetch.is_empty()) {
            prefetch::run_all(&self.prefetch, on, &mut rows).await?;
        }
        Ok(rows)
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

    /// The tree, and what is loaded for its rows.
    pub(super) fn into_parts(self) -> (Query, Vec<Arc<Prefetch<M>>>) {
        (self.query, self.prefetch)
    }

    /// The first row, if there is one; without an order, the one with the smallest key.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn first(&self, db: &impl Executor) -> Result<Option<M>> {
        let mut rows = self
            .clone()
            .ordered()
            .limit(self.query.limit.unwrap_or(1).min(1))
            .all(db)
            .await?;
        Ok(rows.pop())
    }

    /// The last row: the first of the opposite order.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn last(&self, db: &impl Executor) -> Result<Option<M>> {
        let mut reversed = self.clone().ordered();
        for part in reversed.query.order.iter_mut().flatten() {
            part.descending = !part.descending;
        }
        reversed.first(db).await
    }

    fn ordered(mut self) -> Self {
        let mut order = self.query.ordering();
        if order.is_empty() {
            order.push(OrderExpr {
                expr: Expr::Column(Path::default(), M::META.pk()),
                descending: false,
            });
        }
        self.query.order = Some(order);
        self
    }

    /// The one row that matches.
    ///
    /// # Errors
    /// [`Error::DoesNotExist`] or [`Error::MultipleObjectsReturned`] when it is not exactly one.
    pub async fn get_one(&self, db: &impl Executor) -> Result<M> {
        let mut rows = self.clone().limit(2).all(db).await?;
        match (rows.pop(), rows.is_empty()) {
            (Some(row), true) => Ok(row),
            (None, _) => Err(Error::DoesNotExist { model: M::META.name }),
            (Some(_), false) => Err(Error::MultipleObjectsReturned { model: M::META.name }),
        }
    }

    /// The row with this key among those that match.
    ///
    /// # Errors
    /// [`Error::DoesNotExist`] when there is none.
    pub async fn get(&self, db: &impl Executor, key: impl Into<M::Key>) -> Result<M> {
        let mut one = self.clone();
        let column = Expr::Column(Path::default(), M::META.pk());
        let key = Expr::Value(key.into().to_value());
        one.query
            .filter
            .push(Expr::Compare(Box::new(column), Comparison::Eq, Box::new(key)));
        one.get_one(db).await
    }

    /// `SELECT COUNT(*)`.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn count(&self, db: &impl Executor) -> Result<u64> {
        let rows: Vec<i64> = db.fetch(self.query.count(db.dialect()), first_value).await?;
        Ok(rows.first().copied().and_then(|n| u64::try_from(n).ok()).unwrap_or(0))
    }

    /// Whether any row matches: `SELECT 1 … LIMIT 1`.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn exists(&self, db: &impl Executor) -> Result<bool> {
        Ok(!db.fetch(self.query.exists(db.dialect()), |_| Ok(())).await?.is_empty())
    }

    /// Some columns of each row, as typed tuples.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn values<V: Valued + 'static>(
        &self,
        db: &impl Executor,
        pick: impl FnOnce(M::Columns) -> V,
    ) -> Result<Vec<V::Row>> {
        let exprs = pick(columns::<M>()).exprs();
        Ok(db
            .fetch(self.query.select_values(db.dialect(), &exprs), V::decode)
            .await?)
    }

    /// Creates a row, after full validation: `INSERT … RETURNING …`.
    ///
    /// # Errors
    /// [`Error::Validation`] with every wrong field, [`Error::Integrity`] when a constraint refuses.
    pub async fn create(&self, db: &impl Executor, input: M::Create) -> Result<M> {
        write::create(db, input.into_values()).await
    }

    /// Creates many rows, all or none, in few statements.
    ///
    /// Many-to-many keys are not written; use [`create`](Self::create) for rows that have them.
    ///
    /// # Errors
    /// As [`create`](Self::create), pointers beginning with the row's position.
    pub async fn bulk_create(&self, db: &impl Executor, inputs: impl IntoIterator<Item = M::Create>) -> Result<Vec<M>> {
        write::bulk_create(db, inputs.into_iter().map(Input::into_values).collect()).await
    }

    /// Changes every matching row and gives their number. Fields that the patch leaves out stay.
    ///
    /// # Errors
    /// [`Error::Validation`] with every wrong field, [`Error::Integrity`] when a constraint refuses.
    pub async fn update(&self, db: &impl Executor, patch: M::Patch) -> Result<usize> {
        let changes = write::update_values(&patch.into_values())?;
        if changes.is_empty() {
            return Ok(0);
        }
        let statement = self.query.update(db.dialect(), &changes);
        db.execute(statement)
            .await
            .map_err(|error| Error::of_model(error, M::META))
    }

    /// Deletes every matching row and gives their number.
    ///
    /// # Errors
    /// [`Error::Integrity`] when a row that must stay points at one.
    pub async fn delete(&self, db: &impl Executor) -> Result<usize> {
        db.execute(self.query.delete(db.dialect()))
            .await
            .map_err(|error| Error::of_model(error, M::META))
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

/// What `order_by` takes: one ordering or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no order",
    label = "use a column's `.asc()` or `.desc()`, or a tuple of them; rows have no single value of a many-valued relation"
)]
pub trait OrderBy {
    #[doc(hidden)]
    fn into_order(self) -> Vec<OrderExpr>;
}

impl OrderBy for OrderExpr {
    fn into_order(self) -> Vec<OrderExpr> {
        vec![self]
    }
}

impl OrderBy for Vec<OrderExpr> {
    fn into_order(self) -> Vec<OrderExpr> {
        self
    }
}

/// What `select_related` takes: a foreign key or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected along",
    label = "only foreign keys and one-to-one fields can; use `prefetch_related` for many-valued relations"
)]
pub trait Selectable {
    #[doc(hidden)]
    fn paths(&self, visit: &mut dyn FnMut(&Path));
}

impl<M: Model, T: Model> Selectable for ForeignColumn<M, T> {
    fn paths(&self, visit: &mut dyn FnMut(&Path)) {
        visit(self.target_path());
    }
}

/// What `values` takes: a column or a tuple of them.
pub trait Valued {
    /// What each row becomes.
    type Row: Send + 'static;
    #[doc(hidden)]
    fn exprs(&self) -> Vec<Expr>;
    #[doc(hidden)]
    fn decode(row: Row<'_>) -> Result<Self::Row, DecodeError>;
}

impl<M, T: DbValue> Valued for Column<M, T> {
    type Row = T;

    fn exprs(&self) -> Vec<Expr> {
        vec![self.expr()]
    }

    fn decode(row: Row<'_>) -> Result<T, DecodeError> {
        row.get(0)
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),+);)*) => {$(
        impl<$($name: OrderBy),+> OrderBy for ($($name,)+) {
            fn into_order(self) -> Vec<OrderExpr> {
                let mut all = Vec::new();
                $(all.extend(self.$index.into_order());)+
                all
            }
        }

        impl<$($name: Selectable),+> Selectable for ($($name,)+) {
            fn paths(&self, visit: &mut dyn FnMut(&Path)) {
                $(self.$index.paths(visit);)+
            }
        }

        impl<$($name: Valued),+> Valued for ($($name,)+) {
            type Row = ($($name::Row,)+);

            fn exprs(&self) -> Vec<Expr> {
                let mut all = Vec::new();
                $(all.extend(self.$index.exprs());)+
                all
            }

            fn decode(row: Row<'_>) -> Result<Self::Row, DecodeError> {
                Ok(($($name::decode(row.skip($index))?,)+))
            }
        }
    )*};
}

tuples! {
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
}

impl<M: Model, T: Model> ManyColumn<M, T> {
    /// The rows at the end of this relation, as a query of their own, for the row with this key.
    pub fn of(&self, key: impl Into<M::Key>) -> QuerySet<T> {
        let key = Expr::Value(key.into().to_value());
        let mut query = Query::new(T::META);
        match self.many {
            super::Many::Reverse { field, .. } => {
                let column = Expr::Column(Path::default(), field);
                query
                    .filter
                    .push(Expr::Compare(Box::new(column), Comparison::Eq, Box::new(key)));
            }
            super::Many::Through { owner, field, reversed } => {
                let near = if reversed { (field.target)() } else { owner };
                let column = Expr::Column(Path::root(1), near.pk());
                query.filter.push(Expr::Exists {
                    from: Path::default(),
                    many: super::Many::Through {
                        owner,
                        field,
                        reversed: !reversed,
                    },
                    condition: Some(Box::new(Expr::Compare(Box::new(column), Comparison::Eq, Box::new(key)))),
                });
            }
        }
        query.into()
    }
}
