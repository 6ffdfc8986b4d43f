//! The SQL of schema changes.
//!
//! A migration's SQL is not put together from its steps: the tables before and after it are compared, and each
//! database writes the statements in the order it needs. So circular foreign keys need no thought, a table is rebuilt
//! once however many of its columns change, and the way back is the same comparison with the sides swapped.

mod changes;
mod follow;
mod footprint;
mod inspect;
mod live;
mod postgres;
mod renames;
mod rules;
mod sqlite;
mod table;

pub(super) use footprint::Footprint;
pub use inspect::{Inspector, Likeness, Part};
pub use live::Live;
pub use rules::{Basis, Body, Exclusion, Index, Key, KeyOf, Rule, Span, Unique};
pub use table::{Column, Generated, Table, Tables};

use std::collections::BTreeSet;

use super::graph::Graph;
use super::state::ProjectState;
use super::{Error, Operation, section};

/// What one database needs for migrations, beyond its connection.
pub trait SchemaDialect: Send + Sync {
    /// `postgres` or `sqlite`, also the folder of its SQL.
    fn name(&self) -> &'static str;

    /// The statements from `before` to `after`; `fills` has the values for rows that exist.
    fn statements(&self, before: &Tables, after: &Tables) -> Vec<String>;

    /// Creates the history table where it is missing.
    fn create_history(&self) -> &'static str;

    /// Finds the history table: a row when it is there.
    fn find_history(&self) -> &'static str;

    /// Creates the table of migrations that are half done, where it is missing.
    fn create_progress(&self) -> &'static str {
        "CREATE TABLE IF NOT EXISTS \"fjango_migration_progress\" (\n\
         \x20   \"app\" text NOT NULL,\n\
         \x20   \"name\" text NOT NULL,\n\
         \x20   \"direction\" text NOT NULL,\n\
         \x20   \"done\" bigint NOT NULL,\n\
         \x20   \"started\" boolean NOT NULL,\n\
         \x20   \"checksum\" text NOT NULL,\n\
         \x20   \"notes\" text NOT NULL,\n\
         \x20   CONSTRAINT \"fjango_migration_progress_pkey\" PRIMARY KEY (\"app\", \"name\")\n)"
    }

    /// Finds the table of migrations that are half done: a row when it is there.
    fn find_progress(&self) -> &'static str;

    /// What the session needs before a migration's transaction, and after it.
    fn around(&self) -> (&'static [&'static str], &'static [&'static str]);

    /// Begins a transaction that may write.
    fn begin(&self) -> &'static str;

    /// Finds rows that point at nothing, where the database does not do so by itself: table, row id, table pointed at.
    fn find_dangling(&self) -> Option<&'static str>;

    /// Finds the indexes and triggers, where a table that is built anew loses them, and the tables: `index`, `trigger`
    /// or `table`, name, table, and the SQL that makes it again.
    fn find_attached(&self) -> Option<&'static str>;

    /// How processes that migrate at once take turns, where the transaction alone does not do it: a query that says
    /// `true` when the lock was taken, and the statement that gives it back.
    fn lock(&self) -> Option<(&'static str, &'static str)>;

    /// Reads the schema of a database of this kind.
    fn inspector(&self) -> &'static dyn Inspector;

    /// What it needs while others use it, where they could wait for a migration.
    fn live(&self) -> Option<&'static dyn Live> {
        None
    }
}

/// Every database that migrations are written for.
pub const DIALECTS: [&dyn SchemaDialect; 2] = [&postgres::Postgres, &sqlite::Sqlite];

/// The one called `name`.
pub fn dialect(name: &str) -> Option<&'static dyn SchemaDialect> {
    DIALECTS.into_iter().find(|dialect| dialect.name() == name)
}

