use futures_util::future::BoxFuture;

use super::{Inspector, Likeness, Part, documents};
use crate::db::{Connection, Db};
use crate::migrate::inspect::{LiveColumn, LiveConstraint, LiveIndex, LiveKind, LiveSchema, LiveTable, Numbered};
use crate::migrate::sql::{name, names, quote};
use crate::migrate::{Error, Result};
use crate::value::SqlType;

/// PostgreSQL, by its catalogue.
#[derive(Debug)]
pub(in crate::migrate::sql) struct Postgres;

/// The schema of this session's temporary tables, which nobody else sees and which take no permission but `TEMPORARY`.
const SCRATCH: &str = "pg_my_temp_schema()";

/// Where names without a schema are looked up first.
const CURRENT: &str = "(SELECT n.oid FROM pg_namespace n WHERE n.nspname = current_schema())";

impl Inspector for Postgres {
    fn read<'a>(&'a self, connection: &'a mut Connection) -> BoxFuture<'a, Result<LiveSchema>> {
        Box::pin(read(connection, CURRENT))
    }

    fn build<'a>(&'a self, db: &'a Db, statements: &'a [String]) -> BoxFuture<'a, Result<LiveSchema>> {
        Box::pin(async move {
            let failed = |error: crate::db::Error| Error::Database {
                action: "making the expected tables in the temporary schema",
                message: error.to_string(),
            };
            let mut connection = db.connection().await.map_err(failed)?;
            connection.batch("BEGIN").await.map_err(failed)?;
            let result = async {
                let path = "SELECT set_config('search_path', 'pg_temp, ' || current_setting('search_path'), true)";
                connection.batch(path).await.map_err(failed)?;
                for statement in statements {
                    connection.batch(statement).await.map_err(failed)?;
                }
                read(&mut connection, SCRATCH).await
            }
            .await;
            // A connection that cannot roll back is not handed on.
            connection.batch("ROLLBACK").await.map_err(failed)?;
            connection.release();
            result
        })
    }

    fn likeness(&self, expected: &LiveColumn, found: &LiveColumn, points: bool) -> Likeness {
        let (wanted, is) = (expected.declared.as_str(), found.declared.as_str());
        let is_varchar = is.starts_with("character varying");
        match wanted {
            _ if wanted == is => Likeness::Same,
            "numeric" if is.starts_with("numeric(") => Likeness::Alike,
            "text" if is == "character varying" || (points && is_varchar) => Likeness::Alike,
            _ => Likeness::Different,
        }
    }

    // The database has spelt both.
    fn normal(&self, expression: &str) -> String {
        expression.to_owned()
    }

    fn implies(&self, _: &LiveTable, _: &str) -> bool {
        false
    }

    fn mend(&self, found: Option<&LiveTable>, expected: Option<&LiveTable>, part: Part<'_>) -> Vec<String> {
        let Some(expected) = expected else {
            return Vec::new();
        };
        match (found, part) {
            (None, Part::Table) => create(expected),
            (None, part) => alter(&LiveTable::default(), expected, part),
            (Some(found), part) => alter(found, expected, part),
        }
    }
}

async fn read(connection: &mut Connection, namespace: &str) -> Result<LiveSchema> {
    let mut schema = LiveSchema::default();
    for mut table in documents::<LiveTable>(connection, &tables(namespace)).await? {
        for column in &mut table.columns {
            column.kind = kind(&column.declared);
            let asks_sequence = column.default.as_ref().is_some_and(|sql| sql.starts_with("nextval("));
            if asks_sequence && column.numbered.is_none() {
                column.numbered = Some(Numbered::Serial);
            }
        }
        schema.tables.insert(table.name.clone(), table);
    }
    for (table, constraint) in documents::<(String, LiveConstraint)>(connection, &constraints(namespace)).await? {
        if let Some(table) = schema.tables.get_mut(&table) {
            table.constraints.push(constraint);
        }
    }
    for (table, index) in documents::<(String, LiveIndex)>(connection, &indexes(namespace)).await? {
        if let Some(table) = schema.tables.get_mut(&table) {
            table.indexes.push(index);
        }
    }
    Ok(schema)
}

