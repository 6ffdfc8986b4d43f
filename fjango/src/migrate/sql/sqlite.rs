//! Schema changes on SQLite, whose `ALTER TABLE` can do little: a table that changes is built anew.
//!
//! The steps are those of <https://www.sqlite.org/lang_altertable.html#otheralter>. Foreign keys are off meanwhile (the
//! executor sees to it, as the switch does nothing inside a transaction), so that dropping the old table deletes
//! nothing elsewhere; what points at it finds the new one by its name.

mod rules;

use self::rules::{Attached, attached, rule_definition};
use super::changes::{Changes, Kept};
use super::rules::{Body, Rule};
use super::table::{Column, Table, Tables};
use super::{Inspector, SchemaDialect, inspect, name, quote};
use crate::migrate::state::Literal;
use crate::value::SqlType;

pub(super) use self::rules::trigger_names;

/// SQLite.
#[derive(Debug)]
pub(super) struct Sqlite;

impl SchemaDialect for Sqlite {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn statements(&self, before: &Tables, after: &Tables) -> Vec<String> {
        let Changes { created, dropped, kept } = Changes::between(before, after);
        let (rebuilt, kept): (Vec<_>, Vec<_>) = kept.into_iter().partition(must_rebuild);
        let mut out = Vec::new();
        for kept in &kept {
            let new = attached(kept.new);
            for gone in attached(kept.old).into_iter().filter(|one| !new.contains(one)) {
                out.push(gone.drop());
            }
        }
        for table in &dropped {
            out.push(format!("DROP TABLE {}", name(&table.name)));
        }
        for kept in &rebuilt {
            copy_table(kept, &mut out);
        }
        // After all copies, so that two tables can swap their names.
        for Kept { new, .. } in &rebuilt {
            out.push(format!(
                "ALTER TABLE {} RENAME TO {}",
                name(&copy_name(new)),
                name(&new.name)
            ));
        }
        for table in &created {
            out.push(create_table(table, &table.name));
        }
        for kept in &kept {
            let table = name(&kept.new.name);
            let added = kept.added_columns();
            out.extend(
                added.map(|column| format!("ALTER TABLE {table} ADD COLUMN {}", added_definition(column, kept.new))),
            );
        }
        for table in rebuilt.iter().map(|kept| kept.new).chain(created.iter().copied()) {
            out.extend(attached(table).into_iter().map(Attached::create));
        }
        for kept in &kept {
            let old = attached(kept.old);
            let made = attached(kept.new).into_iter().filter(|one| !old.contains(one));
            out.extend(made.map(Attached::create));
        }
        for kept in rebuilt.iter().chain(&kept) {
            out.extend(kept.added_rules().filter_map(|rule| rules::find_clash(kept.new, rule)));
        }
        out
    }

    fn create_history(&self) -> &'static str {
        "CREATE TABLE IF NOT EXISTS \"fjango_migration\" (\n\
         \x20   \"id\" integer NOT NULL PRIMARY KEY AUTOINCREMENT,\n\
         \x20   \"app\" text NOT NULL,\n\
         \x20   \"name\" text NOT NULL,\n\
         \x20   \"checksum\" text NOT NULL,\n\
         \x20   \"applied_at\" text NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')),\n\
         \x20   CONSTRAINT \"fjango_migration_app_name_key\" UNIQUE (\"app\", \"name\")\n)"
    }

    fn find_history(&self) -> &'static str {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'fjango_migration'"
    }

    fn find_progress(&self) -> &'static str {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'fjango_migration_progress'"
    }

    fn around(&self) -> (&'static [&'static str], &'static [&'static str]) {
        // The old way of renaming leaves views and triggers of other tables alone: they name the table as before, and
        // while it is built anew there is no table of that name.
        (
            &["PRAGMA foreign_keys = OFF", "PRAGMA legacy_alter_table = ON"],
            &["PRAGMA legacy_alter_table = OFF", "PRAGMA foreign_keys = ON"],
        )
    }

    // The write lock is taken before the history is read again, so a second process sees what the first one did.
    fn begin(&self) -> &'static str {
        "BEGIN IMMEDIATE"
    }

    fn find_dangling(&self) -> Option<&'static str> {
        Some(
            "SELECT \"table\" || ' row ' || coalesce(rowid, '?') || ' -> ' || parent \
             FROM pragma_foreign_key_check LIMIT 5",
        )
    }

    fn find_attached(&self) -> Option<&'static str> {
        Some(
            "SELECT type, name, tbl_name, sql FROM sqlite_master \
             WHERE type IN ('table', 'index', 'trigger') AND sql IS NOT NULL",
        )
    }

    fn lock(&self) -> Option<(&'static str, &'static str)> {
        None
    }

    fn inspector(&self) -> &'static dyn Inspector {
        &inspect::Sqlite
    }
}

