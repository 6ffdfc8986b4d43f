//! What hangs on tables that no migration made, and that SQLite loses with a table that is built anew.

use super::session::{Session, database};
use crate::db::Statement;
use crate::migrate::Result;

/// A table, or an index or a trigger on one.
pub(super) struct Attached {
    is_table: bool,
    name: String,
    table: String,
    pub(super) sql: String,
}

impl Session {
    /// The tables, and the indexes and triggers that no migration made, where building a table anew loses them.
    pub(super) async fn attached(&mut self) -> Result<Vec<Attached>> {
        const ACTION: &str = "reading the indexes and triggers";
        let Some(find) = self.dialect.find_attached() else {
            return Ok(Vec::new());
        };
        let read = |row: crate::value::Row<'_>| {
            Ok(Attached {
                is_table: row.get::<String>(0)? == "table",
                name: row.get(1)?,
                table: row.get(2)?,
                sql: row.get(3)?,
            })
        };
        let rows = self.connection()?.fetch(Statement::sql(find), read).await;
        let mut found = rows.map_err(database(ACTION))?;
        found.retain(|one| !self.own_indexes.contains(&one.name));
        Ok(found)
    }

    /// Those of `before` that the statements took away with the table they were on, and not by name.
    pub(super) async fn lost(&mut self, before: Vec<Attached>, statements: &[&str]) -> Result<Vec<Attached>> {
        if before.iter().all(|one| one.is_table) {
            return Ok(Vec::new());
        }
        let now = self.attached().await?;
        let (tables, present): (Vec<_>, Vec<_>) = now.iter().partition(|one| one.is_table);
        let is_lost = |one: &Attached| {
            let dropped = |statement: &&str| {
                let words = statement.to_ascii_uppercase();
                let is_drop = words.starts_with("DROP INDEX") || words.starts_with("DROP TRIGGER");
                is_drop && statement.contains(&one.name)
            };
            // A table that got another name still has its rows, and so its triggers and indexes must not vanish.
            let copied = format!("FROM \"{}\"", one.table);
            let is_kept = tables.iter().any(|table| table.name == one.table)
                || statements.iter().any(|sql| sql.ends_with(&copied));
            let is_gone = !one.is_table && present.iter().all(|other| other.name != one.name);
            is_gone && is_kept && !statements.iter().any(dropped)
        };
        Ok(before.into_iter().filter(is_lost).collect())
    }
}