/// Tables with their columns. What an extension made, and the parts of a partitioned table, are left out.
fn tables(namespace: &str) -> String {
    format!(
        "SELECT json_build_object(
           'name', c.relname,
           'view', c.relkind IN ('v', 'm'),
           'comment', obj_description(c.oid, 'pg_class'),
           'columns', coalesce((
             SELECT json_agg(json_build_object(
               'name', a.attname,
               'declared', format_type(a.atttypid, a.atttypmod),
               'nullable', NOT a.attnotnull,
               'default', CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END,
               'collation', CASE WHEN a.attcollation <> t.typcollation THEN l.collname END,
               'comment', col_description(c.oid, a.attnum),
               'generated', CASE WHEN a.attgenerated <> '' THEN json_build_object(
                 'expression', pg_get_expr(d.adbin, d.adrelid), 'stored', a.attgenerated = 's') END,
               'numbered', CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by_default' END
             ) ORDER BY a.attnum)
             FROM pg_attribute a
             JOIN pg_type t ON t.oid = a.atttypid
             LEFT JOIN pg_collation l ON l.oid = a.attcollation
             LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]')
         )::text
         FROM pg_class c
         WHERE c.relnamespace = {namespace} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
           AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
         ORDER BY c.relname"
    )
}

fn constraints(namespace: &str) -> String {
    let columns = |relation: &str, numbers: &str| {
        format!(
            "coalesce((SELECT json_agg(a.attname ORDER BY u.place) FROM unnest({numbers}) WITH ORDINALITY AS u(number, place)
               JOIN pg_attribute a ON a.attrelid = {relation} AND a.attnum = u.number), '[]')"
        )
    };
    let action = |column: &str| {
        format!(
            "CASE {column} WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT'
               WHEN 'r' THEN 'RESTRICT' ELSE 'NO ACTION' END"
        )
    };
    format!(
        "SELECT json_build_array(c.relname, json_build_object(
           'name', k.conname,
           'columns', {own},
           'deferral', CASE WHEN k.condeferred THEN 'DEFERRABLE INITIALLY DEFERRED' WHEN k.condeferrable THEN 'DEFERRABLE' ELSE '' END,
           'validated', k.convalidated,
           'definition', pg_get_constraintdef(k.oid),
           'rule', CASE k.contype
             WHEN 'p' THEN to_json('primary_key'::text)
             WHEN 'u' THEN json_build_object('unique', json_build_object('nulls_distinct',
               NOT coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false)))
             WHEN 'f' THEN json_build_object('foreign_key', json_build_object(
               'table', CASE WHEN f.relnamespace = k.connamespace THEN f.relname ELSE f.oid::regclass::text END,
               'columns', {other}, 'on_delete', {on_delete}, 'on_update', {on_update}))
             WHEN 'c' THEN json_build_object('check', json_build_object('expression', pg_get_expr(k.conbin, k.conrelid)))
             WHEN 'x' THEN to_json('exclusion'::text)
             ELSE to_json('other'::text) END
         ))::text
         FROM pg_constraint k
         JOIN pg_class c ON c.oid = k.conrelid
         LEFT JOIN pg_class f ON f.oid = k.confrelid
         LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype = 'u'
         WHERE c.relnamespace = {namespace} AND k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conparentid = 0
         ORDER BY c.relname, k.contype, k.conname",
        own = columns("k.conrelid", "k.conkey"),
        other = columns("k.confrelid", "k.confkey"),
        on_delete = action("k.confdeltype"),
        on_update = action("k.confupdtype"),
    )
}

/// Indexes but those of constraints. `to_jsonb` of the whole row asks for what older servers do not have.
fn indexes(namespace: &str) -> String {
    format!(
        "SELECT json_build_array(c.relname, json_build_object(
           'name', x.relname,
           'unique', i.indisunique,
           'nulls_distinct', NOT coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
           'method', m.amname,
           'valid', i.indisvalid,
           'condition', pg_get_expr(i.indpred, i.indrelid),
           'definition', pg_get_indexdef(i.indexrelid, 0, true),
           'include', coalesce((SELECT json_agg(a.attname ORDER BY n.n)
             FROM generate_series(i.indnkeyatts, i.indnatts - 1) AS n(n)
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n.n]), '[]'),
           'keys', (SELECT json_agg(json_build_object(
               'column', a.attname,
               'expression', coalesce(a.attname, pg_get_indexdef(i.indexrelid, n.n + 1, true)),
               'descending', m.amname = 'btree' AND i.indoption[n.n] & 1 = 1,
               'nulls_first', CASE WHEN m.amname = 'btree' AND (i.indoption[n.n] & 1) * 2 <> i.indoption[n.n] & 2
                 THEN i.indoption[n.n] & 2 = 2 END,
               'operators', CASE WHEN NOT o.opcdefault THEN o.opcname END,
               'collation', CASE WHEN i.indcollation[n.n] <> 0 AND i.indcollation[n.n] <> coalesce(a.attcollation, i.indcollation[n.n])
                 THEN l.collname END
             ) ORDER BY n.n)
             FROM generate_series(0, i.indnkeyatts - 1) AS n(n)
             LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n.n] AND i.indkey[n.n] <> 0
             LEFT JOIN pg_opclass o ON o.oid = i.indclass[n.n]
             LEFT JOIN pg_collation l ON l.oid = i.indcollation[n.n])
         ))::text
         FROM pg_index i
         JOIN pg_class x ON x.oid = i.indexrelid
         JOIN pg_class c ON c.oid = i.indrelid
         JOIN pg_am m ON m.oid = x.relam
         WHERE c.relnamespace = {namespace} AND c.relkind IN ('r', 'p', 'm') AND NOT x.relispartition
           AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
         ORDER BY c.relname, x.relname"
    )
}

