//! Indexes, constraints, and the triggers that stand in for constraints which SQLite lacks.

use crate::migrate::sql::rules::{Body, Exclusion, Index, Key, KeyOf, Rule, Span, Unique};
use crate::migrate::sql::table::{Table, foreign_key, range};
use crate::migrate::sql::{name, quote};

/// An index or a trigger: what comes and goes without building the table anew.
#[derive(PartialEq)]
pub(super) struct Attached {
    kind: &'static str,
    name: String,
    create: String,
}

impl Attached {
    pub(super) fn drop(self) -> String {
        format!("DROP {} {}", self.kind, name(&self.name))
    }

    pub(super) fn create(self) -> String {
        self.create
    }
}

/// Everything that is attached to a table.
///
/// Unique rules are unique indexes: they refuse the same writes as constraints, and need no rebuild.
pub(super) fn attached(table: &Table) -> Vec<Attached> {
    let rules = table.rules.iter().flat_map(|rule| match &rule.body {
        Body::Unique(unique) => vec![unique_index(table, &rule.name, unique)],
        Body::Exclusion(exclusion) => triggers(table, rule, exclusion).into(),
        _ => Vec::new(),
    });
    let indexes = table.indexes.iter().filter_map(|index| plain_index(table, index));
    rules.chain(indexes).collect()
}

/// The triggers of a rule that is kept by some.
pub(in crate::migrate::sql) fn trigger_names(rule: &Rule) -> Vec<String> {
    match &rule.body {
        Body::Exclusion(_) => ["insert", "update"].map(|event| trigger_name(rule, event)).into(),
        _ => Vec::new(),
    }
}

fn trigger_name(rule: &Rule, event: &str) -> String {
    format!("{}_{event}", rule.name)
}

fn index(table: &Table, unique: &str, called: &str, keys: &[String], condition: Option<&str>) -> Attached {
    let only = condition.map_or_else(String::new, |condition| format!(" WHERE {condition}"));
    Attached {
        kind: "INDEX",
        name: called.to_owned(),
        create: format!(
            "CREATE {unique}INDEX {} ON {} ({}){only}",
            name(called),
            name(&table.name),
            keys.join(", ")
        ),
    }
}

fn unique_index(table: &Table, called: &str, unique: &Unique) -> Attached {
    let keys = unique.keys.iter().flat_map(|one| {
        let sql = key(one);
        if unique.nulls_not_distinct {
            // `NULL` never equals `NULL` here, but whether it is one does, and any value stands in for it then.
            vec![format!("({sql} IS NULL)"), format!("coalesce({sql}, 0)")]
        } else {
            vec![sql + order(one)]
        }
    });
    index(
        table,
        "UNIQUE ",
        called,
        &keys.collect::<Vec<_>>(),
        unique.condition.as_deref(),
    )
}

/// `None` for kinds of index whose queries a b-tree would not help.
fn plain_index(table: &Table, one: &Index) -> Option<Attached> {
    const AS_B_TREE: [&str; 3] = ["btree", "hash", "brin"];
    if one.using.as_deref().is_some_and(|using| !AS_B_TREE.contains(&using)) {
        return None;
    }
    let keys: Vec<String> = one.keys.iter().map(|one| key(one) + order(one)).collect();
    Some(index(table, "", &one.name, &keys, one.condition.as_deref()))
}

fn key(key: &Key) -> String {
    match &key.of {
        KeyOf::Column(column) => name(column),
        KeyOf::Sql(expression) => format!("({expression})"),
    }
}

fn order(key: &Key) -> &'static str {
    if key.descending { " DESC" } else { "" }
}

