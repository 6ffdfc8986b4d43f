//! Models and queries: the typed face, one untyped tree beneath, rows back into structs.
//!
//! `|p| p.title().icontains("x")` is checked by the compiler and lowers to an [`Expr`]; the API, the admin and the
//! shell build the same tree from strings with [`lookup::parse`]. One renderer turns it into SQL for both databases.

mod annotate;
mod change;
pub(crate) mod clean;
mod column;
mod condition;
mod deletion;
mod error;
mod expr;
mod expression;
mod from_row;
mod input;
mod lifecycle;
pub mod lookup;
mod manager;
mod many_column;
mod model;
mod only;
mod part;
mod path;
mod prefetch;
mod query;
mod queryset;
mod related;
mod relations;
mod render;
mod select;
mod soft_delete;
#[cfg(test)]
mod tests;
mod validate;
mod values;
mod violation;
mod write;

pub use annotate::Annotated;
pub(crate) use column::key_type;
pub use column::{Assignment, Column, ForeignColumn};
pub use condition::Condition;
pub use deletion::{Blocker, Deleted, Deletion};
pub(crate) use deletion::{delete, delete_hard};
pub use error::{Error, Result};
pub use expr::{
    AggregateExpr, Call, Comparison, Exclusion, Expr, Inner, Many, Nulls, OrderExpr, Select, TextMatch, WindowExpr,
};
pub use expression::{
    Aggregate, Averaged, Case, DateValue, Expression, Func, JsonValue, Number, Operand, Subquery, Summed, TextValue,
    TimeValue, Window, WindowCall, count, cume_dist, dense_rank, exists, json_array, json_object, now, ntile,
    percent_rank, random, rank, row_number, value, when, window,
};
#[doc(hidden)]
pub use from_row::Part;
pub use from_row::{FromRow, Given, Gives, PartOf, Reads, RowPart};
pub(crate) use input::Uploads;
pub use input::{Input, Values};
pub(crate) use lifecycle::untyped_hooks;
pub use lifecycle::{
    CallsHooks, Change, Changes, Event, HookRegistration, Hooks, NoHooks, OneColumn, RunHooks, Saving, Track, Tracked,
    UntypedHooks, WithHooks, remember,
};
pub use many_column::ManyColumn;
pub use model::Model;
pub use only::Only;
pub use part::{ModelPart, Timestamps};
#[doc(hidden)]
pub use part::{PartField, relation_called};
pub use path::{Columns, Path};
pub use prefetch::{PrefetchWith, Prefetchable};
pub use query::{Distinct, Lock, Query, SetOperator, Visibility};
pub use queryset::QuerySet;
pub use related::Related;
#[doc(hidden)]
pub use relations::Points;
pub use relations::{
    ForeignKey, ManyToMany, NotLoaded, OneToOne, Relation, ReverseForeignKey, ReverseManyToMany, ReverseOneToOne,
};
pub(crate) use soft_delete::restore_rows;
pub use soft_delete::{Removal, SoftDelete};
pub use validate::validate;
pub use values::{Assignments, Fields, OrderBy, Selectable, Valued};
pub(crate) use violation::objection;
pub use write::{
    FieldSet, create_values, insert_row, insert_row_returning, insert_rows, take_create_values, update_values,
};
pub(crate) use write::{delete_one, related_keys, set_many, store, update_one};
