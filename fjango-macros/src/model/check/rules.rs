//! Indexes and rules over several fields.

use syn::{Ident, LitStr};

use crate::errors::Errors;
use crate::model::parse::{FieldArgs, ModelArgs};
use crate::model::rules::RuleArgs;
use crate::model::spec::{FieldSpec, Kind, ModelSpec, TEXTS};
use crate::names;

/// Types of which PostgreSQL has ranges.
const SPANNED: &[&str] = &["DateTime", "NaiveDate", "i16", "i32", "i64", "Decimal"];

/// Every rule about `index`, `unique` and `exclude`.
pub(super) fn rules(args: &ModelArgs, spec: &ModelSpec, errors: &mut Errors) {
    let columns: Vec<&str> = spec.columns().map(|field| field.name.as_str()).collect();
    for rules in [&args.indexes, &args.unique, &args.exclusions] {
        for (i, rule) in rules.iter().enumerate() {
            known_fields(rule, &columns, errors);
            each_once(rule, errors);
            sql_is_there(rule, errors);
            named(rule, errors);
            if rules[..i].iter().any(|other| full_name(other) == full_name(rule)) {
                let option = &rule.option;
                let message = match &rule.name {
                    Some(name) => format!("two of `{option}` are called `{}`; rename one", name.value()),
                    None => format!("`{option}` is given twice over the same fields; remove one, or give it a `name`"),
                };
                errors.add(option, message);
            }
        }
    }
    for rule in &args.unique {
        put_off(rule, args, errors);
    }
    for rule in &args.exclusions {
        spans(rule, spec, errors);
    }
}

fn known_fields(rule: &RuleArgs, columns: &[&str], errors: &mut Errors) {
    for ident in rule.fields() {
        let name = names::plain(ident);
        if !columns.contains(&name.as_str()) {
            let hint = names::suggestion(&name, columns);
            errors.add(
                ident,
                format!("`{}` names the unknown field `{name}`; {hint}", rule.option),
            );
        }
    }
}

fn each_once(rule: &RuleArgs, errors: &mut Errors) {
    let fields: Vec<&Ident> = rule.fields().collect();
    let twice = |(i, ident): &(usize, &&Ident)| fields[..*i].contains(*ident);
    for (_, ident) in fields.iter().enumerate().filter(twice) {
        errors.add(ident, format!("`{ident}` is twice in one `{}`; keep one", rule.option));
    }
    if fields.is_empty() && rule.keys.is_empty() {
        errors.add(
            &rule.option,
            format!("`{}` is over nothing; name at least one field", rule.option),
        );
    }
}

fn sql_is_there(rule: &RuleArgs, errors: &mut Errors) {
    for sql in rule.sql().filter(|sql| sql.value().trim().is_empty()) {
        errors.add(
            sql,
            format!("the SQL of `{}` is empty; write such as `lower(title)`", rule.option),
        );
    }
}

/// A name tells in the database what the rule is; SQL makes none.
fn named(rule: &RuleArgs, errors: &mut Errors) {
    let option = &rule.option;
    match &rule.name {
        None if option == "exclude" || rule.sql().next().is_some() => {
            let what = if option == "exclude" {
                "`exclude`"
            } else {
                "with SQL it"
            };
            errors.add(option, format!("{what} needs a name; add `name = \"…\"`"));
        }
        None => {}
        Some(name) => {
            let text = name.value();
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            if text.is_empty() || !text.chars().all(plain) {
                errors.add(
                    name,
                    "the name becomes part of one in the database; write lower case letters, digits and `_`",
                );
            }
        }
    }
    if let Some(using) = &rule.using {
        let text = using.value();
        if text.is_empty() || !text.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
            errors.add(using, "`using` takes a kind of index, as in `using = \"gin\"`");
        }
    }
}

/// What follows the table's name in the database.
fn full_name(rule: &RuleArgs) -> String {
    match &rule.name {
        Some(name) => name.value(),
        None => rule.fields().map(names::plain).collect::<Vec<_>>().join("_"),
    }
}

/// Only a constraint may be put off, and that is about columns and every row.
fn put_off(rule: &RuleArgs, args: &ModelArgs, errors: &mut Errors) {
    let Some(deferrable) = &rule.deferrable else { return };
    if rule.condition.is_some() || !rule.is_plain() || args.soft_delete.is_some() {
        errors.add_at(
            deferrable.span,
            "only a rule over plain fields and all rows may be put off; remove `deferrable`, or what makes it an index \
             (`where`, SQL, an order, `soft_delete`)",
        );
    }
}

