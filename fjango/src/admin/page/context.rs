use std::collections::BTreeMap;

use crate::admin::Actor;
use crate::db::Db;

/// What the parts of a page are made from: the database, who looks, and what the address says.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PageContext {
    /// The database.
    pub db: Db,
    /// Who looks at the page.
    pub actor: Actor,
    /// The query string: `?period=7d`. Whoever looks can write anything there.
    pub parameters: BTreeMap<String, String>,
}

impl PageContext {
    /// A parameter of the query string.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }
}