/// Indexes, of which unique rules are some, and triggers come and go without building the table anew, and columns that may be empty
/// come without it.
fn must_rebuild(kept: &Kept<'_>) -> bool {
    let is_index = |rule: &Rule| matches!(rule.body, Body::Unique(_) | Body::Exclusion(_));
    kept.old.name != kept.new.name
        || kept.dropped_columns().next().is_some()
        || kept.added_columns().any(|column| !can_be_added(column))
        || kept
            .shared_columns()
            .any(|(old, new)| !old.same(new) || !new.replaced.is_empty())
        || kept.rules.iter().any(|(old, new)| old != new && !is_index(old))
        || kept.dropped_rules().any(|rule| !is_index(rule))
        || kept
            .added_rules()
            .any(|rule| !is_index(rule) && !kept.added_columns().any(|column| is_of(rule, column)))
}

/// Whether `ALTER TABLE … ADD COLUMN` takes it: <https://www.sqlite.org/lang_altertable.html#altertabaddcol>.
fn can_be_added(column: &Column) -> bool {
    let is_empty = column.nullable && column.db_default.is_none() && column.fill.is_none();
    is_empty && !column.primary_key && column.generated.is_none()
}

/// Whether the rule is one of this column alone, so that its definition can hold it.
fn is_of(rule: &Rule, column: &Column) -> bool {
    match &rule.body {
        Body::ForeignKey { column: name, .. }
        | Body::MaxLength { column: name, .. }
        | Body::Range { column: name, .. }
        | Body::Choices { column: name, .. }
        | Body::Json { column: name } => *name == column.name,
        Body::PrimaryKey { .. } | Body::Unique(_) | Body::Sql { .. } | Body::Exclusion(_) => false,
    }
}

/// A column with its rules, for a table that is there.
fn added_definition(column: &Column, table: &Table) -> String {
    let own = table.rules.iter().filter(|rule| is_of(rule, column));
    let rules = own.filter_map(|rule| rule_definition(rule, false)).map(|rule| {
        // As part of a column a foreign key does not name it again.
        rule.replacen(
            &format!("FOREIGN KEY ({}) REFERENCES", name(&column.name)),
            "REFERENCES",
            1,
        )
    });
    let parts: Vec<String> = std::iter::once(column_definition(column)).chain(rules).collect();
    parts.join(" ")
}

fn copy_name(table: &Table) -> String {
    format!("new__{}", table.name)
}