/// The one called `name`, which migrations must be written for.
///
/// # Errors
/// [`Error::Database`] when they are not.
pub(super) fn of(name: &str) -> Result<&'static dyn SchemaDialect, Error> {
    dialect(name).ok_or_else(|| Error::Database {
        action: "connecting",
        message: format!("migrations are not written for `{name}`"),
    })
}

/// The SQL of a migration in both directions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// Forward.
    pub up: String,
    /// Back.
    pub down: String,
}

impl Script {
    /// The SQL of `operations` of `app`, applied to `before`.
    ///
    /// # Errors
    /// What [`Operation::apply`] says.
    pub fn write(
        dialect: &dyn SchemaDialect,
        app: &str,
        operations: &[Operation],
        before: &ProjectState,
    ) -> Result<Self, Error> {
        Ok(TableSteps::of(app, operations, before)?.script(dialect))
    }
}

/// The tables before and after a migration's steps, found once for all who ask: of a large project they take the most time.
pub(super) struct TableSteps {
    old: Tables,
    new: Tables,
    /// The state after the steps.
    pub(super) after: ProjectState,
}

impl TableSteps {
    /// Those of `operations` of `app`, applied to `before`.
    ///
    /// # Errors
    /// What [`Operation::apply`] says.
    pub(super) fn of(app: &str, operations: &[Operation], before: &ProjectState) -> Result<Self, Error> {
        let mut after = before.clone();
        for operation in operations {
            operation.apply(app, &mut after)?;
        }
        let (mut old, mut new) = (Tables::of(before)?, Tables::of(&after)?);
        follow::follow(app, operations, &mut old, &mut new);
        Ok(Self { old, new, after })
    }

    /// The SQL of both directions.
    pub(super) fn script(&self, dialect: &dyn SchemaDialect) -> Script {
        Script {
            up: text(dialect, dialect.statements(&self.old, &self.new)),
            down: text(dialect, dialect.statements(&self.new, &self.old)),
        }
    }
}

fn text(dialect: &dyn SchemaDialect, statements: Vec<String>) -> String {
    match dialect.live() {
        Some(live) => section::script(&live.sections(statements)),
        None => statements.iter().map(|statement| format!("{statement};\n")).collect(),
    }
}

/// The indexes that the migrations of `graph` make at any time.
///
/// # Errors
/// What [`Migration::apply`](super::Migration::apply) says.
pub(super) fn index_names(graph: &Graph) -> Result<BTreeSet<String>, Error> {
    let mut names = BTreeSet::new();
    let mut state = ProjectState::default();
    for migration in graph.iter() {
        migration.apply(&mut state)?;
        // What a step does not name keeps its indexes, and they were seen before.
        let touched: BTreeSet<String> = migration
            .operations
            .iter()
            .map(|operation| operation.label_after(&migration.id.app))
            .collect();
        for table in Tables::of_models(&state, |label| touched.contains(label))?
            .0
            .into_values()
        {
            names.extend(table.indexes.into_iter().map(|index| index.name));
            names.extend(table.rules.iter().flat_map(sqlite::trigger_names));
            names.extend(table.rules.into_iter().map(|rule| rule.name));
        }
    }
    Ok(names)
}

/// A quoted identifier.
fn name(identifier: &str) -> String {
    format!("\"{}\"", identifier.replace('"', "\"\""))
}

/// Quoted identifiers with commas.
fn names<T: AsRef<str>>(identifiers: &[T]) -> String {
    identifiers
        .iter()
        .map(|identifier| name(identifier.as_ref()))
        .collect::<Vec<_>>()
        .join(", ")
}

/// A text literal, the same in both databases.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The value of a column whose old values become others; `None` when none do.
fn replaced_value(column: &str, new: &Column) -> Option<String> {
    let cases: Vec<String> = new
        .replaced
        .iter()
        .map(|(from, to)| format!("WHEN {} THEN {}", quote(from), quote(to)))
        .collect();
    (!cases.is_empty()).then(|| format!("CASE {column} {} ELSE {column} END", cases.join(" ")))
}
