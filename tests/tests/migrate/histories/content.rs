//! What a database holds: rows, and the schema in its own words.

use fjango::db::Db;
use fjango::migrate::state::ProjectState;
use fjango_tests::{FreshDatabase, Kind};

use super::super::support::{run, schema, texts};

/// The rows that every table keeps, told by their keys and by the columns that are on both sides.
pub async fn rows(db: &Db, state: &ProjectState, common: &ProjectState) -> Vec<String> {
    let mut found = Vec::new();
    for (label, model) in &state.models {
        let Some(other) = common.models.get(label) else {
            continue;
        };
        let columns = model
            .fields
            .iter()
            // What the database computes follows from the rest.
            .filter(|field| field.generated.is_none())
            .filter(|field| other.field(&field.name).is_some_and(|same| same.kind == field.kind));
        let mut columns: Vec<(String, String)> = columns
            .map(|field| (field.name.clone(), field.column.clone()))
            .collect();
        columns.sort();
        if columns.is_empty() {
            continue;
        }
        let texts_of = columns
            .iter()
            .map(|(_, column)| format!("coalesce(CAST(\"{column}\" AS text), '-')"));
        let sql = format!(
            "SELECT {} FROM \"{}\" ORDER BY id",
            texts_of.collect::<Vec<_>>().join(" || '|' || "),
            model.table
        );
        found.push(format!("{label}: {:?}", texts(db, &sql).await));
    }
    found
}

/// Two rows in each new table, as far as its columns need no value of their own.
pub async fn insert(db: &Db, old: &ProjectState, new: &ProjectState) {
    for (label, model) in &new.models {
        if old.models.contains_key(label) || model.fields.iter().any(|field| !field.nullable && !field.auto) {
            continue;
        }
        run(db, &format!("INSERT INTO \"{}\" (id) VALUES (11), (12)", model.table)).await;
    }
}

/// The schema as the database's own tools tell it: `pg_dump --schema-only`, or SQLite's own table of it. The order of
/// columns, and the names of the sequences behind keys, say nothing.
pub async fn dump(database: &FreshDatabase, db: &Db) -> Vec<String> {
    // How SQLite's text of a table is written says nothing: `schema` takes it apart.
    if database.kind() == Kind::Sqlite {
        return schema(db).await;
    }
    let programs = texts(db, "SELECT setting FROM pg_config WHERE name = 'BINDIR'").await;
    let output = std::process::Command::new(format!("{}/pg_dump", programs[0]))
        .args([
            "--schema-only",
            "--no-owner",
            "--exclude-table=fjango_migration*",
            database.url(),
        ])
        .output()
        .unwrap_or_else(|error| panic!("pg_dump, which comes with the server: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.starts_with("--") && !line.starts_with('\\') && !line.contains("SEQUENCE NAME"));
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    let mut statements: Vec<String> = text
        .split(";\n")
        .map(|statement| {
            let mut lines: Vec<&str> = statement
                .lines()
                .map(|line| line.trim().trim_end_matches(','))
                .filter(|line| !line.is_empty())
                .collect();
            lines.sort_unstable();
            lines.join("\n")
        })
        // An extension that a migration made stays on its way back: others may use it by then.
        .filter(|statement| !statement.is_empty() && !statement.contains(" EXTENSION "))
        .collect();
    statements.sort_unstable();
    statements
}
