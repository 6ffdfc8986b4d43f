use futures_util::future::BoxFuture;
use serde::Deserialize;

use super::text::{self, RuleKind, TableText};
use super::{Inspector, Likeness, Part, documents};
use crate::db::{Connection, Db};
use crate::migrate::inspect::{
    Generated, LiveColumn, LiveConstraint, LiveIndex, LiveKey, LiveKind, LiveRule, LiveSchema, LiveTable, Numbered,
};
use crate::migrate::sql::{name, names};
use crate::migrate::{Error, Result};
use crate::value::SqlType;

/// SQLite, by its pragmas and by the text of its tables.
#[derive(Debug)]
pub(in crate::migrate::sql) struct Sqlite;

#[derive(Deserialize)]
struct RawTable {
    name: String,
    view: i64,
    sql: Option<String>,
    columns: Vec<RawColumn>,
    keys: Vec<RawKey>,
    indexes: Vec<RawIndex>,
    triggers: Vec<String>,
}

#[derive(Deserialize)]
struct RawColumn {
    name: String,
    declared: String,
    not_null: i64,
    default: Option<String>,
    key: i64,
    hidden: i64,
}

#[derive(Deserialize)]
struct RawKey {
    id: i64,
    table: String,
    from: String,
    to: Option<String>,
    on_update: String,
    on_delete: String,
}

#[derive(Deserialize)]
struct RawIndex {
    name: String,
    unique: i64,
    origin: String,
    sql: Option<String>,
    columns: Vec<RawPart>,
}

#[derive(Deserialize)]
struct RawPart {
    name: Option<String>,
    descending: i64,
    collation: Option<String>,
}

const TABLES: &str = "\
SELECT json_object(
  'name', m.name, 'view', m.type = 'view', 'sql', m.sql,
  'columns', (SELECT json_group_array(json_object('name', c.name, 'declared', c.type, 'not_null', c.\"notnull\",
      'default', c.dflt_value, 'key', c.pk, 'hidden', c.hidden)) FROM pragma_table_xinfo(m.name) c WHERE c.hidden <> 1),
  'keys', (SELECT json_group_array(json_object('id', f.id, 'table', f.\"table\", 'from', f.\"from\", 'to', f.\"to\",
      'on_update', f.on_update, 'on_delete', f.on_delete)) FROM (SELECT * FROM pragma_foreign_key_list(m.name) ORDER BY id DESC, seq) f),
  'indexes', (SELECT json_group_array(json_object('name', i.name, 'unique', i.\"unique\", 'origin', i.origin,
      'sql', (SELECT s.sql FROM sqlite_master s WHERE s.type = 'index' AND s.name = i.name),
      'columns', (SELECT json_group_array(json_object('name', p.name, 'descending', p.desc, 'collation', p.coll))
        FROM pragma_index_xinfo(i.name) p WHERE p.key = 1)))
      FROM (SELECT * FROM pragma_index_list(m.name) ORDER BY name) i),
  'triggers', (SELECT json_group_array(t.sql) FROM sqlite_master t WHERE t.type = 'trigger' AND t.tbl_name = m.name)
)
FROM sqlite_master m
WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name";

impl Inspector for Sqlite {
    fn read<'a>(&'a self, connection: &'a mut Connection) -> BoxFuture<'a, Result<LiveSchema>> {
        Box::pin(async move {
            let raw = documents::<RawTable>(connection, TABLES).await?;
            let keys: Vec<(String, Vec<String>)> = raw.iter().map(|one| (one.name.clone(), key_columns(one))).collect();
            let tables = raw.into_iter().map(|raw| table(raw, &keys));
            Ok(LiveSchema {
                tables: tables.map(|table| (table.name.clone(), table)).collect(),
            })
        })
    }