/// What fjango reads from a type; `None` for one that its columns never have and whose values it cannot read.
fn kind(declared: &str) -> Option<LiveKind> {
    let (base, arguments) = match declared.split_once('(') {
        Some((base, rest)) => (base, rest.split_once(')').map(|(arguments, _)| arguments)),
        None => (declared, None),
    };
    let kind = match base {
        "boolean" => SqlType::Bool,
        "smallint" => SqlType::SmallInt,
        "integer" => SqlType::Integer,
        "bigint" => SqlType::BigInt,
        "real" => SqlType::Real,
        "double precision" => SqlType::Double,
        "numeric" => SqlType::Decimal,
        "text" | "character varying" => SqlType::Text,
        "bytea" => SqlType::Bytes,
        "uuid" => SqlType::Uuid,
        "timestamp with time zone" => SqlType::DateTime,
        "date" => SqlType::Date,
        "time without time zone" => SqlType::Time,
        "interval" => SqlType::Interval,
        "jsonb" => SqlType::Json,
        _ => return None,
    };
    let max_length = arguments
        .and_then(|text| text.parse().ok())
        .filter(|_| kind == SqlType::Text);
    Some(LiveKind {
        kind,
        max_length,
        exact: arguments.is_none() || max_length.is_some(),
    })
}

/// The table without its foreign keys, which may point at one that is not there yet.
fn create(table: &LiveTable) -> Vec<String> {
    let columns = table.columns.iter().map(column_definition);
    let rules = table
        .constraints
        .iter()
        .filter(|one| !one.is_foreign_key())
        .map(rule_definition);
    let lines: Vec<String> = columns.chain(rules).collect();
    let mut out = vec![format!("CREATE TABLE {} ({})", name(&table.name), lines.join(", "))];
    out.extend(table.indexes.iter().map(|index| index.definition.clone()));
    out.extend(comment(table));
    for column in &table.columns {
        out.extend(column.comment.as_ref().map(|_| column_comment(&table.name, column)));
    }
    out
}

fn column_definition(column: &LiveColumn) -> String {
    let mut sql = format!("{} {}", name(&column.name), column.declared);
    if let Some(collation) = &column.collation {
        sql.push_str(&format!(" COLLATE {}", name(collation)));
    }
    match column.numbered {
        Some(Numbered::Always) => sql.push_str(" GENERATED ALWAYS AS IDENTITY"),
        Some(_) => sql.push_str(" GENERATED BY DEFAULT AS IDENTITY"),
        None => {}
    }
    if !column.nullable {
        sql.push_str(" NOT NULL");
    }
    if let Some(default) = &column.default {
        sql.push_str(&format!(" DEFAULT {default}"));
    }
    if let Some(generated) = &column.generated {
        let kept = if generated.stored { " STORED" } else { "" };
        sql.push_str(&format!(" GENERATED ALWAYS AS ({}){kept}", generated.expression));
    }
    sql
}

fn rule_definition(rule: &LiveConstraint) -> String {
    format!("CONSTRAINT {} {}", name(&rule.name), rule.definition)
}

fn comment(table: &LiveTable) -> Option<String> {
    let text = table.comment.as_ref()?;
    Some(format!("COMMENT ON TABLE {} IS {}", name(&table.name), quote(text)))
}

fn column_comment(table: &str, column: &LiveColumn) -> String {
    let text = column
        .comment
        .as_ref()
        .map_or_else(|| "NULL".to_owned(), |text| quote(text));
    format!("COMMENT ON COLUMN {}.{} IS {text}", name(table), name(&column.name))
}

