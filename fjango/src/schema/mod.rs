//! The one description of a model: [`ModelMeta`], which everything else reads.
//!
//! `#[model]` turns a struct into a `static` [`ModelMeta`]. SQL, migrations, the API, its documentation and the admin
//! are all made from it, so they cannot disagree. [`registry`] lists every model linked into the binary.

mod constraint;
mod ends;
mod field;
mod file;
mod mentions;
mod model;
pub mod names;
pub mod registry;
mod relation;
mod rules;
#[cfg(test)]
mod tests;

pub use constraint::{ConstraintMeta, Rule};
pub use ends::{Ends, ends, leads_back};
pub use field::{Bound, FieldMeta, Validator};
pub use file::{FileKind, FileMeta};
pub use mentions::{mentions, rename_column};
pub use model::{Lifecycle, ModelMeta, OrderMeta, SOFT_DELETE_FIELD};
pub use relation::{ManyToManyMeta, OnDelete, RelationKind, RelationMeta, ReverseKind, ReverseMeta, ThroughMeta};
pub use rules::{CheckMeta, Deferrable, ExclusionMeta, IndexMeta, KeyMeta, KeyOf, Nulls, UniqueMeta};