    fn build<'a>(&'a self, _: &'a Db, statements: &'a [String]) -> BoxFuture<'a, Result<LiveSchema>> {
        Box::pin(async move {
            let failed = |error: crate::db::Error| Error::Database {
                action: "making the expected tables in memory",
                message: error.to_string(),
            };
            let db = Db::connect("sqlite::memory:").await.map_err(failed)?;
            let mut connection = db.connection().await.map_err(failed)?;
            for statement in statements {
                connection.batch(statement).await.map_err(failed)?;
            }
            self.read(&mut connection).await
        })
    }

    // A column takes whatever it is given; what differs by its type is which texts become numbers.
    fn likeness(&self, expected: &LiveColumn, found: &LiveColumn, points: bool) -> Likeness {
        let length =
            |column: &LiveColumn| arguments(&column.declared).filter(|_| base(&column.declared).contains("char"));
        let wanted = storage(&expected.declared);
        match wanted == storage(&found.declared) {
            false => Likeness::Different,
            true if wanted != Storage::Text || points || length(expected) == length(found) => Likeness::Same,
            true => Likeness::Different,
        }
    }

    fn normal(&self, expression: &str) -> String {
        text::normal(expression)
    }

    // Nothing keeps a text within the length that its type tells, but who wrote the type meant it.
    fn implies(&self, found: &LiveTable, expected: &str) -> bool {
        let expected = text::normal(expected);
        found.columns.iter().any(|column| {
            let column_name = column.name.to_ascii_lowercase();
            let length = arguments(&column.declared).map(|max| format!("length ( {column_name} ) <= {max}"));
            let json = format!("json_valid ( {column_name} )");
            let is_checked = || {
                found.constraints.iter().any(|one| match &one.rule {
                    LiveRule::Check { expression } => text::normal(expression).contains(&json),
                    _ => false,
                })
            };
            length.is_some_and(|length| length == expected) || (expected == json && is_checked())
        })
    }

    fn mend(&self, found: Option<&LiveTable>, expected: Option<&LiveTable>, part: Part<'_>) -> Vec<String> {
        let Some(expected) = expected else {
            return Vec::new();
        };
        match (found, part) {
            (None, Part::Table) => {
                let table = expected.sql.clone().into_iter();
                table
                    .chain(expected.indexes.iter().map(|index| index.definition.clone()))
                    .collect()
            }
            (None, _) | (_, Part::Comment | Part::ColumnComment(_) | Part::Table) => Vec::new(),
            (_, Part::Index(old, new)) => {
                let wanted = expected.indexes.iter().find(|one| Some(one.name.as_str()) == new);
                // Building the table anew for another difference may have dropped it already.
                let dropped = old.map(|old| format!("DROP INDEX IF EXISTS {}", name(old)));
                dropped
                    .into_iter()
                    .chain(wanted.map(|index| index.definition.clone()))
                    .collect()
            }
            (Some(found), _) => rebuild(found, expected),
        }
    }
}

fn key_columns(raw: &RawTable) -> Vec<String> {
    let mut keys: Vec<&RawColumn> = raw.columns.iter().filter(|column| column.key > 0).collect();
    keys.sort_by_key(|column| column.key);
    keys.into_iter().map(|column| column.name.clone()).collect()
}

fn table(raw: RawTable, keys: &[(String, Vec<String>)]) -> LiveTable {
    let told = if raw.view == 0 {
        text::table(raw.sql.as_deref().unwrap_or_default())
    } else {
        TableText::default()
    };
    let own_key = key_columns(&raw);
    let mut constraints = rules(&raw, &told, &own_key, keys);
    constraints.sort_by(|a, b| a.name.cmp(&b.name));
    let alias = match &own_key[..] {
        [only] if !told.without_rowid => raw
            .columns
            .iter()
            .find(|column| column.name == *only && column.declared.eq_ignore_ascii_case("integer"))
            .map(|column| column.name.clone()),
        _ => None,
    };
    let columns = raw
        .columns
        .iter()
        .map(|column| column_of(column, &told, alias.as_deref(), &constraints))
        .collect();
    let indexes = raw
        .indexes
        .iter()
        .filter(|index| index.origin == "c")
        .map(|index| index_of(index, &told))
        .collect();
    LiveTable {
        name: raw.name,
        view: raw.view != 0,
        comment: None,
        columns,
        constraints,
        indexes,
        sql: raw.sql,
        triggers: raw.triggers,
    }
}

fn column_of(raw: &RawColumn, told: &TableText, alias: Option<&str>, rules: &[LiveConstraint]) -> LiveColumn {
    let own = told.columns.iter().find(|column| column.name == raw.name);
    let is_alias = alias == Some(raw.name.as_str());
    let mut kind = kind(&raw.declared);
    let json = format!("json_valid ( {} )", raw.name.to_ascii_lowercase());
    let is_json = |one: &LiveConstraint| match &one.rule {
        LiveRule::Check { expression } => text::normal(expression).contains(&json),
        _ => false,
    };
    if let Some(kind) = kind.as_mut().filter(|kind| kind.kind == SqlType::Text)
        && rules.iter().any(is_json)
    {
        (kind.kind, kind.max_length) = (SqlType::Json, None);
    }
    if let Some(kind) = kind.as_mut().filter(|_| is_alias) {
        // A key is 64 bits, however its type is spelt.
        kind.kind = SqlType::BigInt;
    }
    LiveColumn {
        name: raw.name.clone(),
        // Types that SQLite knows come back in capitals, others as they were written.
        declared: raw.declared.to_ascii_lowercase(),
        nullable: raw.not_null == 0 && !is_alias,
        default: raw.default.clone(),
        collation: own
            .and_then(|own| own.collation.clone())
            .filter(|name| !name.eq_ignore_ascii_case("binary")),
        comment: None,
        generated: own.and_then(|own| own.generated.clone()).map(|expression| Generated {
            expression,
            stored: raw.hidden == 3,
        }),
        numbered: match (is_alias, told.autoincrement) {
            (true, true) => Some(Numbered::ByDefault),
            (true, false) => Some(Numbered::RowId),
            (false, _) => None,
        },
        kind,
    }
}