fn spans(rule: &RuleArgs, spec: &ModelSpec, errors: &mut Errors) {
    if rule.overlap.is_empty() {
        errors.add(
            &rule.option,
            "without spans that overlap this is `unique`; add `overlap(starts, ends)`, or write `unique`",
        );
    }
    if !rule.is_plain() {
        errors.add(
            &rule.option,
            "`exclude` compares fields; write their names, and conditions in `where = \"…\"`",
        );
    }
    let field = |ident: &Ident| spec.columns().find(|field| names::plain(ident) == field.name);
    for (start, end) in &rule.overlap {
        let (Some(first), Some(last)) = (field(start), field(end)) else {
            continue;
        };
        if !SPANNED.contains(&first.type_name.as_str()) {
            let known = SPANNED.join("`, `");
            errors.add(
                start,
                format!("`{}` has no spans; use one of `{known}`", first.type_name),
            );
        } else if first.type_name != last.type_name {
            errors.add(
                end,
                format!(
                    "a span has one type; `{start}` is `{}` and `{end}` is `{}`",
                    first.type_name, last.type_name
                ),
            );
        }
    }
}

/// A column that the database computes, and what it says of a column besides its type.
pub(super) fn column_facts(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
    if let Some(generated) = &args.generated {
        computed(args, field, generated, errors);
    } else if let Some(stored) = &args.stored {
        errors.add_at(
            stored.span,
            "`stored` says how a computed column is kept; add `generated = \"…\"`, or remove it",
        );
    }
    for (option, text) in [("collation", &args.collation), ("comment", &args.comment)] {
        let Some(text) = text else { continue };
        if !field.is_column() {
            errors.add(
                text,
                format!("`{option}` is for columns, and `{}` is none; remove it", field.name),
            );
        } else if text.value().is_empty() {
            errors.add(text, format!("`{option}` is empty; remove it"));
        }
    }
    if let Some(collation) = &args.collation
        && field.is_column()
    {
        if field.target.is_some() {
            errors.add(
                collation,
                "a foreign key is compared as the key it holds; set `collation` there",
            );
        } else if !TEXTS.contains(&field.type_name.as_str()) && !field.is_custom() {
            errors.add(
                collation,
                format!("`collation` is for text, not `{}`; remove it", field.type_name),
            );
        }
    }
    foreign_key(args, field, errors);
}

fn computed(args: &FieldArgs, field: &FieldSpec, generated: &LitStr, errors: &mut Errors) {
    if field.kind != Kind::Plain || field.primary_key {
        errors.add(
            generated,
            format!(
                "`{}` cannot be computed by the database; use a plain field that is no key",
                field.name
            ),
        );
    }
    if generated.value().trim().is_empty() {
        errors.add(generated, "`generated` is empty; write SQL such as `price * quantity`");
    }
    let others = [
        ("default", args.default.is_some()),
        ("db_default", args.db_default.is_some()),
        ("auto_now", args.auto_now.is_some()),
        ("auto_now_add", args.auto_now_add.is_some()),
        ("slug_from", args.slug_from.is_some()),
        ("version", args.version.is_some()),
    ];
    for (option, _) in others.into_iter().filter(|(_, given)| *given) {
        errors.add(
            generated,
            format!(
                "the database computes `{}`; remove `{option}`, or `generated`",
                field.name
            ),
        );
    }
}

fn foreign_key(args: &FieldArgs, field: &FieldSpec, errors: &mut Errors) {
    let is_key = matches!(field.kind, Kind::ForeignKey | Kind::OneToOne);
    let spans = [
        ("db_constraint", args.db_constraint.as_ref().map(|at| at.span)),
        ("deferrable", args.deferrable.as_ref().map(|at| at.span)),
    ];
    for (option, span) in spans.into_iter().filter_map(|(option, span)| Some((option, span?))) {
        if !is_key {
            errors.add_at(
                span,
                format!(
                    "`{option}` is for foreign keys, and `{}` is none; remove it",
                    field.name
                ),
            );
        }
    }
    if !is_key || args.db_constraint.as_ref().is_none_or(|at| at.value) {
        return;
    }
    if let Some(deferrable) = &args.deferrable {
        errors.add_at(
            deferrable.span,
            "without a constraint nothing is put off; remove `deferrable`, or `db_constraint = false`",
        );
    }
    if let Some(rule) = &args.on_delete
        && rule.value != crate::model::parse::OnDelete::DoNothing
    {
        errors.add_at(
            rule.span,
            "the database does this by its constraint; write `on_delete = \"do_nothing\"`, or remove \
             `db_constraint = false`",
        );
    }
}
