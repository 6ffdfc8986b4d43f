//! Every JSON that crosses between the admin's server and its pages. Nothing else may.
//!
//! The TypeScript of the pages is generated from `fjango/admin-ui/contract.json`, which a test writes from these types, so
//! that the two sides cannot disagree. Keys, `i64` and decimals are strings, times RFC 3339 in UTC. What may be absent is
//! left out, never `null`.

mod action;
mod history;
mod list;
mod page;
mod preference;
mod problem;
mod record;
mod relation;
mod schema;
mod search;
mod session;
#[cfg(test)]
mod tests;
mod transfer;

pub use action::*;
pub use history::*;
pub use list::*;
pub use page::*;
pub use preference::*;
pub use problem::*;
pub use record::*;
pub use relation::*;
pub use schema::*;
pub use search::*;
pub use session::*;
pub use transfer::*;

/// A JSON object whose members are named by fields.
pub type Members = serde_json::Map<String, serde_json::Value>;

/// Marks a type that crosses: `Debug`, `Clone`, serde both ways, and a JSON Schema.
macro_rules! contract {
    ($($item:item)*) => {$(
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        $item
    )*};
}
use contract;
