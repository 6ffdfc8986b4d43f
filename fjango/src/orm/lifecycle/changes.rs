use std::fmt;
use std::marker::PhantomData;

use crate::orm::{Column, Columns, ForeignColumn, Model, Path};
use crate::schema::FieldMeta;
use crate::value::{DbValue, Value};

/// A single column of `M`, in closures that read or set one value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no column of `{M}`",
    label = "use one column of the model itself"
)]
pub trait OneColumn<M> {
    /// What the column holds.
    type Value: DbValue;

    #[doc(hidden)]
    fn one_field(&self) -> &'static FieldMeta;
}

impl<M, T: DbValue> OneColumn<M> for Column<M, T> {
    type Value = T;

    fn one_field(&self) -> &'static FieldMeta {
        self.field()
    }
}

impl<M: Model, T: Model, K: DbValue> OneColumn<M> for ForeignColumn<M, T, K> {
    type Value = K;

    fn one_field(&self) -> &'static FieldMeta {
        self.key().field()
    }
}

/// The field of the column that a closure picks, with its position.
pub(super) fn picked<M: Model, C: OneColumn<M>>(pick: impl FnOnce(M::Columns) -> C) -> (usize, &'static FieldMeta) {
    let field = pick(M::Columns::at(Path::default())).one_field();
    // Invariant: the closure can name columns of `M` alone.
    (M::META.field_index(field.name).unwrap_or_default(), field)
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The field.
    pub field: &'static FieldMeta,
    /// What it held.
    pub from: Value,
    /// What it holds now.
    pub to: Value,
}

impl PartialEq for FieldMeta {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.column == other.column
    }
}

/// The fields of a row that changed, each with what it held and what it holds.
pub struct Changes<M> {
    changes: Vec<Change>,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model> Changes<M> {
    /// The columns that are not as they were.
    pub(super) fn between(before: &[Value], columns: impl IntoIterator<Item = (usize, Value)>) -> Self {
        let changes = columns.into_iter().filter_map(|(position, to)| {
            let from = before.get(position).filter(|from| **from != to)?.clone();
            let field = &M::META.fields[position];
            Some(Change { field, from, to })
        });
        Self {
            changes: changes.collect(),
            marker: PhantomData,
        }
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The changes, in the order of the struct's fields.
    pub fn iter(&self) -> std::slice::Iter<'_, Change> {
        self.changes.iter()
    }

    /// The names of the fields that changed.
    pub fn names(&self) -> Vec<&'static str> {
        self.iter().map(|change| change.field.name).collect()
    }

    /// Whether a field changed: `changes.contains(|p| p.title())`.
    pub fn contains<C: OneColumn<M>>(&self, column: impl FnOnce(M::Columns) -> C) -> bool {
        let (_, field) = picked(column);
        self.iter().any(|change| change.field.name == field.name)
    }

    /// What a field held and what it holds, when it changed.
    pub fn of<C: OneColumn<M>>(&self, column: impl FnOnce(M::Columns) -> C) -> Option<(C::Value, C::Value)> {
        let (_, field) = picked(column);
        let change = self.iter().find(|change| change.field.name == field.name)?;
        let read = |value: &Value| C::Value::from_value(value.clone()).ok();
        Some((read(&change.from)?, read(&change.to)?))
    }
}

impl<'a, M: Model> IntoIterator for &'a Changes<M> {
    type Item = &'a Change;
    type IntoIter = std::slice::Iter<'a, Change>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<M> Clone for Changes<M> {
    fn clone(&self) -> Self {
        Self {
            changes: self.changes.clone(),
            marker: PhantomData,
        }
    }
}

impl<M> fmt::Debug for Changes<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs = self.changes.iter();
        f.debug_map()
            .entries(pairs.map(|change| (change.field.name, (&change.from, &change.to))))
            .finish()
    }
}
