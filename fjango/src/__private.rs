//! What generated code names. Hidden and free to change: nothing here is for people.

pub use {diesel, inventory, schemars, serde, serde_json};

pub use crate::orm::{
    Column, Columns, ForeignColumn, ForeignKey, Input, ManyColumn, ManyToMany, Model, OneToOne, Path, QuerySet,
    Relation, ReverseForeignKey, ReverseOneToOne, Values,
};
pub use crate::schema::{
    Bound, CheckMeta, FieldMeta, IndexMeta, ManyToManyMeta, ModelMeta, OnDelete, OrderMeta, RelationKind, RelationMeta,
    ReverseMeta, UniqueMeta, registry,
};
pub use crate::value::{
    Cell, Choice, Choices, DbValue, DecodeError, Invalid, Row, SqlType, ValidationErrors, Value, ValueType,
};
pub use std::boxed::Box;
pub use std::option::Option;
pub use std::result::Result;

pub mod choices;

/// What a decoder may fail with.
pub type BoxError = std::boxed::Box<dyn std::error::Error + Send + Sync>;

/// The name of a schema.
pub type CowStr = std::borrow::Cow<'static, str>;

/// The JSON Schema of a stored type.
pub fn schema_of<T: DbValue>() -> schemars::Schema {
    T::json_schema().try_into().unwrap_or_default()
}