fn alter(found: &LiveTable, expected: &LiveTable, part: Part<'_>) -> Vec<String> {
    let table = name(&expected.name);
    let column =
        |column: &str, action: String| vec![format!("ALTER TABLE {table} ALTER COLUMN {} {action}", name(column))];
    match part {
        Part::Table => Vec::new(),
        Part::Comment => vec![comment(expected).unwrap_or_else(|| format!("COMMENT ON TABLE {table} IS NULL"))],
        Part::Column(field) => match expected.column(field) {
            Some(wanted) => vec![format!("ALTER TABLE {table} ADD COLUMN {}", column_definition(wanted))],
            None => vec![format!("ALTER TABLE {table} DROP COLUMN {}", name(field))],
        },
        Part::Type(field) => expected.column(field).map_or_else(Vec::new, |wanted| {
            let collation = wanted.collation.as_ref().map(|one| format!(" COLLATE {}", name(one)));
            let using = format!("{}::text::{}", name(field), wanted.declared);
            // A default is of the old type until the new one is there.
            let (drop, set) = match (found.column(field), &wanted.default) {
                (Some(LiveColumn { default: Some(_), .. }), Some(default)) => (
                    column(field, "DROP DEFAULT".to_owned()),
                    column(field, format!("SET DEFAULT {default}")),
                ),
                _ => Default::default(),
            };
            let action = format!(
                "TYPE {}{} USING {using}",
                wanted.declared,
                collation.unwrap_or_default()
            );
            [drop, column(field, action), set].concat()
        }),
        Part::Null(field) => {
            let accepts = expected.column(field).is_some_and(|wanted| wanted.nullable);
            column(field, format!("{} NOT NULL", if accepts { "DROP" } else { "SET" }))
        }
        Part::Default(field) => match expected.column(field).and_then(|wanted| wanted.default.as_ref()) {
            Some(default) => column(field, format!("SET DEFAULT {default}")),
            None => column(field, "DROP DEFAULT".to_owned()),
        },
        Part::Generated(field) => expected.column(field).map_or_else(Vec::new, |wanted| {
            if wanted.generated.is_none() {
                return column(field, "DROP EXPRESSION".to_owned());
            }
            vec![
                format!("ALTER TABLE {table} DROP COLUMN {}", name(field)),
                format!("ALTER TABLE {table} ADD COLUMN {}", column_definition(wanted)),
            ]
        }),
        Part::Numbered(field) => numbered(found, expected, field),
        Part::ColumnComment(field) => {
            let wanted = expected.column(field);
            wanted
                .map(|wanted| vec![column_comment(&expected.name, wanted)])
                .unwrap_or_default()
        }
        Part::Constraint(old, new) => {
            if let (Some(old), Some(new)) = (old, new)
                && old != new
            {
                return vec![format!(
                    "ALTER TABLE {table} RENAME CONSTRAINT {} TO {}",
                    name(old),
                    name(new)
                )];
            }
            let dropped = old.map(|old| format!("ALTER TABLE {table} DROP CONSTRAINT {}", name(old)));
            let wanted = expected.constraints.iter().find(|one| Some(one.name.as_str()) == new);
            let added = wanted.map(|rule| format!("ALTER TABLE {table} ADD {}", rule_definition(rule)));
            dropped.into_iter().chain(added).collect()
        }
        Part::Validate(rule) => vec![format!("ALTER TABLE {table} VALIDATE CONSTRAINT {}", name(rule))],
        Part::Index(old, new) => {
            if let (Some(old), Some(new)) = (old, new)
                && old != new
            {
                return vec![format!("ALTER INDEX {} RENAME TO {}", name(old), name(new))];
            }
            let dropped = old.map(|old| format!("DROP INDEX {}", name(old)));
            let wanted = expected.indexes.iter().find(|one| Some(one.name.as_str()) == new);
            dropped
                .into_iter()
                .chain(wanted.map(|index| index.definition.clone()))
                .collect()
        }
    }
}

fn numbered(found: &LiveTable, expected: &LiveTable, field: &str) -> Vec<String> {
    let table = name(&expected.name);
    let alter = |action: &str| format!("ALTER TABLE {table} ALTER COLUMN {} {action}", name(field));
    let is = found.column(field).and_then(|column| column.numbered);
    let wanted = expected.column(field).and_then(|column| column.numbered);
    let mut out = Vec::new();
    match (is, wanted) {
        (Some(Numbered::Serial), _) => {
            out.push(alter("DROP DEFAULT"));
            let default = found.column(field).and_then(|column| column.default.as_deref());
            let sequence = default.and_then(|sql| sql.split('\'').nth(1));
            out.extend(sequence.map(|sequence| format!("DROP SEQUENCE {sequence}")));
        }
        (Some(_), Some(Numbered::Always)) => return vec![alter("SET GENERATED ALWAYS")],
        (Some(_), Some(_)) => return vec![alter("SET GENERATED BY DEFAULT")],
        (Some(_), None) => out.push(alter("DROP IDENTITY")),
        (None, _) => {}
    }
    if wanted.is_some() {
        out.push(alter("ADD GENERATED BY DEFAULT AS IDENTITY"));
        out.push(format!(
            "SELECT setval(pg_get_serial_sequence({}, {}), coalesce(max({}), 0) + 1, false) FROM {table}",
            quote(&table),
            quote(field),
            names(&[field])
        ));
    }
    out
}
