//! Models from a schema.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Drafts, Field, plain, rust_type};
use super::names::{Names, snake};
use super::{LiveSchema, LiveTable};

/// What [`write_models`] is told.
#[derive(Clone, Debug, Default)]
pub struct ModelOptions {
    /// The app the models say they are of; `None` leaves it to the crate's name.
    pub app: Option<String>,
    /// Only these tables; all when empty.
    pub tables: Vec<String>,
    /// Also views, as structs for their rows.
    pub views: bool,
    /// Tables that have a model already, with how Rust names it. They get none, and relations lead to those models.
    pub linked: BTreeMap<String, String>,
}

/// The longest line.
const WIDTH: usize = 100;
/// How many characters an attribute may have between its parentheses before each part gets a line of its own, as rustfmt
/// has it.
const ATTRIBUTE: usize = 70;

/// Whether migrations are noted in the table: fjango's own, or those of diesel, which are no longer run.
fn is_bookkeeping(table: &str) -> bool {
    table.starts_with("fjango_migration") || table == "__diesel_schema_migrations"
}

/// Writes a file of models for the tables of `schema`, such that making them gives the same tables.
///
/// What no model can say is told in comments: types that fjango does not know, keys over several columns, exclusion
/// constraints. Constraints and indexes have the names that fjango gives them; the database's own are not kept.
pub fn write_models(schema: &LiveSchema, options: &ModelOptions) -> String {
    let wanted = |table: &&LiveTable| {
        let named = options.tables.is_empty() || options.tables.contains(&table.name);
        named && !is_bookkeeping(&table.name) && !options.linked.contains_key(&table.name)
    };
    let mut skipped = Vec::new();
    let mut names = Names::default();
    let mut structs = BTreeMap::new();
    for table in schema.tables.values().filter(wanted).filter(|table| !table.view) {
        match cannot_be(table) {
            Some(reason) => skipped.push(format!("`{}` has no model: {reason}.", table.name)),
            None => {
                let own = options.app.as_ref().map(|app| format!("{app}_"));
                let bare = own.and_then(|own| table.name.strip_prefix(&own)).unwrap_or(&table.name);
                structs.insert(table.name.as_str(), names.model(bare));
            }
        }
    }
    let mut drafts = Drafts {
        schema,
        options,
        structs: structs.clone(),
        names,
    };
    let mut made: Vec<(&LiveTable, Draft)> = Vec::new();
    for table in schema
        .tables
        .values()
        .filter(|table| structs.contains_key(table.name.as_str()))
    {
        made.push((table, drafts.of(table)));
    }
    many_to_many(schema, &structs, &mut made);
    let mut out = String::from("use fjango::prelude::*;\n");
    for line in &skipped {
        out.push('\n');
        out.push_str(&comment("// ", line, 0));
    }
    for (_, draft) in &made {
        print(draft, &mut out);
    }
    if options.views {
        for view in schema.tables.values().filter(wanted).filter(|table| table.view) {
            print_view(view, &mut drafts.names, &mut out);
        }
    }
    out
}

fn cannot_be(table: &LiveTable) -> Option<String> {
    match table.primary_key() {
        [] => Some("it has no primary key".to_owned()),
        [only] if table.foreign_keys().any(|(key, ..)| key.columns == [only.as_str()]) => Some(format!(
            "its primary key `{only}` is a foreign key, and a model's is a value of its own"
        )),
        [only] => {
            let column = table.column(only)?;
            let kind = column.kind.filter(|kind| {
                use crate::value::SqlType::{BigInt, Integer, SmallInt, Text, Uuid};
                matches!(kind.kind, SmallInt | Integer | BigInt | Text | Uuid)
            });
            kind.is_none().then(|| {
                format!(
                    "its primary key `{only}` is `{}`, and fjango's are integers, UUIDs or text",
                    column.declared
                )
            })
        }
        several => Some(format!(
            "its primary key is over several columns ({})",
            several.join(", ")
        )),
    }
}

/// Adds a field to one end of every table that is nothing but a pair of keys. The table is a model of its own, through which
/// the field goes, so that its columns and rules stay as they are.
fn many_to_many(schema: &LiveSchema, structs: &BTreeMap<&str, String>, made: &mut [(&LiveTable, Draft)]) {
    for table in schema.tables.values() {
        let Some((source, target)) = pair(table) else { continue };
        let (Some(through), Some(other)) = (structs.get(table.name.as_str()), structs.get(target)) else {
            continue;
        };
        let Some((_, owner)) = made.iter_mut().find(|(one, _)| one.name == source) else {
            continue;
        };
        let bare = table.name.strip_prefix(&format!("{source}_")).map(snake);
        let mut names = Names::default();
        for field in &owner.fields {
            names.field(plain(&field.name));
        }
        let mut options = vec![format!("through = {through}")];
        if source == target {
            options.push("symmetrical = false".to_owned());
        }
        owner.fields.push(Field {
            name: names.field(&bare.unwrap_or_else(|| format!("{}s", snake(other)))),
            kind: format!("ManyToMany<{other}>"),
            options,
            ..Field::default()
        });
    }
}

