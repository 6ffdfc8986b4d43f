use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::Model;
use crate::value::{Cell, DbValue, DecodeError, Invalid, Row, SqlType, Value};

/// A relation was read that no `select_related` or `prefetch_related` had loaded. Reading never runs a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the related `{model}` was not loaded; add `select_related` or `prefetch_related` to the query")]
pub struct NotLoaded {
    /// The related model's name.
    pub model: &'static str,
}

/// Loaded rows: a `T` or a `Vec<T>`, whose type is not part of the field's.
///
/// The compiler asks whether a model is `Send` by asking so of all that its relations hold. Models lead to each other, in
/// rings of any length, and it would go round until it gives up; here it finds that every model is, and asks no further.
/// Shared, since one row can be found by several others.
type Loaded = Arc<dyn Any + Send + Sync>;

/// A relation field of a struct, as the code that fills it sees it.
pub trait Relation {
    /// Fills a foreign key from the part of a row that holds its model; does nothing when the key is `NULL`.
    ///
    /// # Errors
    /// [`DecodeError`] when the row does not fit.
    fn load(&mut self, row: Row<'_>) -> Result<(), DecodeError>;

    /// The relation called `name` of the loaded row.
    fn step(&mut self, name: &str) -> Option<&mut dyn Relation>;

    /// Takes prefetched rows: a `Vec` of the related model, which other rows may have as well.
    fn fill(&mut self, rows: Arc<dyn Any + Send + Sync>);
}

/// A field that points at a row of another model: [`ForeignKey`], [`OneToOne`], or an `Option` of one.
pub trait Points {
    /// The model pointed at.
    type Target: Model;
}

impl<P: Points> Points for Option<P> {
    type Target = P::Target;
}

macro_rules! key_relation {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub struct $name<T: Model> {
            key: T::Key,
            row: Option<Loaded>,
            marker: PhantomData<fn() -> T>,
        }

        impl<T: Model> $name<T> {
            /// Points at the row with this key.
            pub fn new(key: T::Key) -> Self {
                Self { key, row: None, marker: PhantomData }
            }

            /// The key; always known.
            pub fn key(&self) -> &T::Key {
                &self.key
            }

            /// The loaded row, when there is one.
            pub fn get(&self) -> Option<&T> {
                self.row.as_ref()?.downcast_ref()
            }

            /// The loaded row.
            ///
            /// # Errors
            /// [`NotLoaded`] when the query did not `select_related` it.
            pub fn loaded(&self) -> Result<&T, NotLoaded> {
                self.get().ok_or(NotLoaded { model: T::META.name })
            }
        }

        impl<T: Model> Clone for $name<T> {
            fn clone(&self) -> Self {
                Self { key: self.key.clone(), row: self.row.clone(), marker: PhantomData }
            }
        }

        // Rows are values: nothing can be seen half-changed.
        impl<T: Model> UnwindSafe for $name<T> {}
        impl<T: Model> RefUnwindSafe for $name<T> {}

        impl<T: Model> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.key.to_value().to_text())
            }
        }

        impl<T: Model> PartialEq for $name<T> {
            fn eq(&self, other: &Self) -> bool {
                self.key.to_value() == other.key.to_value()
            }
        }

        impl<T: Model + Serialize> Serialize for $name<T> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self.get() {
                    Some(row) => row.serialize(serializer),
                    None => self.key.serialize_json(serializer),
                }
            }
        }

        impl<T: Model> DbValue for $name<T> {
            type Plain = Self;
            type Like<U: DbValue> = U;

            const SQL_TYPE: SqlType = <T::Key as DbValue>::SQL_TYPE;
            const NAME: &'static str = <T::Key as DbValue>::NAME;
            const FORMAT: Option<&'static str> = <T::Key as DbValue>::FORMAT;
            const RANGE: Option<(i64, i64)> = <T::Key as DbValue>::RANGE;
            const SHOWN_AS_STORED: bool = <T::Key as DbValue>::SHOWN_AS_STORED;

            fn to_value(&self) -> Value {
                self.key.to_value()
            }

            fn from_value(value: Value) -> Result<Self, Invalid> {
                T::Key::from_value(value).map(Self::new)
            }

            fn decode(cell: Cell<'_>) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                T::Key::decode(cell).map(Self::new)
            }

            fn write_json(cell: Cell<'_>, out: &mut Vec<u8>) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
                T::Key::write_json(cell, out)
            }

            fn check(value: &Value) -> Result<(), Invalid> {
                T::Key::check(value)
            }

            fn parse_json(value: &serde_json::Value) -> Result<Value, Invalid> {
                T::Key::parse_json(value)
            }

            fn parse_text(text: &str) -> Result<Value, Invalid> {
                T::Key::parse_text(text)
            }

            fn json_schema() -> serde_json::Value {
                T::Key::json_schema()
            }
        }

        impl<T: Model> Points for $name<T> {
            type Target = T;
        }

        impl<T: Model> Relation for $name<T> {
            fn load(&mut self, row: Row<'_>) -> Result<(), DecodeError> {
                self.row = Some(Arc::new(T::from_row(row)?));
                Ok(())
            }

            fn step(&mut self, name: &str) -> Option<&mut dyn Relation> {
                // Invariant: a row that is being read is nobody else's yet.
                let row = Arc::get_mut(self.row.as_mut()?)?.downcast_mut::<T>()?;
                row.relation(name)
            }

            fn fill(&mut self, _: Arc<dyn Any + Send + Sync>) {}
        }

        impl<T: Model> Relation for Option<$name<T>> {
            fn load(&mut self, row: Row<'_>) -> Result<(), DecodeError> {
                match self {
                    Some(relation) => relation.load(row),
                    None => Ok(()),
                }
            }

            fn step(&mut self, name: &str) -> Option<&mut dyn Relation> {
                self.as_mut().and_then(|relation| relation.step(name))
            }

            fn fill(&mut self, _: Arc<dyn Any + Send + Sync>) {}
        }
    };
}

