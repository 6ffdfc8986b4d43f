//! A model as it will be written.

use std::collections::BTreeMap;

use super::checks::{Meaning, meaning};
use super::names::{Names, snake};
use super::{LiveColumn, LiveConstraint, LiveIndex, LiveRule, LiveSchema, LiveTable};
use crate::migrate::inspect::ModelOptions;
use crate::value::SqlType;

/// A table as a struct, or why it is none.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) doc: String,
    /// What stands in `#[model(…)]`.
    pub(super) options: Vec<String>,
    pub(super) fields: Vec<Field>,
    pub(super) choices: Vec<Choices>,
    /// What could not be said.
    pub(super) notes: Vec<String>,
}

/// A field, or a remark in its place.
#[derive(Debug, Default)]
pub(super) struct Field {
    pub(super) column: String,
    pub(super) name: String,
    pub(super) options: Vec<String>,
    pub(super) kind: String,
    /// Instead of the field.
    pub(super) remark: Option<String>,
}

/// An enum for the values that a check allows.
#[derive(Debug)]
pub(super) struct Choices {
    pub(super) name: String,
    pub(super) doc: String,
    /// Each variant with the value that is stored.
    pub(super) variants: Vec<(String, String)>,
}

/// A key without its own model.
#[derive(Debug)]
pub(super) struct Key<'a> {
    pub(super) target: &'a str,
    pub(super) on_delete: &'a str,
}

/// What models of tables need to know of each other.
pub(super) struct Drafts<'a> {
    pub(super) schema: &'a LiveSchema,
    pub(super) options: &'a ModelOptions,
    /// The struct of each table that gets one.
    pub(super) structs: BTreeMap<&'a str, String>,
    pub(super) names: Names,
}

impl<'a> Drafts<'a> {
    pub(super) fn of(&mut self, table: &'a LiveTable) -> Draft {
        let name = self.structs[table.name.as_str()].clone();
        let mut draft = Draft {
            doc: match &table.comment {
                Some(comment) => comment.clone(),
                None => format!("A row of `{}`.", table.name),
            },
            options: self.head(table, &name),
            name,
            fields: Vec::new(),
            choices: Vec::new(),
            notes: Vec::new(),
        };
        if let Some(comment) = &table.comment {
            draft.options.push(format!("comment = {comment:?}"));
        }
        let mut names = Names::default();
        let mut read = Read::of(table);
        // Relations take the shorter names, so they are named when all columns are known.
        let taken: Vec<String> = table.columns.iter().map(|column| snake(&column.name)).collect();
        for column in &table.columns {
            let field = self.field(table, column, &mut names, &taken, &mut read, &mut draft);
            draft.fields.push(field);
        }
        rules(table, &mut read, &mut draft);
        draft
    }

    fn head(&self, table: &LiveTable, name: &str) -> Vec<String> {
        let mut options = Vec::new();
        let mut usual = None;
        if let Some(app) = &self.options.app {
            options.push(format!("app = {app:?}"));
            usual = Some(format!("{app}_{}", name.to_lowercase()));
        }
        if usual.as_ref() != Some(&table.name) {
            options.push(format!("table = {:?}", table.name));
        }
        options
    }

