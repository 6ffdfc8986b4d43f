use std::collections::BTreeMap;

use serde_json::Value as JsonValue;

use super::{Can, Members, contract};

contract! {
    /// The parameter `f` of a list: conditions in JSON.
    ///
    /// ```json
    /// {"and": [{"status": {"in": ["paid"]}}, {"or": [{"total": {"gte": "100"}}, {"customer__name": {"contains": "ada"}}]}]}
    /// ```
    /// An object's members all hold. `and` and `or` take lists of such objects, `not` takes one. At most 5 levels and 50
    /// conditions.
    #[derive(Default)]
    #[serde(transparent)]
    pub struct ListFilter(pub Members);

    /// The query string of `GET m/{model}`; `f` is a [`ListFilter`] as JSON text.
    #[derive(Default)]
    #[serde(deny_unknown_fields)]
    pub struct ListParameters {
        /// Words to search for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub q: Option<String>,
        /// Conditions.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub f: Option<String>,
        /// Columns to order by, with commas between: `-placed,number`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sort: Option<String>,
        /// Rows of a page.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub size: Option<String>,
        /// The page's number, from 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub page: Option<String>,
        /// The rows after (or before) a place that a page gave as `next` or `prev`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub after: Option<String>,
        /// The columns wanted, with commas between; the list's own otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub fields: Option<String>,
        /// A view from Rust, whose conditions hold as well.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub view: Option<String>,
        /// The time zone of presets, an offset such as `+02:00`; UTC otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub tz: Option<String>,
        /// Whether deleted rows are wanted, in place of the others: `1`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub trash: Option<String>,
    }

    /// `GET m/{model}`: a page of rows.
    pub struct ListPage {
        /// The rows.
        pub rows: Vec<ListRow>,
        /// Where the page stands.
        pub page: PageInfo,
        /// Sums of this page's rows, by column.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        pub sums: BTreeMap<String, JsonValue>,
    }

    /// A row of a list.
    pub struct ListRow {
        /// The key.
        pub id: String,
        /// Its name for people.
        pub repr: String,
        /// Its version.
        pub v: String,
        /// What the user may do with it, where that differs from row to row.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub can: Option<Vec<Can>>,
        /// Its address on the site itself.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub url: Option<String>,
        /// The values, by column. A relation is a [`Related`] or a list of them, an empty value is `null`.
        pub cells: Members,
    }

    /// A row of another model.
    #[derive(Eq)]
    pub struct Related {
        /// The key.
        pub id: String,
        /// Its name for people.
        pub repr: String,
    }

    /// Where a page stands.
    pub struct PageInfo {
        /// The rows after this page, as `after` takes it.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub next: Option<String>,
        /// The rows before this page, as `after` takes it.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub prev: Option<String>,
        /// The page's number, of pages by number.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub number: Option<u64>,
        /// Rows of a page.
        pub size: u64,
        /// How many rows there are.
        pub total: Total,
    }

    /// A number of rows.
    #[derive(Copy, Eq)]
    pub struct Total {
        /// The number; absent when `kind` is `none`.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub n: Option<u64>,
        /// What it is worth.
        pub kind: TotalKind,
    }

    /// What a number of rows is worth.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum TotalKind {
        /// So many.
        Exact,
        /// About so many.
        Estimate,
        /// So many or more.
        AtLeast,
        /// Nobody counted.
        None,
    }

    /// `GET m/{model}/facets?f=…&field=…`: how often each value occurs.
    pub struct Facets {
        /// The field.
        pub f: String,
        /// The values, the most frequent first; at most 50.
        pub values: Vec<Facet>,
        /// Whether it was given up: there are too many rows to count in time.
        pub unknown: bool,
    }

    /// One value of a facet.
    pub struct Facet {
        /// The value, as filters take it.
        pub v: JsonValue,
        /// The name for people.
        pub label: String,
        /// How many rows have it.
        pub n: u64,
    }

    /// `PATCH m/{model}/cells`: values edited in the list.
    #[serde(deny_unknown_fields)]
    pub struct CellsRequest {
        /// The changes, each of one row; at most 100.
        pub changes: Vec<CellChange>,
    }

    /// Values of one row.
    #[serde(deny_unknown_fields)]
    pub struct CellChange {
        /// The row.
        pub id: String,
        /// The version that was seen.
        pub v: String,
        /// The new values.
        pub set: Members,
    }

    /// The answer to [`CellsRequest`]: each row by itself, in the order sent.
    pub struct CellsResult {
        /// What became of each change.
        pub results: Vec<CellResult>,
    }

    /// What became of one row. Either `row` or `problem` is there.
    pub struct CellResult {
        /// The row.
        pub id: String,
        /// The row as it is now.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub row: Option<ListRow>,
        /// Why it was not changed: a problem document.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub problem: Option<JsonValue>,
    }
}
