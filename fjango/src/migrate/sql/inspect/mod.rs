//! Reading a schema from the database itself, and the schema that a state asks for.
//!
//! The second is read as well rather than worked out: its tables are made where nobody sees them and read in the same way, so
//! that both sides are in the database's own words: `x IN ('a', 'b')` and `x = ANY (ARRAY['a', 'b'])` are one condition.

mod postgres;
mod sqlite;
mod text;

pub(super) use postgres::Postgres;
pub(super) use sqlite::Sqlite;

use futures_util::future::BoxFuture;

use crate::db::{Connection, Db, Statement, first_value};
use crate::migrate::inspect::{LiveColumn, LiveSchema, LiveTable};
use crate::migrate::{Error, Result};

/// How one database tells its schema, and what mends it.
pub trait Inspector: Send + Sync {
    /// The schema that `connection` works in.
    fn read<'a>(&'a self, connection: &'a mut Connection) -> BoxFuture<'a, Result<LiveSchema>>;

    /// The schema that `statements` make out of nothing. The database keeps none of it.
    fn build<'a>(&'a self, db: &'a Db, statements: &'a [String]) -> BoxFuture<'a, Result<LiveSchema>>;

    /// Whether both columns hold the same values, however their types are spelt. `points` says that they hold keys of
    /// another table, which limit them anyway.
    fn likeness(&self, expected: &LiveColumn, found: &LiveColumn, points: bool) -> Likeness;

    /// An expression in one spelling.
    fn normal(&self, expression: &str) -> String;

    /// Whether `found` keeps the condition `expected` by other means: a type, or another spelling.
    fn implies(&self, found: &LiveTable, expected: &str) -> bool;

    /// What brings a table from what it is to what it must be, for one difference.
    fn mend(&self, found: Option<&LiveTable>, expected: Option<&LiveTable>, part: Part<'_>) -> Vec<String>;
}

/// How alike two types are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// The same.
    Same,
    /// Values are read and written alike; no model says the difference.
    Alike,
    /// Others.
    Different,
}

/// What is to be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// The table itself.
    Table,
    /// Its comment.
    Comment,
    /// A column as a whole.
    Column(&'a str),
    /// A column's type or collation.
    Type(&'a str),
    /// Whether a column accepts `NULL`.
    Null(&'a str),
    /// A column's default.
    Default(&'a str),
    /// How a column is computed.
    Generated(&'a str),
    /// How a column numbers the rows.
    Numbered(&'a str),
    /// A column's comment.
    ColumnComment(&'a str),
    /// The constraint: by what it is called in the database, and by what it should be called.
    Constraint(Option<&'a str>, Option<&'a str>),
    /// A constraint that rows from before it were not looked at for.
    Validate(&'a str),
    /// The index, as above.
    Index(Option<&'a str>, Option<&'a str>),
}

/// The rows of one text column that holds JSON.
async fn documents<T: serde::de::DeserializeOwned>(connection: &mut Connection, sql: &str) -> Result<Vec<T>> {
    const ACTION: &str = "reading the database's schema";
    let rows = connection.fetch(Statement::sql(sql), first_value::<String>).await;
    let rows = rows.map_err(|error| Error::Database {
        action: ACTION,
        message: error.to_string(),
    })?;
    let parsed = rows.iter().map(|row| {
        serde_json::from_str(row).map_err(|error| Error::Database {
            action: ACTION,
            message: format!("{error} in {row}"),
        })
    });
    parsed.collect()
}
