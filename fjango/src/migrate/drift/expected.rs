use super::compare::Comparison;
use super::difference::Difference;
use crate::db::Db;
use crate::migrate::executor::Migrator;
use crate::migrate::graph::Graph;
use crate::migrate::inspect::inspect;
use crate::migrate::split::statements;
use crate::migrate::sql::{self, Tables};
use crate::migrate::state::ProjectState;
use crate::migrate::{Migration, Result};

/// What [`drift`] tells.
#[derive(Clone, Debug, Default)]
pub struct DriftOptions {
    /// Also tables that no migration made.
    pub unknown_tables: bool,
}

/// Tables of the library that no migration makes begin with this.
const OWN_TABLES: &str = "fjango_migration";

/// Compares the schema of `db` with the state of those migrations of `graph` that it has applied.
///
/// What the SQL of an applied migration makes by name without telling the state of it, such as an index written by hand, is
/// no drift.
///
/// # Errors
/// [`Error::Database`](crate::migrate::Error::Database), and what the steps of the migrations say.
pub async fn drift(db: &Db, graph: &Graph, options: &DriftOptions) -> Result<Vec<Difference>> {
    let applied = Migrator::new(db, graph).applied().await?;
    let mut state = ProjectState::default();
    let graph = graph.for_history(&applied.iter().cloned().collect())?;
    let applied: Vec<&Migration> = graph.iter().filter(|one| applied.contains(&one.id)).collect();
    for migration in &applied {
        migration.apply(&mut state)?;
    }
    let dialect = {
        let connection = db.connection().await.map_err(|error| crate::migrate::Error::Database {
            action: "connecting",
            message: error.to_string(),
        })?;
        let dialect = sql::of(connection.dialect().name())?;
        connection.release();
        dialect
    };
    let inspector = dialect.inspector();
    let script = dialect.statements(&Tables::default(), &Tables::of(&state)?);
    let expected = inspector.build(db, &script).await?;
    let mut found = inspect(db).await?;
    found.tables.retain(|name, _| !name.starts_with(OWN_TABLES));
    let scripts: Vec<&str> = applied
        .iter()
        .filter_map(|one| one.scripts.get(dialect.name()))
        .map(|script| script.up.as_str())
        .collect();
    let mut comparison = Comparison {
        inspector,
        is_written: &|name| is_written(&scripts, name),
        found: Vec::new(),
    };
    comparison.tables(&expected, &found);
    if options.unknown_tables {
        comparison.unknown(&expected, &found);
    }
    Ok(comparison.found)
}

/// Whether the last statement that names something makes it.
fn is_written(scripts: &[&str], name: &str) -> bool {
    let is_boundary = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
    let mentions = |statement: &str| {
        statement.match_indices(name).any(|(at, _)| {
            is_boundary(statement[..at].chars().next_back()) && is_boundary(statement[at + name.len()..].chars().next())
        })
    };
    let script = scripts.iter().rev().find(|script| !name.is_empty() && mentions(script));
    let last = script.and_then(|script| statements(script).into_iter().rfind(|statement| mentions(statement)));
    last.is_some_and(|statement| !drops(statement, name))
}

/// Whether the statement takes the thing called `name` away, as in `DROP INDEX name` and `DROP COLUMN "name"`.
fn drops(statement: &str, name: &str) -> bool {
    let words: Vec<&str> = statement
        .split(|c: char| c.is_whitespace() || c == ',' || c == ';')
        .map(|word| word.trim_matches('"'))
        .collect();
    let drop = words.iter().position(|word| word.eq_ignore_ascii_case("drop"));
    drop.is_some_and(|at| words[at..].contains(&name))
}
