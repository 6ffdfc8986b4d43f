//! What closures of a query give: an order, relations to read along, values.

use super::{Aggregate, Assignment, Column, Expr, Expression, ForeignColumn, Model, OrderExpr, Path, Subquery};
use crate::schema::FieldMeta;
use crate::value::{DbValue, DecodeError, Row};

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

impl<M: Model, T: Model, K> Selectable for ForeignColumn<M, T, K> {
    fn paths(&self, visit: &mut dyn FnMut(&Path)) {
        visit(self.target_path());
    }
}

/// What `values` takes: a column or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of a row",
    label = "use a column, an expression, a `row!` or a tuple of them; a window function needs `.over(window())`"
)]
pub trait Valued {
    /// What each row becomes.
    type Row: Send + 'static;
    /// The number of columns read.
    #[doc(hidden)]
    const WIDTH: usize = 1;
    #[doc(hidden)]
    fn exprs(&self) -> Vec<Expr>;
    #[doc(hidden)]
    fn decode(row: Row<'_>) -> Result<Self::Row, DecodeError>;
}

macro_rules! single {
    ($([$($generic:tt)*] $this:ty => $row:ty;)*) => {$(
        impl<$($generic)*> Valued for $this {
            type Row = $row;

            fn exprs(&self) -> Vec<Expr> {
                vec![self.expr()]
            }

            fn decode(row: Row<'_>) -> Result<$row, DecodeError> {
                row.get(0)
            }
        }
    )*};
}

single! {
    [T: DbValue] Expression<T> => T;
    [T: DbValue] Aggregate<T> => T;
    [T: DbValue] Subquery<T> => Option<T::Plain>;
    [M, T: DbValue] Column<M, T> => T;
    [M, T: DbValue] &Column<M, T> => T;
}

impl<M: Model, T: Model, K: DbValue> Valued for ForeignColumn<M, T, K> {
    type Row = K;

    fn exprs(&self) -> Vec<Expr> {
        vec![self.key().expr()]
    }

    fn decode(row: Row<'_>) -> Result<K, DecodeError> {
        row.get(0)
    }
}

/// What `bulk_update` and `bulk_upsert` take: a column of the model or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no column of `{M}`",
    label = "use a column of the model itself, or a tuple of them"
)]
pub trait Fields<M> {
    #[doc(hidden)]
    fn fields(&self) -> Vec<&'static FieldMeta>;
}

impl<M, T> Fields<M> for Column<M, T> {
    fn fields(&self) -> Vec<&'static FieldMeta> {
        vec![self.field()]
    }
}

impl<M: Model, T: Model> Fields<M> for ForeignColumn<M, T> {
    fn fields(&self) -> Vec<&'static FieldMeta> {
        vec![self.key().field()]
    }
}

/// What `update_with` takes: an assignment, a tuple or a list of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no assignment to a column of `{M}`",
    label = "use a column's `.set(…)`, or a tuple of them"
)]
pub trait Assignments<M> {
    #[doc(hidden)]
    fn into_assignments(self) -> Vec<Assignment<M>>;
}

impl<M> Assignments<M> for Assignment<M> {
    fn into_assignments(self) -> Vec<Assignment<M>> {
        vec![self]
    }
}

impl<M> Assignments<M> for Vec<Assignment<M>> {
    fn into_assignments(self) -> Vec<Assignment<M>> {
        self
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
            const WIDTH: usize = 0 $(+ $name::WIDTH)+;

            fn exprs(&self) -> Vec<Expr> {
                let mut all = Vec::new();
                $(all.extend(self.$index.exprs());)+
                all
            }

            fn decode(row: Row<'_>) -> Result<Self::Row, DecodeError> {
                let mut rest = row;
                Ok(($(next::<$name>(&mut rest)?,)+))
            }
        }

        impl<Target, $($name: Fields<Target>),+> Fields<Target> for ($($name,)+) {
            fn fields(&self) -> Vec<&'static FieldMeta> {
                let mut all = Vec::new();
                $(all.extend(self.$index.fields());)+
                all
            }
        }

        impl<Target, $($name: Assignments<Target>),+> Assignments<Target> for ($($name,)+) {
            fn into_assignments(self) -> Vec<Assignment<Target>> {
                let mut all = Vec::new();
                $(all.extend(self.$index.into_assignments());)+
                all
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

/// Decodes the next value of a row and goes on behind it.
fn next<V: Valued>(rest: &mut Row<'_>) -> Result<V::Row, DecodeError> {
    let value = V::decode(*rest)?;
    *rest = rest.skip(V::WIDTH);
    Ok(value)
}