fn copy_table(kept: &Kept<'_>, out: &mut Vec<String>) {
    let Kept { old, new, .. } = kept;
    let copy = copy_name(new);
    out.push(create_table(new, &copy));
    let mut columns = Vec::new();
    let mut values = Vec::new();
    // A table without a numbered key still has row ids, which something outside may have noted.
    let alias = |table: &Table| {
        let named = table
            .columns
            .iter()
            .any(|column| column.name.eq_ignore_ascii_case("rowid"));
        named
            || table
                .columns
                .iter()
                .any(|column| column.primary_key && plain_type(column) == "integer")
    };
    if !alias(old) && !alias(new) {
        columns.push("rowid".to_owned());
        values.push("rowid".to_owned());
    }
    for column in new.columns.iter().filter(|column| column.generated.is_none()) {
        let value = match old.column(&column.field) {
            Some(before) => Some(kept_value(before, column)),
            None => added_value(column),
        };
        if let Some(value) = value {
            columns.push(name(&column.name));
            values.push(value);
        }
    }
    out.push(format!(
        "INSERT INTO {} ({}) SELECT {} FROM {}",
        name(&copy),
        columns.join(", "),
        values.join(", "),
        name(&old.name)
    ));
    let auto = |table: &Table| table.columns.iter().any(|column| column.auto);
    if auto(old) && auto(new) {
        // The next number is part of the data: the key of a deleted row must not come back.
        out.push(format!("DELETE FROM sqlite_sequence WHERE name = {}", quote(&copy)));
        out.push(format!(
            "INSERT INTO sqlite_sequence (name, seq) SELECT {}, seq FROM sqlite_sequence WHERE name = {}",
            quote(&copy),
            quote(&old.name)
        ));
    }
    out.push(format!("DROP TABLE {}", name(&old.name)));
}

/// The value of a column that was there before.
fn kept_value(old: &Column, new: &Column) -> String {
    let column = name(&old.name);
    let value = super::replaced_value(&column, new).unwrap_or_else(|| converted(&column, old.kind, new.kind));
    if !old.nullable || new.nullable {
        return value;
    }
    let fill = new.fill.as_ref().map(|fill| literal(fill, new.kind));
    match fill.or_else(|| new.db_default.as_ref().map(|default| expression(default, new.kind))) {
        Some(fill) => format!("coalesce({value}, {fill})"),
        None => value,
    }
}

/// The value of a new column; `None` leaves it to the column's default.
fn added_value(column: &Column) -> Option<String> {
    if column.db_default.is_some() || column.auto {
        return None;
    }
    let made_up = if column.nullable { None } else { column.neutral.as_ref() };
    column
        .fill
        .as_ref()
        .or(made_up)
        .map(|value| literal(value, column.kind))
}

fn create_table(table: &Table, called: &str) -> String {
    let columns = table.columns.iter().map(column_definition);
    let numbered = table.columns.iter().any(|column| column.auto);
    let rules = table.rules.iter().filter_map(|rule| rule_definition(rule, numbered));
    let lines: Vec<String> = columns.chain(rules).collect();
    format!("CREATE TABLE {} (\n    {}\n)", name(called), lines.join(",\n    "))
}

fn column_definition(column: &Column) -> String {
    let mut sql = format!("{} {}", name(&column.name), type_name(column));
    if !column.nullable {
        sql.push_str(" NOT NULL");
    }
    if column.auto {
        // AUTOINCREMENT, like PostgreSQL's identity, never gives out the key of a deleted row again.
        sql.push_str(" PRIMARY KEY AUTOINCREMENT");
    }
    if let Some(generated) = &column.generated {
        sql.push_str(&format!(" {}", generated.definition()));
    }
    if let Some(default) = &column.db_default {
        sql.push_str(&format!(" DEFAULT ({})", expression(default, column.kind)));
    }
    sql
}

fn type_name(column: &Column) -> String {
    match column.collation.as_deref().and_then(known_collation) {
        Some(collation) => format!("{} COLLATE {collation}", plain_type(column)),
        None => plain_type(column),
    }
}

/// SQLite knows two collations besides its default; whatever else is written is for PostgreSQL.
fn known_collation(collation: &str) -> Option<&'static str> {
    let is = |known: &&&str| collation.eq_ignore_ascii_case(known);
    ["NOCASE", "RTRIM"].iter().find(is).copied()
}