    fn field(
        &mut self,
        table: &'a LiveTable,
        column: &'a LiveColumn,
        names: &mut Names,
        taken: &[String],
        read: &mut Read<'a>,
        draft: &mut Draft,
    ) -> Field {
        let is_key = table.primary_key() == [column.name.as_str()];
        let Some(kind) = column.kind else {
            return remark(column, format!("fjango has no type for `{}`", column.declared));
        };
        let unique = read.take_unique(&column.name);
        let mut field = Field {
            column: column.name.clone(),
            ..Field::default()
        };
        let relation = self.relation(table, column);
        if let Some(reason) = relation.as_ref().err().filter(|reason| !reason.is_empty()) {
            draft.notes.push(format!("`{}` {reason}", column.name));
        }
        let mut usual = None;
        match relation {
            Ok((key, target)) => {
                let short = column.name.strip_suffix("_id").map(snake);
                let short = short.filter(|short| !taken.contains(short));
                field.name = names.field(short.as_deref().unwrap_or(&column.name));
                usual = Some(format!("{}_id", plain(&field.name)));
                let one = if unique || is_key { "OneToOne" } else { "ForeignKey" };
                field.kind = format!("{one}<{target}>");
                if is_key {
                    field.options.push("primary_key".to_owned());
                }
                let (action, note) = on_delete(key.on_delete, column);
                field.options.push(format!("on_delete = {action:?}"));
                draft.notes.extend(note);
                let again = table
                    .foreign_keys()
                    .filter(|(_, other, _)| *other == key.target)
                    .count()
                    > 1;
                if again {
                    let way = format!("{}_{}_set", snake(&draft.name), plain(&field.name));
                    field.options.push(format!("related_name = {way:?}"));
                }
                if !unique && !is_key {
                    read.take_index(&column.name);
                }
            }
            Err(_) => {
                field.name = names.field(&column.name);
                field.kind = rust_type(kind.kind).to_owned();
                if is_key && (plain(&field.name) != "id") {
                    field.options.push("primary_key".to_owned());
                }
                if let Some(max) = kind.max_length {
                    field.options.push(format!("max_length = {max}"));
                }
                if unique && !is_key {
                    field.options.push("unique".to_owned());
                } else if !is_key && read.take_index(&column.name) {
                    field.options.push("index".to_owned());
                }
                if let Some((min, max)) = read.take_range(&column.name).filter(|_| kind.kind.is_integer()) {
                    field.options.extend(min.map(|min| format!("min = {min}")));
                    field.options.extend(max.map(|max| format!("max = {max}")));
                }
                read.take_type(&column.name);
                if let Some(values) = read.take_choices(&column.name).filter(|_| kind.kind == SqlType::Text) {
                    let choices = self.choices(&draft.name, column, values);
                    field.kind.clone_from(&choices.name);
                    draft.choices.push(choices);
                }
            }
        }
        let usual = usual.unwrap_or_else(|| plain(&field.name).to_owned());
        if usual != column.name {
            field.options.push(format!("column = {:?}", column.name));
        }
        self.column_options(column, is_key, &mut field);
        if column.nullable && !is_key {
            field.kind = format!("Option<{}>", field.kind);
        }
        field
    }

    fn column_options(&self, column: &LiveColumn, is_key: bool, field: &mut Field) {
        if let Some(generated) = &column.generated {
            field.options.push(format!("generated = {:?}", generated.expression));
            if !generated.stored {
                field.options.push("stored = false".to_owned());
            }
        } else if let Some(default) = column.default.as_ref().filter(|_| column.numbered.is_none() && !is_key) {
            field.options.push(format!("db_default = {default:?}"));
        }
        if let Some(collation) = &column.collation {
            field.options.push(format!("collation = {collation:?}"));
        }
        if let Some(comment) = &column.comment {
            field.options.push(format!("comment = {comment:?}"));
        }
    }

    /// The foreign key of one column alone with the struct at its other end; an empty reason where there is none.
    fn relation(&self, table: &'a LiveTable, column: &'a LiveColumn) -> Result<(Key<'a>, String), String> {
        let own = table
            .foreign_keys()
            .find(|(key, ..)| key.columns == [column.name.as_str()]);
        let Some((key, target, columns)) = own else {
            return Err(String::new());
        };
        let LiveRule::ForeignKey { on_delete, .. } = &key.rule else {
            return Err(String::new());
        };
        let known = self.structs.get(target).or_else(|| self.options.linked.get(target));
        let Some(known) = known else {
            return Err(format!(
                "points at `{target}`, which has no model here, so it is a plain column"
            ));
        };
        let other = self.schema.tables.get(target);
        if other.is_some_and(|other| other.primary_key() != columns) {
            return Err(format!(
                "points at `{}` of `{target}`, which is not its primary key, so it is a plain column",
                columns.join(", ")
            ));
        }
        let key = Key { target, on_delete };
        Ok((key, known.clone()))
    }

    fn choices(&mut self, model: &str, column: &LiveColumn, values: Vec<String>) -> Choices {
        let name = self.names.model(&format!("{}_{}", snake(model), column.name));
        let mut names = Names::default();
        Choices {
            doc: format!("What `{}` may be.", column.name),
            name,
            variants: values.into_iter().map(|value| (names.variant(&value), value)).collect(),
        }
    }
}

/// The rules of a table that no field has taken over yet.
struct Read<'a> {
    unique: Vec<&'a LiveConstraint>,
    indexes: Vec<&'a LiveIndex>,
    checks: Vec<(&'a LiveConstraint, &'a str, Option<Meaning>)>,
}

impl<'a> Read<'a> {
    fn of(table: &'a LiveTable) -> Self {
        let checks = table.constraints.iter().filter_map(|one| match &one.rule {
            LiveRule::Check { expression } => Some((one, expression.as_str(), meaning(expression))),
            _ => None,
        });
        let unique = table
            .constraints
            .iter()
            .filter(|one| matches!(one.rule, LiveRule::Unique { .. }));
        Self {
            checks: checks.collect(),
            unique: unique.collect(),
            indexes: table.indexes.iter().collect(),
        }
    }

