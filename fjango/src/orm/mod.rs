//! Models and queries: the typed face, one untyped tree beneath, rows back into structs.
//!
//! `|p| p.title().icontains("x")` is checked by the compiler and lowers to an [`Expr`]; the API, the admin and the
//! shell build the same tree from strings with [`lookup::parse`]. One renderer turns it into SQL for both databases.

mod column;
mod condition;
mod error;
mod expr;
mod input;
pub mod lookup;
mod model;
mod path;
mod prefetch;
mod query;
mod queryset;
mod relations;
mod render;
#[cfg(test)]
mod tests;
mod validate;
mod write;

pub(crate) use column::key_type;
pub use column::{Column, ForeignColumn, ManyColumn, Operand, TextValue};
pub use condition::Condition;
pub use error::{Error, Result};
pub use expr::{Comparison, Expr, Many, OrderExpr, TextMatch};
pub use input::{Input, Values};
pub use model::Model;
pub use path::{Columns, Path};
pub use prefetch::{PrefetchWith, Prefetchable};
pub use query::Query;
pub use queryset::{OrderBy, QuerySet, Selectable, Valued};
pub use relations::{ForeignKey, ManyToMany, NotLoaded, OneToOne, Relation, ReverseForeignKey, ReverseOneToOne};
pub use validate::validate;
pub(crate) use write::set_many;
pub use write::{create_values, insert_rows, update_values};
