//! Structs that rows become: `#[derive(FromRow)]`.

use std::marker::PhantomData;

use super::{Aggregate, Column, Expr, Expression, ForeignColumn, Model, Subquery, Valued};
use crate::value::{DbValue, DecodeError, Row};

/// A struct that rows become. `#[derive(FromRow)]` implements it.
#[diagnostic::on_unimplemented(
    message = "rows do not become a `{Self}`",
    label = "derive `FromRow` on the struct `{Self}`"
)]
pub trait FromRow: RowPart {
    /// What a query selects for each of its fields.
    type Values: Valued<Row = Self>;
}

/// What some columns of a row become: a field of a derived struct, or such a struct in another.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a row",
    label = "use a type that a model's field can have, or derive `FromRow` on this one"
)]
pub trait RowPart: Sized + Send + 'static {
    /// The number of columns read.
    #[doc(hidden)]
    const WIDTH: usize;
    #[doc(hidden)]
    const PART: Part<Self> = Part {
        width: Self::WIDTH,
        decode: Self::decode,
    };
    #[doc(hidden)]
    fn decode(row: Row<'_>) -> Result<Self, DecodeError>;
}

/// [`RowPart`] as data: the type has no bound, so that the compiler reports one which cannot be read once.
#[doc(hidden)]
pub struct Part<T> {
    pub width: usize,
    decode: fn(Row<'_>) -> Result<T, DecodeError>,
}

impl<T> Part<T> {
    /// Decodes the next part of a row and goes on behind it.
    ///
    /// # Errors
    /// [`DecodeError`] when a column does not fit.
    pub fn take(&self, rest: &mut Row<'_>) -> Result<T, DecodeError> {
        let value = (self.decode)(*rest)?;
        *rest = rest.skip(self.width);
        Ok(value)
    }
}

impl<T: DbValue> RowPart for T {
    const WIDTH: usize = 1;

    fn decode(row: Row<'_>) -> Result<Self, DecodeError> {
        row.get(0)
    }
}

/// What a field of a derived row can be read from: an expression that gives a `T`, or, for an `Option`, its content.
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` cannot hold what `{Self}` gives",
    label = "does not give a `{T}`: change the field's type, or the value's by `.cast::<{T}>()`, `.coalesce(…)` or the like"
)]
pub trait Gives<T> {
    #[doc(hidden)]
    fn give(self) -> Given<T>;
}

macro_rules! gives {
    ($([$($generic:tt)*] $this:ty => $row:ty;)*) => {$(
        impl<$($generic)*> Gives<$row> for $this {
            fn give(self) -> Given<$row> {
                Given::new(vec![self.expr()])
            }
        }
    )*};
}

gives! {
    [T: DbValue] Expression<T> => T;
    [T: DbValue] Expression<T> => Option<T>;
    [T: DbValue] Aggregate<T> => T;
    [T: DbValue] Aggregate<T> => Option<T>;
    [T: DbValue] Subquery<T> => Option<T::Plain>;
    [M, T: DbValue] Column<M, T> => T;
    [M, T: DbValue] Column<M, T> => Option<T>;
    [M, T: DbValue] &Column<M, T> => T;
    [M, T: DbValue] &Column<M, T> => Option<T>;
}

macro_rules! gives_key {
    ($($row:ty;)*) => {$(
        impl<M: Model, T: Model, K: DbValue> Gives<$row> for ForeignColumn<M, T, K> {
            fn give(self) -> Given<$row> {
                Given::new(vec![self.key().expr()])
            }
        }
    )*};
}

gives_key! {
    K;
    Option<K>;
}

/// What a query selects for a field of type `T`.
pub struct Given<T> {
    exprs: Vec<Expr>,
    marker: PhantomData<fn() -> T>,
}

impl<T> Given<T> {
    #[doc(hidden)]
    pub fn new(exprs: Vec<Expr>) -> Self {
        Self {
            exprs,
            marker: PhantomData,
        }
    }

    #[doc(hidden)]
    pub fn push_to(&self, all: &mut Vec<Expr>) {
        all.extend_from_slice(&self.exprs);
    }
}

/// A struct with some of a model's columns: `#[from_row(of = Post)]` beside `#[derive(FromRow)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no part of `{M}`",
    label = "derive `FromRow` on it and add `#[from_row(of = {M})]`"
)]
pub trait PartOf<M: Model>: RowPart {
    #[doc(hidden)]
    fn exprs(columns: &M::Columns) -> Vec<Expr>;
}

/// A query that can read a `T` of each row: one with some of its model's columns, see [`PartOf`].
///
/// That it is asked of the query keeps the compiler's message short: it does not show where `T` is written.
#[diagnostic::on_unimplemented(
    message = "`{T}` is no part of the model of `{Self}`",
    label = "derive `FromRow` on `{T}` and add `#[from_row(of = …)]` with this model"
)]
pub trait Reads<T> {}

#[diagnostic::do_not_recommend]
impl<M: Model, T: PartOf<M>> Reads<T> for super::QuerySet<M> {}

/// Selects a value for each field of a struct that derives [`FromRow`](macro@crate::FromRow), by name.
///
/// It goes where a query takes values: in `values`, `aggregate` and `annotate`, also inside a tuple or another `row!`.
///
/// ```
/// use fjango::orm::count;
/// use fjango::prelude::*;
///
/// # #[model] pub struct Post { pub id: i64, pub author: String }
/// #[derive(FromRow)]
/// pub struct AuthorCount {
///     pub author: String,
///     pub posts: i64,
/// }
///
/// # async fn example(db: Db) -> fjango::orm::Result<()> {
/// let authors: Vec<AuthorCount> = Post::objects()
///     .values(&db, |p| row!(AuthorCount { author: p.author(), posts: count() }))
///     .await?;
/// # let _ = authors; Ok(()) }
/// ```
#[macro_export]
macro_rules! row {
    ($row:ty { $($field:ident: $value:expr),* $(,)? }) => {{
        type __Values = <$row as $crate::orm::FromRow>::Values;
        __Values { $($field: $crate::orm::Gives::give($value)),* }
    }};
}