fn rules(raw: &RawTable, told: &TableText, own_key: &[String], keys: &[(String, Vec<String>)]) -> Vec<LiveConstraint> {
    let mut out = Vec::new();
    let mut push = |name: String, rule: LiveRule, columns: Vec<String>, definition: String| {
        let deferred = definition.to_ascii_uppercase().contains("INITIALLY DEFERRED");
        out.push(LiveConstraint {
            name,
            rule,
            columns,
            deferral: if deferred { "DEFERRABLE INITIALLY DEFERRED" } else { "" }.to_owned(),
            validated: true,
            definition,
        });
    };
    for rule in &told.rules {
        match &rule.kind {
            RuleKind::PrimaryKey => push(
                rule.name.clone(),
                LiveRule::PrimaryKey,
                rule.columns.clone(),
                rule.text.clone(),
            ),
            RuleKind::Unique => {
                let unique = LiveRule::Unique { nulls_distinct: true };
                push(rule.name.clone(), unique, rule.columns.clone(), rule.text.clone());
            }
            RuleKind::Check(expression) => {
                let check = LiveRule::Check {
                    expression: expression.clone(),
                };
                push(rule.name.clone(), check, rule.columns.clone(), rule.text.clone());
            }
            // Told better by the pragma.
            RuleKind::ForeignKey => {}
        }
    }
    let mut ids: Vec<i64> = raw.keys.iter().map(|key| key.id).collect();
    ids.dedup();
    for id in ids {
        let parts: Vec<&RawKey> = raw.keys.iter().filter(|key| key.id == id).collect();
        let Some(first) = parts.first() else { continue };
        let columns: Vec<String> = parts.iter().map(|key| key.from.clone()).collect();
        let told = told.rules.iter().find(|rule| {
            let same = rule
                .columns
                .iter()
                .zip(&columns)
                .all(|(a, b)| a.eq_ignore_ascii_case(b));
            rule.kind == RuleKind::ForeignKey && rule.columns.len() == columns.len() && same
        });
        let of_target = || keys.iter().find(|(table, _)| table.eq_ignore_ascii_case(&first.table));
        let named: Option<Vec<String>> = parts.iter().map(|key| key.to.clone()).collect();
        let rule = LiveRule::ForeignKey {
            table: of_target().map_or_else(|| first.table.clone(), |(table, _)| table.clone()),
            columns: named
                .or_else(|| of_target().map(|(_, key)| key.clone()))
                .unwrap_or_default(),
            on_delete: first.on_delete.clone(),
            on_update: first.on_update.clone(),
        };
        let name = told.map(|told| told.name.clone()).unwrap_or_default();
        push(
            name,
            rule,
            columns,
            told.map(|told| told.text.clone()).unwrap_or_default(),
        );
    }
    debug_assert!(own_key.is_empty() || out.iter().any(|one| one.rule == LiveRule::PrimaryKey));
    out
}

fn index_of(raw: &RawIndex, told: &TableText) -> LiveIndex {
    let own = |column: Option<&str>| {
        let column = told.columns.iter().find(|one| Some(one.name.as_str()) == column);
        column
            .and_then(|column| column.collation.as_deref())
            .unwrap_or("binary")
    };
    let definition = raw.sql.clone().unwrap_or_default();
    let (parts, condition) = text::index(&definition);
    let keys = raw
        .columns
        .iter()
        .zip(parts.into_iter().map(Some).chain(std::iter::repeat(None)));
    LiveIndex {
        name: raw.name.clone(),
        unique: raw.unique != 0,
        nulls_distinct: true,
        method: "btree".to_owned(),
        keys: keys
            .map(|(part, text)| LiveKey {
                column: part.name.clone(),
                expression: part.name.clone().or(text).unwrap_or_default(),
                descending: part.descending != 0,
                nulls_first: None,
                operators: None,
                collation: part
                    .collation
                    .clone()
                    .filter(|name| !name.eq_ignore_ascii_case(own(part.name.as_deref()))),
            })
            .collect(),
        include: Vec::new(),
        condition,
        valid: true,
        definition,
    }
}