key_relation! {
    /// Many rows may point at one row of `T`. Holds its key, and the row after `select_related`.
    ForeignKey
}

key_relation! {
    /// At most one row points at each row of `T`. Holds its key, and the row after `select_related`.
    OneToOne
}

macro_rules! many_relation {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub struct $name<T> {
            rows: Option<Loaded>,
            marker: PhantomData<fn() -> T>,
        }

        impl<T> Default for $name<T> {
            fn default() -> Self {
                Self { rows: None, marker: PhantomData }
            }
        }

        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                Self { rows: self.rows.clone(), marker: PhantomData }
            }
        }

        // Rows are values: nothing can be seen half-changed.
        impl<T> UnwindSafe for $name<T> {}
        impl<T> RefUnwindSafe for $name<T> {}

        impl<T: Model> $name<T> {
            /// The loaded rows, when they were loaded.
            pub fn get(&self) -> Option<&[T]> {
                self.rows.as_ref()?.downcast_ref::<Vec<T>>().map(Vec::as_slice)
            }

            /// The loaded rows.
            ///
            /// # Errors
            /// [`NotLoaded`] when the query did not `prefetch_related` them.
            pub fn loaded(&self) -> Result<&[T], NotLoaded> {
                self.get().ok_or(NotLoaded { model: T::META.name })
            }
        }

        impl<T: Model + fmt::Debug> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.get() {
                    Some(rows) => f.debug_list().entries(rows).finish(),
                    None => f.write_str("NotLoaded"),
                }
            }
        }

        impl<T: Model + Serialize> Serialize for $name<T> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.get().serialize(serializer)
            }
        }

        impl<T: Model> Relation for $name<T> {
            fn load(&mut self, _: Row<'_>) -> Result<(), DecodeError> {
                Ok(())
            }

            fn step(&mut self, _: &str) -> Option<&mut dyn Relation> {
                None
            }

            fn fill(&mut self, rows: Arc<dyn Any + Send + Sync>) {
                self.rows = Some(rows);
            }
        }
    };
}

many_relation! {
    /// Many rows on both sides, through a table between. Holds the rows after `prefetch_related`.
    ManyToMany
}

many_relation! {
    /// The rows of `T` whose foreign key points here. Holds them after `prefetch_related`.
    ReverseForeignKey
}

many_relation! {
    /// The row of `T` whose one-to-one field points here, as a list of at most one. Holds it after `prefetch_related`.
    ReverseOneToOne
}

many_relation! {
    /// The rows of `T` whose many-to-many field leads here. Holds them after `prefetch_related`.
    ReverseManyToMany
}
