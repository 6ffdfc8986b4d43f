use std::marker::PhantomData;

use super::path::Origin;
use super::{Columns, Condition, Expr, Inner, Many, Model, Path, Query, QuerySet, Visibility};
use crate::schema::{ModelMeta, ReverseKind};
use crate::value::DbValue;

/// The two ends of a relation and what is between, for types that hold none of them.
pub(super) type Ends<M, T, Via> = PhantomData<fn() -> (M, T, Via)>;

/// A relation with many rows at its end, asked with [`any`](Self::any) and [`all`](Self::all).
///
/// `Via` is the model between, where a many-to-many field names one with `through`.
pub struct ManyColumn<M, T, Via = ()> {
    pub(super) path: Path,
    pub(super) many: Many,
    /// The struct field that holds prefetched rows.
    pub(super) slot: Option<&'static str>,
    marker: Ends<M, T, Via>,
}

impl<M, T: Model, Via> ManyColumn<M, T, Via> {
    fn make(path: &Path, many: Many, slot: Option<&'static str>) -> Self {
        Self {
            path: path.clone(),
            many,
            slot,
            marker: PhantomData,
        }
    }

    /// The name of the field with the way to it: `post__tags`.
    pub(crate) fn way(&self) -> Option<String> {
        let steps = self.path.fields().into_iter().map(|field| field.name);
        let steps: Vec<&str> = steps.chain([self.slot?]).collect();
        Some(steps.join("__"))
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

    #[doc(hidden)]
    pub fn declared(path: &Path, position: usize) -> Self
    where
        M: Model,
    {
        let reverse = &M::META.reverse[position];
        let source = (reverse.source)();
        let many = match reverse.kind {
            ReverseKind::ManyToMany => reverse.many_to_many(M::META).map(|field| Many::Through {
                owner: source,
                field,
                reversed: true,
            }),
            _ => reverse.field(M::META).map(|field| Many::Reverse { source, field }),
        };
        // Invariant: the compiler has looked for it, see `schema::leads_back`.
        let many = many.unwrap_or_else(|| unreachable!("`{}` leads back to `{}`", source.name, M::META.name));
        Self::make(path, many, Some(reverse.name))
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
            visibility: Visibility::Live,
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

impl<M, T: Model, Via: Model> ManyColumn<M, T, Via> {
    /// The rows of the `through` model, each of which relates one row to another: to ask for their extra columns, and
    /// to change them.
    ///
    /// ```
    /// # use fjango::prelude::*;
    /// # #[model] pub struct Person { pub id: i64, pub name: String }
    /// # #[model] pub struct Group {
    /// #     pub id: i64,
    /// #     #[field(through = Membership)] pub members: ManyToMany<Person>,
    /// # }
    /// # #[model] pub struct Membership {
    /// #     pub id: i64,
    /// #     #[field(on_delete = "cascade")] pub group: ForeignKey<Group>,
    /// #     #[field(on_delete = "cascade")] pub person: ForeignKey<Person>,
    /// #     pub since: NaiveDate,
    /// # }
    /// // Groups that Ann has been in since 2020.
    /// let groups = Group::objects().filter(|group| {
    ///     group.members().through().any(|membership| {
    ///         membership.person().name().eq("Ann") & membership.since().year().le(2020)
    ///     })
    /// });
    /// # let _ = groups;
    /// ```
    pub fn through(&self) -> ManyColumn<M, Via> {
        // Invariant: the compiler has looked for the foreign keys, see `schema::ends`.
        let field = self.many.through_near().unwrap_or_else(|| Via::META.pk());
        let many = Many::Reverse {
            source: Via::META,
            field,
        };
        ManyColumn::make(&self.path, many, None)
    }
}

impl<M: Model, T: Model, Via> ManyColumn<M, T, Via> {
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
        // The row in hand may be deleted itself.
        visibility: Visibility::All,
        condition: Some(Box::new(Expr::equal(far, key))),
    }
}