    /// Whether no two rows may have the same value in the column.
    fn take_unique(&mut self, column: &str) -> bool {
        let is_it = |one: &&LiveConstraint| {
            one.columns == [column] && one.deferral.is_empty() && one.rule == LiveRule::Unique { nulls_distinct: true }
        };
        if let Some(place) = self.unique.iter().position(is_it) {
            self.unique.remove(place);
            return true;
        }
        let place = self
            .indexes
            .iter()
            .position(|index| index.unique && is_plain(index) && keys(index) == [column]);
        place.map(|place| self.indexes.remove(place)).is_some()
    }

    /// Whether the column has an index of its own.
    fn take_index(&mut self, column: &str) -> bool {
        let place = self
            .indexes
            .iter()
            .position(|index| !index.unique && is_plain(index) && keys(index) == [column]);
        place.map(|place| self.indexes.remove(place)).is_some()
    }

    fn take_range(&mut self, name: &str) -> Option<(Option<i64>, Option<i64>)> {
        let place = self
            .checks
            .iter()
            .position(|(.., said)| matches!(said, Some(Meaning::Range { column, .. }) if column == name))?;
        match self.checks.remove(place).2 {
            Some(Meaning::Range { min, max, .. }) => Some((min, max)),
            _ => None,
        }
    }

    fn take_choices(&mut self, name: &str) -> Option<Vec<String>> {
        let is_it = |said: &Option<Meaning>| match said {
            Some(Meaning::Choices { column, values }) => {
                column == name && values.iter().all(|one| !one.trim().is_empty())
            }
            _ => false,
        };
        let place = self.checks.iter().position(|(.., said)| is_it(said))?;
        match self.checks.remove(place).2 {
            Some(Meaning::Choices { values, .. }) => Some(values),
            _ => None,
        }
    }

    /// Takes the checks that a column's type brings along by itself.
    fn take_type(&mut self, name: &str) {
        self.checks.retain(|(.., said)| match said {
            Some(Meaning::Length { column, .. } | Meaning::Json { column }) => column != name,
            _ => true,
        });
    }
}

/// What stands in `#[model(…)]`: indexes, unique rules and checks that are of no field alone.
fn rules(table: &LiveTable, read: &mut Read<'_>, draft: &mut Draft) {
    let field_of = |column: &str| {
        let field = draft
            .fields
            .iter()
            .find(|field| field.column == column && field.remark.is_none());
        field.map(|field| field.name.clone())
    };
    let mut options = Vec::new();
    let mut notes = Vec::new();
    let mut names = Names::default();
    let mut short = |name: &str, end: &str| {
        let bare = name.strip_prefix(&format!("{}_", table.name)).unwrap_or(name);
        let bare = bare.strip_suffix(end).unwrap_or(bare);
        names.free(snake(bare), "_")
    };
    for one in &read.unique {
        let fields: Option<Vec<String>> = one.columns.iter().map(|column| field_of(column)).collect();
        let Some(mut parts) = fields else {
            notes.push(format!(
                "the unique constraint `{}` has a column that is left out",
                one.name
            ));
            continue;
        };
        if one.rule == (LiveRule::Unique { nulls_distinct: false }) {
            parts.push("nulls_not_distinct".to_owned());
        }
        match one.deferral.as_str() {
            "" => {}
            "DEFERRABLE" => parts.push("deferrable = \"immediate\"".to_owned()),
            _ => parts.push("deferrable = \"deferred\"".to_owned()),
        }
        options.push(format!("unique({})", parts.join(", ")));
    }
    for index in &read.indexes {
        match index_parts(index, &field_of) {
            Ok(mut parts) => {
                if index.unique && !index.nulls_distinct {
                    parts.push("nulls_not_distinct".to_owned());
                }
                if !is_plain(index) {
                    parts.push(format!("name = {:?}", short(&index.name, "_idx")));
                }
                let word = if index.unique { "unique" } else { "index" };
                let option = format!("{word}({})", parts.join(", "));
                if options.contains(&option) {
                    notes.push(format!("the index `{}` says what another says already", index.name));
                } else {
                    options.push(option);
                }
            }
            Err(reason) => notes.push(format!("the index `{}` {reason}", index.name)),
        }
    }
    for (one, expression, _) in &read.checks {
        let name = if one.name.is_empty() { "check" } else { &one.name };
        options.push(format!("check({} = {expression:?})", short(name, "_check")));
    }
    for one in &table.constraints {
        if matches!(one.rule, LiveRule::Exclusion | LiveRule::Other) {
            notes.push(format!(
                "the constraint `{}` is said by no model: {}",
                one.name, one.definition
            ));
        }
        if one.is_foreign_key() && one.columns.len() > 1 {
            notes.push(format!(
                "the foreign key over {} is over several columns",
                one.columns.join(", ")
            ));
        }
    }
    draft.options.extend(options);
    draft.notes.extend(notes);
}

