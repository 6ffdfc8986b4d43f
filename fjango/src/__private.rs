//! What generated code names. Hidden and free to change: nothing here is for people.

pub use {diesel, inventory, schemars, serde, serde_json};

pub use crate::orm::{
    CallsHooks, Column, Columns, Expr, ForeignColumn, ForeignKey, FromRow, Given, Gives, HookRegistration, Hooks,
    Input, ManyColumn, ManyToMany, Model, NoHooks, OneToOne, Part, PartOf, Path, QuerySet, Relation, ReverseForeignKey,
    ReverseManyToMany, ReverseOneToOne, RowPart, SoftDelete, Track, Tracked, Valued, Values, WithHooks, remember,
};
pub use crate::orm::{ModelPart, PartField, Points, relation_called};
pub use crate::schema::{
    Bound, CheckMeta, Deferrable, Ends, ExclusionMeta, FieldMeta, FileMeta, IndexMeta, KeyMeta, KeyOf, Lifecycle,
    ManyToManyMeta, ModelMeta, Nulls, OnDelete, OrderMeta, RelationKind, RelationMeta, ReverseKind, ReverseMeta,
    ThroughMeta, UniqueMeta, registry,
};
pub use crate::schema::{ends, leads_back};
pub use crate::storage::{FileType, Upload};
pub use crate::value::{
    Cell, Choice, Choices, DbValue, DecodeError, Invalid, Row, SqlType, ValidationErrors, Value, ValueType,
};
pub use fjango_macros::__join_part;
pub use std::boxed::Box;
pub use std::option::Option;
pub use std::result::Result;

pub use actix_web::HttpRequest;
pub use actix_web::dev::Payload;
pub use actix_web::http::Method;
pub use futures_util::future::{BoxFuture, LocalBoxFuture};

pub use crate::admin::ModelAdmin;
pub use crate::admin::contract::{CountMode, Paging};
pub use crate::api::{
    Endpoint, EndpointInput, EndpointOutput, EndpointResult, Guard, ModelApi, OperationBuilder, Paginate,
    PathParameter, path_parameter,
};
pub use crate::commands::run_main;
pub use crate::migrate::{DataStep, EmbeddedFile, EmbeddedMigrations, MigrationDb};

#[cfg(feature = "mimalloc")]
mod allocator;
pub mod choices;
pub mod inputs;
mod validators;
pub use crate::{__input_impls as input_impls, __model_schema_impl as model_schema_impl};
pub use validators::run_validator;

#[cfg(feature = "mimalloc")]
pub use allocator::Mimalloc;

/// Sets the allocator of a program.
#[cfg(feature = "mimalloc")]
#[doc(hidden)]
#[macro_export]
macro_rules! __global_allocator {
    () => {
        #[global_allocator]
        static ALLOCATOR: $crate::__private::Mimalloc = $crate::__private::Mimalloc;
    };
}

/// Leaves a program the system's allocator.
#[cfg(not(feature = "mimalloc"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __global_allocator {
    () => {};
}

pub use crate::__global_allocator as global_allocator;

/// What a decoder may fail with.
pub type BoxError = std::boxed::Box<dyn std::error::Error + Send + Sync>;

/// The name of a schema.
pub type CowStr = std::borrow::Cow<'static, str>;

/// The JSON Schema of a stored type.
pub fn schema_of<T: DbValue>() -> schemars::Schema {
    T::json_schema().try_into().unwrap_or_default()
}
pub use uuid::Uuid;

/// A new time-ordered key, for models with a `Uuid` primary key.
pub fn new_uuid() -> Value {
    Value::Uuid(Uuid::now_v7())
}

/// Adds a model to the registry.
#[doc(hidden)]
#[macro_export]
macro_rules! __register_model {
    ($model:ident) => {
        $crate::__private::inventory::submit! {
            $crate::__private::registry::Registration {
                meta: || <$model as $crate::__private::Model>::META,
            }
        }
    };
}
pub use crate::__register_model as register_model;

/// Lets code that knows the model by its metadata alone call its hooks.
#[doc(hidden)]
#[macro_export]
macro_rules! __register_hooks {
    ($model:ident) => {
        impl $crate::__private::CallsHooks for $model {}
        $crate::__private::inventory::submit! {
            $crate::__private::HookRegistration::of::<$model>()
        }
    };
}
pub use crate::__register_hooks as register_hooks;

/// A type, once a constant has been checked: where the constant does not compile, the type is unknown, silently.
pub trait Checked<const CHECK: usize> {
    /// The type.
    type Itself: ?Sized;
}

impl<T: ?Sized, const CHECK: usize> Checked<CHECK> for T {
    type Itself = T;
}

/// A model, as the end of a relation is asked for one. Less than [`Model`], which also asks what the struct's fields
/// are: those of two models that point at each other would ask in a circle.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a model", label = "put `#[model]` on the struct `{Self}`")]
pub trait IsModel {
    /// To be named.
    fn is_model() {}
}

#[expect(
    clippy::needless_maybe_sized,
    reason = "the compiler would ask whether the struct's fields have a size, in a circle"
)]
#[diagnostic::do_not_recommend]
impl<T: Model + ?Sized> IsModel for T {}

/// Marks the way back that columns have, so that it cannot overlap with a row's.
pub struct InQuery;

/// Marks the way back that a row has.
pub struct OnRow;

/// Runs the body of a `#[fjango::test]` on the runtime that handlers have, a fresh one on this thread.
pub fn run_test<T>(test: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(test)
}

#[cfg(feature = "diesel-schema")]
pub use crate::value::diesel_types;
#[cfg(feature = "diesel-schema")]
pub use diesel::table as diesel_table;

/// What `#[model(diesel)]` says without the feature.
#[cfg(not(feature = "diesel-schema"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __diesel_table {
    ($($table:tt)*) => {
        ::core::compile_error!(
            "`#[model(diesel)]` needs the feature `diesel-schema` of fjango; add it to `fjango` in Cargo.toml"
        );
    };
}
#[cfg(not(feature = "diesel-schema"))]
pub use crate::__diesel_table as diesel_table;

/// Notes the caller's line for a future's statements, as terminal methods do. The benches measure what that costs.
#[track_caller]
pub fn here<F: Future>(future: F) -> impl Future<Output = F::Output> {
    crate::db::here(future)
}