fn plain_type(column: &Column) -> String {
    match (column.kind, column.max_length) {
        // Only this spelling makes the key the row id, which AUTOINCREMENT needs.
        _ if column.auto => "integer".to_owned(),
        (SqlType::Text, Some(max)) => format!("varchar({max})"),
        (kind, _) => match kind {
            SqlType::Bool => "boolean",
            SqlType::SmallInt => "smallint",
            SqlType::Integer => "integer",
            SqlType::BigInt | SqlType::Interval => "bigint",
            SqlType::Real => "real",
            SqlType::Double => "double precision",
            SqlType::Decimal => "decimal",
            SqlType::Bytes => "blob",
            SqlType::Uuid => "char(36)",
            SqlType::Text | SqlType::DateTime | SqlType::Date | SqlType::Time | SqlType::Json => "text",
        }
        .to_owned(),
    }
}

/// The old value as the new kind. What does not fit must fail, where SQLite would store it as it is.
fn converted(column: &str, old: SqlType, new: SqlType) -> String {
    match (old, new) {
        (SqlType::Text, _) if new.is_number() || new == SqlType::Interval => {
            let (types, target) = if new.is_integer() || new == SqlType::Interval {
                ("'integer'", "INTEGER")
            } else {
                ("'integer', 'real'", "NUMERIC")
            };
            // `json` of a text that is no JSON is the error that a conversion lacks.
            format!(
                "CASE WHEN {column} IS NULL THEN NULL \
                 WHEN json_valid({column}) AND json_type({column}) IN ({types}) THEN CAST({column} AS {target}) \
                 ELSE json('this is no number: ' || {column}) END"
            )
        }
        (SqlType::Text, SqlType::Bool) => format!(
            "CASE WHEN {column} IS NULL THEN NULL WHEN lower({column}) IN ('true', 't', '1') THEN 1 \
             WHEN lower({column}) IN ('false', 'f', '0') THEN 0 ELSE json('this is no truth value: ' || {column}) END"
        ),
        (_, SqlType::Bool) if old.is_number() => format!("({column} <> 0)"),
        (SqlType::Bool, SqlType::Text) => {
            format!("CASE {column} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END")
        }
        (_, SqlType::SmallInt | SqlType::Integer | SqlType::BigInt) if old.is_number() && !old.is_integer() => {
            format!("CAST(round({column}) AS INTEGER)")
        }
        (SqlType::Date, SqlType::DateTime) => format!("({column} || ' 00:00:00+00:00')"),
        (SqlType::DateTime, SqlType::Date) => format!("substr({column}, 1, 10)"),
        (SqlType::DateTime, SqlType::Time) => format!("substr({column}, 12, length({column}) - 17)"),
        (SqlType::Bytes, SqlType::Text) => format!("CAST({column} AS TEXT)"),
        (SqlType::Text, SqlType::Bytes) => format!("CAST({column} AS BLOB)"),
        _ => column.to_owned(),
    }
}

fn literal(value: &Literal, kind: SqlType) -> String {
    match (value, kind) {
        (Literal::Now { .. }, _) => now(kind).to_owned(),
        (Literal::Bool(x), _) => i32::from(*x).to_string(),
        (Literal::Integer(x), _) => x.to_string(),
        (Literal::Float(x), _) => format!("{x:?}"),
        (Literal::Text(x), SqlType::Bytes) => format!("x{}", quote(x)),
        (Literal::Text(x), _) => quote(x),
    }
}

/// The present in the text form that dates are stored in, so that it sorts among them.
fn now(kind: SqlType) -> &'static str {
    match kind {
        SqlType::Date => "date('now')",
        SqlType::Time => "strftime('%H:%M:%f', 'now')",
        _ => "strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')",
    }
}

/// A `db_default` with the functions that SQLite calls by other names.
fn expression(sql: &str, kind: SqlType) -> String {
    let dated = matches!(kind, SqlType::DateTime | SqlType::Date | SqlType::Time);
    match sql.trim().to_ascii_lowercase().as_str() {
        "now()" | "current_timestamp" | "current_timestamp()" | "current_date" | "current_time" if dated => {
            now(kind).to_owned()
        }
        "gen_random_uuid()" => "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || \
             substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (abs(random()) % 4), 1) || \
             substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))"
            .to_owned(),
        _ => sql.trim().to_owned(),
    }
}
