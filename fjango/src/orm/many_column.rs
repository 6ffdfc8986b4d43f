use std::marker::PhantomData;

use super::path::Origin;
use super::{Columns, Condition, Expr, Inner, Many, Model, Path, Query, QuerySet};
use crate::schema::ModelMeta;
use crate::value::DbValue;

/// A relation with many rows at its end, asked with [`any`](Self::any) and [`all`](Self::all).
pub struct ManyColumn<M, T> {
    pub(super) path: Path,
    pub(super) many: Many,
    /// The struct field that holds prefetched rows.
    pub(super) slot: Option<&'static str>,
    marker: PhantomData<fn() -> (M, T)>,
}

impl<M, T: Model> ManyColumn<M, T> {
    fn make(path: &Path, many: Many, slot: Option<&'static str>) -> Self {
        Self {
            path: path.clone(),
            many,
            slot,
            marker: PhantomData,
        }
    }

    #[doc(hidden)]
    pub fn many_to_many(path: &Path, position: usize) -> Self
    where
        M: Model,
    {
        let field = &M::META.many_to_many[position];
        Self::make(
            path,
            Many::Through {
                owner: M::META,
                field,
                reversed: false,
            },
            Some(field.name),
        )
    }

    /// # Panics
    /// When the declared way back has no foreign key; the start-up checks report it before any query.
    #[doc(hidden)]
    pub fn declared(path: &Path, position: usize) -> Self
    where
        M: Model,
    {
        let reverse = &M::META.reverse[position];
        let source = (reverse.source)();
        let field = reverse.field(M::META).unwrap_or_else(|| {
            panic!(
                "`{}` has no foreign key to `{}` with related_name `{}`",
                source.name,
                M::META.name,
                reverse.name
            )
        });
        Self::make(path, Many::Reverse { source, field }, Some(reverse.name))
    }

    #[doc(hidden)]
    pub fn reverse(path: &Path, source: &'static ModelMeta, field: usize) -> Self {
        Self::make(
            path,
            Many::Reverse {
                source,
                field: &source.fields[field],
            },
            None,
        )
    }

    #[doc(hidden)]
    pub fn reverse_many_to_many(path: &Path, owner: &'static ModelMeta, position: usize) -> Self {
        Self::make(
            path,
            Many::Through {
                owner,
                field: &owner.many_to_many[position],
                reversed: true,
            },
            None,
        )
    }

    fn exists(&self, inner: Origin, condition: Option<Expr>) -> Expr {
        Expr::Exists {
            from: self.path.clone(),
            many: self.many,
            inner: Inner(inner),
            condition: condition.map(Box::new),
        }
    }

    /// Whether at least one related row meets the condition. One `EXISTS`, so no row is found twice.
    pub fn any<C: Into<Condition>>(&self, condition: impl FnOnce(T::Columns) -> C) -> Condition {
        let inner = Origin::fresh();
        let condition = condition(T::Columns::at(Path::root(inner))).into().0;
        Condition(self.exists(inner, Some(condition)))
    }

    /// Whether every related row meets the condition; of no rows, true.
    pub fn all<C: Into<Condition>>(&self, condition: impl FnOnce(T::Columns) -> C) -> Condition {
        !self.any(|columns| !condition(columns).into())
    }

    /// Whether there is no related row.
    pub fn is_empty(&self) -> Condition {
        !Condition(self.exists(Origin::fresh(), None))
    }
}

impl<M: Model, T: Model> ManyColumn<M, T> {
    /// The rows at the end of this relation, as a query of their own, for the row with this key.
    pub fn of(&self, key: impl Into<M::Key>) -> QuerySet<T> {
        rows_at(self.many, Expr::Value(key.into().to_value()))
    }

    /// The rows at the end of this relation, as a query inside the one around: for `subquery`, to count them, say.
    ///
    /// ```
    /// # use fjango::prelude::*;
    /// # #[model] pub struct Author { pub id: i64, pub name: String, pub books: ReverseForeignKey<Book> }
    /// # #[model] pub struct Book { pub id: i64, #[field(on_delete = "cascade", related_name = "books")] pub author: ForeignKey<Author> }
    /// # async fn example(db: Db) -> fjango::orm::Result<()> {
    /// let counted = Author::objects()
    ///     .annotate(|author| author.books().rows().subquery(|_| fjango::orm::count()))
    ///     .all(&db)
    ///     .await?;
    /// for (author, books) in counted {
    ///     println!("{} wrote {}", author.name, books.unwrap_or(0));
    /// }
    /// # Ok(()) }
    /// ```
    pub fn rows(&self) -> QuerySet<T> {
        let near = self.many.near().unwrap_or(M::META);
        rows_at(self.many, Expr::Column(self.path.clone(), near.pk()))
    }
}

/// The rows at the end of a relation from the row with this key.
pub(super) fn rows_at<T: Model>(many: Many, key: Expr) -> QuerySet<T> {
    let mut query = Query::new(T::META);
    query.filter.push(match many {
        Many::Reverse { field, .. } => Expr::equal(Expr::Column(query.root(), field), key),
        Many::Through { owner, field, reversed } => {
            let back = Many::Through {
                owner,
                field,
                reversed: !reversed,
            };
            related_to(&query, back, key)
        }
    });
    query.into()
}

/// Whether a row of `query` is related, along `many`, to the row with this key.
pub(super) fn related_to(query: &Query, many: Many, key: Expr) -> Expr {
    let inner = Origin::fresh();
    let far = Expr::Column(Path::root(inner), many.target().pk());
    Expr::Exists {
        from: query.root(),
        many,
        inner: Inner(inner),
        condition: Some(Box::new(Expr::equal(far, key))),
    }
}