/// The type without what stands in parentheses, in lower case.
fn base(declared: &str) -> String {
    let base = declared.split('(').next().unwrap_or_default();
    base.trim().to_ascii_lowercase()
}

fn arguments(declared: &str) -> Option<u32> {
    declared
        .split_once('(')?
        .1
        .split([')', ','])
        .next()?
        .trim()
        .parse()
        .ok()
}

/// How values of a column are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Storage {
    Text,
    Integer,
    Real,
    Decimal,
    Blob,
}

/// By <https://www.sqlite.org/datatype3.html#determination_of_column_affinity>, but that moments are texts to everybody.
fn storage(declared: &str) -> Storage {
    let base = base(declared);
    let has = |parts: &[&str]| parts.iter().any(|part| base.contains(part));
    match () {
        () if has(&["int", "bool"]) && base != "interval" => Storage::Integer,
        () if has(&["char", "clob", "text", "date", "time", "json", "uuid"]) => Storage::Text,
        () if base.is_empty() || has(&["blob"]) => Storage::Blob,
        () if has(&["real", "floa", "doub"]) => Storage::Real,
        () => Storage::Decimal,
    }
}

fn kind(declared: &str) -> Option<LiveKind> {
    let base = base(declared);
    let (kind, exact) = match base.as_str() {
        "boolean" => (SqlType::Bool, true),
        "bool" => (SqlType::Bool, false),
        "smallint" => (SqlType::SmallInt, true),
        "integer" => (SqlType::Integer, true),
        "bigint" => (SqlType::BigInt, true),
        "smallint unsigned" | "tinyint" => (SqlType::SmallInt, false),
        "int" | "integer unsigned" | "mediumint" => (SqlType::Integer, false),
        "bigint unsigned" | "int8" => (SqlType::BigInt, false),
        // Every number with a point has 64 bits here.
        "double precision" => (SqlType::Double, true),
        "real" | "double" | "float" => (SqlType::Double, false),
        "decimal" => (SqlType::Decimal, !declared.contains('(')),
        "numeric" => (SqlType::Decimal, false),
        "text" | "varchar" => (SqlType::Text, true),
        "char" if arguments(declared) == Some(36) => (SqlType::Uuid, true),
        "char" | "character" | "nvarchar" | "nchar" | "clob" | "character varying" => (SqlType::Text, false),
        "uuid" => (SqlType::Uuid, false),
        "blob" => (SqlType::Bytes, true),
        "datetime" | "timestamp" => (SqlType::DateTime, false),
        "date" => (SqlType::Date, false),
        "time" => (SqlType::Time, false),
        "json" | "jsonb" => (SqlType::Json, false),
        _ => return None,
    };
    Some(LiveKind {
        kind,
        max_length: arguments(declared).filter(|_| kind == SqlType::Text),
        exact,
    })
}

/// The table built anew, with the rows, the indexes and the triggers.
fn rebuild(found: &LiveTable, expected: &LiveTable) -> Vec<String> {
    let Some(create) = &expected.sql else {
        return Vec::new();
    };
    let copy = name(&format!("new__{}", expected.name));
    let table = name(&expected.name);
    let common = expected.columns.iter().filter(|column| column.generated.is_none());
    let common: Vec<&str> = common
        .filter(|column| found.column(&column.name).is_some())
        .map(|column| column.name.as_str())
        .collect();
    let columns = names(&common);
    let mut out = vec![
        "PRAGMA foreign_keys = OFF".to_owned(),
        "BEGIN IMMEDIATE".to_owned(),
        text::renamed(create, &copy),
        format!("INSERT INTO {copy} ({columns}) SELECT {columns} FROM {table}"),
        format!("DROP TABLE {table}"),
        "PRAGMA legacy_alter_table = ON".to_owned(),
        format!("ALTER TABLE {copy} RENAME TO {table}"),
        "PRAGMA legacy_alter_table = OFF".to_owned(),
    ];
    out.extend(expected.indexes.iter().map(|index| index.definition.clone()));
    out.extend(found.triggers.iter().cloned());
    out.extend(["COMMIT".to_owned(), "PRAGMA foreign_keys = ON".to_owned()]);
    out
}