fn index_parts(index: &LiveIndex, field_of: &dyn Fn(&str) -> Option<String>) -> Result<Vec<String>, String> {
    let mut parts = Vec::new();
    for key in &index.keys {
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let mut part = match (&key.column, &key.collation) {
            (Some(column), None) => {
                field_of(column).ok_or_else(|| format!("has the column `{column}`, which is left out"))?
            }
            (None, None) => format!("{:?}", key.expression),
            (Some(column), Some(collation)) => {
                format!("{:?}", format!("{} COLLATE {}", quoted(column), quoted(collation)))
            }
            (None, Some(collation)) => format!("{:?}", format!("({}) COLLATE {}", key.expression, quoted(collation))),
        };
        if key.descending {
            part.insert(0, '-');
        }
        match key.nulls_first {
            Some(true) => part.push_str(".nulls_first()"),
            Some(false) => part.push_str(".nulls_last()"),
            None => {}
        }
        if let Some(operators) = &key.operators {
            part.push_str(&format!(".operator_class({operators:?})"));
        }
        parts.push(part);
    }
    if !index.include.is_empty() {
        let fields: Option<Vec<String>> = index.include.iter().map(|column| field_of(column)).collect();
        let fields = fields.ok_or_else(|| "includes a column that is left out".to_owned())?;
        parts.push(format!("include({})", fields.join(", ")));
    }
    if index.method != "btree" {
        parts.push(format!("using = {:?}", index.method));
    }
    if let Some(condition) = &index.condition {
        parts.push(format!("where = {condition:?}"));
    }
    Ok(parts)
}

/// Whether an index is over columns and nothing more.
fn is_plain(index: &LiveIndex) -> bool {
    let bare = index.keys.iter().all(|key| {
        let ordered = key.descending || key.nulls_first.is_some() || key.operators.is_some() || key.collation.is_some();
        key.column.is_some() && !ordered
    });
    bare && index.condition.is_none() && index.include.is_empty() && index.method == "btree" && index.nulls_distinct
}

fn keys(index: &LiveIndex) -> Vec<&str> {
    index.keys.iter().filter_map(|key| key.column.as_deref()).collect()
}

/// A field's name without the `r#` of a keyword.
pub(super) fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

fn remark(column: &LiveColumn, reason: String) -> Field {
    let must = if column.nullable || column.default.is_some() || column.generated.is_some() {
        ""
    } else {
        "; it must have a value, so rows cannot be created through this model"
    };
    Field {
        column: column.name.clone(),
        remark: Some(format!("`{}` is left out: {reason}{must}.", column.name)),
        ..Field::default()
    }
}

/// The rule with what is to be said of it.
fn on_delete(action: &str, column: &LiveColumn) -> (&'static str, Option<String>) {
    let impossible = |what: &str| {
        Some(format!(
            "`{}` is {what} when the row it points at goes, which no model says",
            column.name
        ))
    };
    match action {
        "CASCADE" => ("cascade", None),
        "RESTRICT" => ("protect", None),
        "SET NULL" if column.nullable => ("set_null", None),
        "SET NULL" => ("do_nothing", impossible("set to NULL though it accepts none")),
        "SET DEFAULT" if column.default.is_some() => ("set_default", None),
        "SET DEFAULT" => ("do_nothing", impossible("set to a default that it does not have")),
        _ => ("do_nothing", None),
    }
}

pub(super) fn rust_type(kind: SqlType) -> &'static str {
    match kind {
        SqlType::Bool => "bool",
        SqlType::SmallInt => "i16",
        SqlType::Integer => "i32",
        SqlType::BigInt => "i64",
        SqlType::Real => "f32",
        SqlType::Double => "f64",
        SqlType::Decimal => "Decimal",
        SqlType::Text => "String",
        SqlType::Bytes => "Vec<u8>",
        SqlType::Uuid => "Uuid",
        SqlType::DateTime => "DateTime<Utc>",
        SqlType::Date => "NaiveDate",
        SqlType::Time => "NaiveTime",
        SqlType::Interval => "Duration",
        SqlType::Json => "fjango::value::JsonValue",
    }
}
