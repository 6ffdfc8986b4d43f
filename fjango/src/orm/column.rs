use std::marker::PhantomData;
use std::ops::Deref;

use super::{Columns, Condition, Expr, Expression, Model, Operand, Path};
use crate::schema::{FieldMeta, ModelMeta};
use crate::value::{DbValue, SqlType};

/// A column of model `M` holding a `T`, as closures of a query see it: an [`Expression`] that can also be set.
pub struct Column<M, T> {
    expression: Expression<T>,
    field: &'static FieldMeta,
    marker: PhantomData<fn() -> M>,
}

impl<M, T> Clone for Column<M, T> {
    fn clone(&self) -> Self {
        Self {
            expression: self.expression.clone(),
            field: self.field,
            marker: PhantomData,
        }
    }
}

impl<M, T> Deref for Column<M, T> {
    type Target = Expression<T>;
    fn deref(&self) -> &Expression<T> {
        &self.expression
    }
}

// Without a bound on `T`: a type that cannot be stored is reported where it is written, not at each of its uses.
impl<M, T> Column<M, T> {
    #[doc(hidden)]
    pub fn new(path: &Path, field: usize) -> Self
    where
        M: Model,
    {
        let field = &M::META.fields[field];
        Self {
            expression: Expression::new(Expr::Column(path.clone(), field)),
            field,
            marker: PhantomData,
        }
    }

    pub(super) fn field(&self) -> &'static FieldMeta {
        self.field
    }
}

impl<M, T: DbValue> Column<M, T> {
    /// Sets the column to a value, or to something computed from the row, in
    /// [`update_with`](super::QuerySet::update_with).
    pub fn set(&self, value: impl Operand<T::Plain>) -> Assignment<M> {
        Assignment {
            field: self.field,
            value: value.into_operand(),
            marker: PhantomData,
        }
    }
}

impl<M, T: DbValue> Column<M, Option<T>>
where
    Option<T>: DbValue,
{
    /// Sets the column to `NULL`.
    pub fn set_null(&self) -> Assignment<M> {
        Assignment {
            field: self.field,
            value: Expr::Value(crate::value::Value::Null(<Option<T> as DbValue>::SQL_TYPE)),
            marker: PhantomData,
        }
    }
}

/// A column of `M` and what it is to become.
#[must_use = "an assignment does nothing until `update_with` takes it"]
pub struct Assignment<M> {
    pub(super) field: &'static FieldMeta,
    pub(super) value: Expr,
    marker: PhantomData<fn() -> M>,
}

/// A foreign key in a query: compare it with a key, or go on to the columns of the row it points at.
///
/// `K` is what it reads as: the other model's key, in an `Option` where the foreign key can be `NULL`.
pub struct ForeignColumn<M, T: Model, K = <T as Model>::Key> {
    key: Column<M, K>,
    path: Path,
    columns: T::Columns,
}

impl<M: Model, T: Model, K> ForeignColumn<M, T, K> {
    #[doc(hidden)]
    pub fn new(path: &Path, field: usize) -> Self {
        let key = Column::new(path, field);
        let path = path.then(key.field, T::META);
        Self {
            key,
            columns: T::Columns::at(path.clone()),
            path,
        }
    }

    pub(super) fn target_path(&self) -> &Path {
        &self.path
    }
}

impl<M: Model, T: Model, K: DbValue> ForeignColumn<M, T, K> {
    /// Whether it points at the row with this key.
    pub fn eq(&self, key: impl Operand<K::Plain>) -> Condition {
        self.key.eq(key)
    }

    /// Whether it points elsewhere, or nowhere.
    pub fn ne(&self, key: impl Operand<K::Plain>) -> Condition {
        self.key.ne(key)
    }

    /// Whether it points at one of these.
    pub fn in_<V: Into<K::Plain>>(&self, keys: impl IntoIterator<Item = V>) -> Condition {
        self.key.in_(keys)
    }

    /// Whether it points nowhere.
    pub fn is_null(&self) -> Condition {
        self.key.is_null()
    }

    /// Whether it points somewhere.
    pub fn is_not_null(&self) -> Condition {
        self.key.is_not_null()
    }

    /// The key itself, as a column.
    pub fn key(&self) -> &Column<M, K> {
        &self.key
    }
}

impl<M, T: Model, K> Deref for ForeignColumn<M, T, K> {
    type Target = T::Columns;
    fn deref(&self) -> &T::Columns {
        &self.columns
    }
}

/// The kind of a key column, for code that has only the metadata.
pub(crate) fn key_type(meta: &ModelMeta) -> SqlType {
    meta.pk().sql_type()
}
