//! Indexes and constraints in PostgreSQL's words.

use crate::migrate::sql::rules::{Body, Exclusion, Index, Key, KeyOf, Rule, Span, Unique};
use crate::migrate::sql::table::{Table, foreign_key, range};
use crate::migrate::sql::{name, names, quote};
use crate::migrate::state::DeferrableState;
use crate::schema::Nulls;
use crate::value::SqlType;

pub(super) fn drop_rule(table: &Table, rule: &Rule, out: &mut Vec<String>) {
    if is_index(rule) {
        out.push(format!("DROP INDEX {}", name(&rule.name)));
    } else if rule_definition(rule).is_some() {
        out.push(format!(
            "ALTER TABLE {} DROP CONSTRAINT {}",
            name(&table.name),
            name(&rule.name)
        ));
    }
}

pub(super) fn add_rule(table: &Table, rule: &Rule, out: &mut Vec<String>) {
    if let Body::Unique(unique) = &rule.body
        && is_index(rule)
    {
        out.push(unique_index(table, &rule.name, unique));
    } else if let Some(definition) = rule_definition(rule) {
        out.push(format!("ALTER TABLE {} ADD {definition}", name(&table.name)));
    }
}

pub(super) fn create_index(table: &Table, index: &Index, out: &mut Vec<String>) {
    let using = index.using.as_ref().map(|using| format!(" USING {using}"));
    out.push(format!(
        "CREATE INDEX {} ON {}{} ({}){}{}",
        name(&index.name),
        name(&table.name),
        using.unwrap_or_default(),
        keys(&index.keys),
        include(&index.include),
        only(index.condition.as_deref())
    ));
}

/// Whether a unique rule is an index: constraints take neither conditions nor expressions.
pub(super) fn is_index(rule: &Rule) -> bool {
    matches!(&rule.body, Body::Unique(unique) if !unique.is_constraint())
}

/// Whether the rule compares plain values by GiST, which takes an extension that every PostgreSQL brings along.
pub(super) fn needs_extension(rule: &Rule) -> bool {
    matches!(&rule.body, Body::Exclusion(exclusion) if !exclusion.equal.is_empty())
}

fn unique_index(table: &Table, called: &str, unique: &Unique) -> String {
    format!(
        "CREATE UNIQUE INDEX {} ON {} ({}){}{}{}",
        name(called),
        name(&table.name),
        keys(&unique.keys),
        include(&unique.include),
        if unique.nulls_not_distinct {
            " NULLS NOT DISTINCT"
        } else {
            ""
        },
        only(unique.condition.as_deref())
    )
}

/// `None` for what the column's type or an index already says here.
pub(super) fn rule_definition(rule: &Rule) -> Option<String> {
    let body = match &rule.body {
        // `varchar(n)` and `jsonb` refuse what does not fit; a check on top would never see it.
        Body::MaxLength { .. } | Body::Json { .. } => return None,
        Body::PrimaryKey { column } => format!("PRIMARY KEY ({})", name(column)),
        Body::Unique(_) if is_index(rule) => return None,
        Body::Unique(unique) => format!(
            "UNIQUE{} ({}){}{}",
            if unique.nulls_not_distinct {
                " NULLS NOT DISTINCT"
            } else {
                ""
            },
            keys(&unique.keys),
            include(&unique.include),
            match unique.deferrable {
                None => "",
                Some(DeferrableState::Immediate) => " DEFERRABLE INITIALLY IMMEDIATE",
                Some(DeferrableState::Deferred) => " DEFERRABLE INITIALLY DEFERRED",
            }
        ),
        Body::ForeignKey {
            column,
            table,
            target,
            on_delete,
            immediate,
        } => foreign_key(column, (table, target), on_delete, *immediate),
        Body::Range { column, min, max } => format!("CHECK ({})", range(&name(column), min, max)),
        Body::Choices { column, values } => {
            let values: Vec<String> = values.iter().map(|value| quote(value)).collect();
            format!("CHECK ({} IN ({}))", name(column), values.join(", "))
        }
        Body::Sql { condition } => format!("CHECK ({condition})"),
        Body::Exclusion(exclusion) => excluded(exclusion),
    };
    Some(format!("CONSTRAINT {} {body}", name(&rule.name)))
}

fn excluded(exclusion: &Exclusion) -> String {
    let equal = exclusion.equal.iter().map(|column| format!("{} WITH =", name(column)));
    let spans = exclusion.spans.iter().map(|span| format!("{} WITH &&", spanned(span)));
    format!(
        "EXCLUDE USING gist ({}){}",
        equal.chain(spans).collect::<Vec<_>>().join(", "),
        // In parentheses here, other than for an index.
        exclusion
            .condition
            .as_ref()
            .map_or_else(String::new, |condition| format!(" WHERE ({condition})"))
    )
}

/// A span as a range of PostgreSQL, the start in it and the end not.
fn spanned(span: &Span) -> String {
    let (start, end) = (name(&span.start), name(&span.end));
    match span.kind {
        SqlType::Date => format!("daterange({start}, {end})"),
        SqlType::SmallInt => format!("int4range({start}::integer, {end}::integer)"),
        SqlType::Integer => format!("int4range({start}, {end})"),
        SqlType::BigInt => format!("int8range({start}, {end})"),
        SqlType::Decimal => format!("numrange({start}, {end})"),
        _ => format!("tstzrange({start}, {end})"),
    }
}

fn keys(keys: &[Key]) -> String {
    keys.iter().map(key).collect::<Vec<_>>().join(", ")
}

fn key(key: &Key) -> String {
    let mut sql = match &key.of {
        KeyOf::Column(column) => name(column),
        KeyOf::Sql(expression) => format!("({expression})"),
    };
    if let Some(class) = &key.operator_class {
        sql.push_str(&format!(" {class}"));
    }
    if key.descending {
        sql.push_str(" DESC");
    }
    sql.push_str(match key.nulls {
        Some(Nulls::First) => " NULLS FIRST",
        Some(Nulls::Last) => " NULLS LAST",
        None => "",
    });
    sql
}

fn include(columns: &[String]) -> String {
    if columns.is_empty() {
        return String::new();
    }
    format!(" INCLUDE ({})", names(columns))
}

fn only(condition: Option<&str>) -> String {
    condition.map_or_else(String::new, |condition| format!(" WHERE {condition}"))
}