/// The tables at both ends, the owner first, of a table that has a key, two foreign keys that are unique together, and no more.
fn pair(table: &LiveTable) -> Option<(&str, &str)> {
    let keys: Vec<_> = table
        .foreign_keys()
        .filter(|(key, ..)| key.columns.len() == 1)
        .collect();
    let [(first, ..), (second, ..)] = keys[..] else {
        return None;
    };
    let key = table.primary_key();
    let columns: BTreeSet<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let expected: BTreeSet<&str> = first
        .columns
        .iter()
        .chain(&second.columns)
        .chain(key)
        .map(String::as_str)
        .collect();
    if columns != expected || columns.len() != 3 || table.columns.iter().any(|column| column.nullable) {
        return None;
    }
    let both = table.unique_columns().find(|unique| unique.len() == 2)?;
    // The table is called after its owner; else the unique rule names it first.
    let target_of = |column: &str| {
        let found = keys.iter().find(|(key, ..)| key.columns == [column]);
        found.map(|(_, table, _)| *table)
    };
    let (a, b) = (target_of(both[0])?, target_of(both[1])?);
    let is_of = |owner: &str| table.name.starts_with(&format!("{owner}_"));
    Some(if !is_of(a) && is_of(b) { (b, a) } else { (a, b) })
}

fn print(draft: &Draft, out: &mut String) {
    for choices in &draft.choices {
        out.push_str(&format!(
            "\n/// {}\n#[derive(Choices)]\npub enum {} {{\n",
            choices.doc, choices.name
        ));
        for (variant, value) in &choices.variants {
            out.push_str(&format!("    #[choice(value = {value:?})]\n    {variant},\n"));
        }
        out.push_str("}\n");
    }
    out.push('\n');
    out.push_str(&comment("/// ", &draft.doc, 0));
    for note in &draft.notes {
        out.push_str(&comment("// ", &format!("{note}."), 0));
    }
    out.push_str(&attribute("model", &draft.options, 0));
    out.push_str(&format!("pub struct {} {{\n", draft.name));
    for field in &draft.fields {
        if let Some(remark) = &field.remark {
            out.push_str(&comment("// ", remark, 4));
            continue;
        }
        if !field.options.is_empty() {
            out.push_str(&attribute("field", &field.options, 4));
        }
        out.push_str(&format!("    pub {}: {},\n", field.name, field.kind));
    }
    out.push_str("}\n");
}

/// A view has no key and no migration, so it is no model but a struct that rows are read into.
fn print_view(view: &LiveTable, names: &mut Names, out: &mut String) {
    out.push('\n');
    out.push_str(&comment("/// ", &format!("A row of the view `{}`.", view.name), 0));
    out.push_str(&format!(
        "#[derive(Debug)]\npub struct {} {{\n",
        names.model(&view.name)
    ));
    let mut fields = Names::default();
    for column in &view.columns {
        match column.kind {
            Some(kind) => {
                let name = fields.field(&column.name);
                // A view does not say which of its columns always have a value.
                out.push_str(&format!("    pub {name}: Option<{}>,\n", rust_type(kind.kind)));
            }
            None => {
                let remark = format!(
                    "`{}` is left out: fjango has no type for `{}`.",
                    column.name, column.declared
                );
                out.push_str(&comment("// ", &remark, 4));
            }
        }
    }
    out.push_str("}\n");
}

/// Text in lines that begin with `start`.
fn comment(start: &str, text: &str, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let mut out = String::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && indent + start.len() + line.len() + 1 + word.len() > WIDTH {
            out.push_str(&format!("{pad}{start}{line}\n"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    out.push_str(&format!("{pad}{start}{line}\n"));
    out
}

fn attribute(name: &str, parts: &[String], indent: usize) -> String {
    let pad = " ".repeat(indent);
    let line = parts.join(", ");
    if line.len() <= ATTRIBUTE {
        return match line.is_empty() {
            true => format!("{pad}#[{name}]\n"),
            false => format!("{pad}#[{name}({line})]\n"),
        };
    }
    let lines: Vec<String> = parts.iter().map(|part| format!("{pad}    {part}")).collect();
    format!("{pad}#[{name}(\n{}\n{pad})]\n", lines.join(",\n"))
}