/// `None` for what the column, an index or a trigger says.
pub(super) fn rule_definition(rule: &Rule, numbered: bool) -> Option<String> {
    let body = match &rule.body {
        Body::Unique(_) | Body::Exclusion(_) => return None,
        Body::PrimaryKey { .. } if numbered => return None,
        Body::PrimaryKey { column } => format!("PRIMARY KEY ({})", name(column)),
        Body::ForeignKey {
            column,
            table,
            target,
            on_delete,
            immediate,
        } => foreign_key(column, (table, target), on_delete, *immediate),
        // SQLite reads `varchar(200)` as text of any length.
        Body::MaxLength { column, max } => format!("CHECK (length({}) <= {max})", name(column)),
        Body::Range { column, min, max } => format!("CHECK ({})", range(&name(column), min, max)),
        Body::Choices { column, values } => {
            let values: Vec<String> = values.iter().map(|value| quote(value)).collect();
            format!("CHECK ({} IN ({}))", name(column), values.join(", "))
        }
        Body::Json { column } => format!("CHECK (json_valid({}))", name(column)),
        Body::Sql { condition } => format!("CHECK ({condition})"),
    };
    Some(format!("CONSTRAINT {} {body}", name(&rule.name)))
}

/// After the row is there, so that it can be asked for what the condition says of it.
fn triggers(table: &Table, rule: &Rule, exclusion: &Exclusion) -> [Attached; 2] {
    let (quoted, key) = (name(&table.name), name(&exclusion.key));
    let condition = condition(exclusion);
    let clash: Vec<String> = comparisons(exclusion, "NEW.", "");
    ["insert", "update"].map(|event| {
        let called = trigger_name(rule, event);
        let create = format!(
            "CREATE TRIGGER {} AFTER {} ON {quoted} BEGIN\n    \
             SELECT RAISE(ABORT, {})\n    \
             WHERE EXISTS (SELECT 1 FROM {quoted} WHERE {key} = NEW.{key}{condition})\n        \
             AND EXISTS (SELECT 1 FROM {quoted} WHERE {key} <> NEW.{key} AND {}{condition});\nEND",
            name(&called),
            event.to_uppercase(),
            quote(&format!("EXCLUSION constraint failed: {}", rule.name)),
            clash.join(" AND ")
        );
        Attached {
            kind: "TRIGGER",
            name: called,
            create,
        }
    })
}

/// A statement that fails when rows that exist clash; for rules that are new, as their triggers look at writes alone.
pub(super) fn find_clash(table: &Table, rule: &Rule) -> Option<String> {
    let Body::Exclusion(exclusion) = &rule.body else {
        return None;
    };
    let (quoted, key) = (name(&table.name), name(&exclusion.key));
    let condition = condition(exclusion);
    let clash = comparisons(exclusion, "one.", "other.").join(" AND ");
    let among = format!("(SELECT * FROM {quoted} WHERE TRUE{condition})");
    // `json` of a text that is no JSON is the error that a query lacks.
    Some(format!(
        "SELECT json({}) FROM {among} one JOIN {among} other ON one.{key} < other.{key} AND {clash} LIMIT 1",
        quote(&format!("rows break {}", rule.name))
    ))
}

fn condition(exclusion: &Exclusion) -> String {
    let condition = exclusion.condition.as_ref();
    condition.map_or_else(String::new, |condition| format!(" AND ({condition})"))
}

/// What holds of two rows that clash, with what stands before the columns of each.
fn comparisons(exclusion: &Exclusion, one: &str, other: &str) -> Vec<String> {
    let equal = exclusion.equal.iter().map(|column| {
        let column = name(column);
        format!("{one}{column} = {other}{column}")
    });
    let spans = exclusion.spans.iter().map(|span| overlap(span, one, other));
    equal.chain(spans).collect()
}

/// Whether two spans overlap, as ranges of PostgreSQL do: an end that is `NULL` is no end, and an empty one overlaps
/// with nothing.
fn overlap(span: &Span, one: &str, other: &str) -> String {
    let (start, end) = (name(&span.start), name(&span.end));
    let before = |a: String, b: String| format!("coalesce({a} < {b}, TRUE)");
    [
        before(format!("{one}{start}"), format!("{other}{end}")),
        before(format!("{other}{start}"), format!("{one}{end}")),
        before(format!("{one}{start}"), format!("{one}{end}")),
        before(format!("{other}{start}"), format!("{other}{end}")),
    ]
    .join(" AND ")
}
