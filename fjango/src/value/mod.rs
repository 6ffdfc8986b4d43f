//! Values: what a column can hold, and how it travels between Rust, SQL and JSON.
//!
//! [`Value`] is one owned SQL value and [`SqlType`] its kind. A Rust type becomes a field type by implementing
//! [`DbValue`]; [`ValueType`] is that implementation as data, so that code which knows a model only by its
//! metadata can parse, check and write its values too.
//!
//! This is the lowest floor: nothing here knows models, SQL text or HTTP.

mod cell;
mod choices;
mod db_value;
mod decimal;
#[cfg(feature = "diesel-schema")]
pub mod diesel_types;
mod invalid;
mod json;
mod json_text;
mod scalars;
mod sql_type;
#[cfg(test)]
mod tests;
mod text_types;
mod value_type;

pub use cell::{Cell, DecodeError, RawRow, Row};
pub use choices::{Choice, Choices};
pub use db_value::DbValue;
#[cfg(feature = "postgres")]
pub(crate) use decimal::to_numeric as decimal_to_numeric;
#[cfg(feature = "sqlite")]
pub(crate) use decimal::to_sqlite as decimal_to_sqlite;
pub use invalid::{FieldError, Invalid, ValidationErrors};
pub use json::Json;
/// JSON of any shape, as a column's type.
pub use serde_json::Value as JsonValue;
pub use sql_type::{SqlType, Value, ValueKey};
pub use text_types::{Email, Slug, Text, Url, slugify};
pub use value_type::ValueType;
