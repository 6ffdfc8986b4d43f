//! Which column of a file is which field.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value as JsonValue, json};

use super::cell;
use super::file::Table;
use crate::admin::builder::is_sensitive;
use crate::admin::contract::{Can, ImportField};
use crate::admin::lens::Lens;
use crate::admin::schema::{form_fields, label};
use crate::admin::{FieldAccess, Result};
use crate::api::decode;
use crate::db::Executor;
use crate::orm::{Expr, Path};
use crate::schema::{FieldMeta, ManyToManyMeta, ModelMeta};
use crate::value::{Invalid, SqlType, ValidationErrors, Value};

/// Keys looked up at once.
const AT_ONCE: usize = 500;

/// What a column can be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    /// A field of the row.
    Field(usize),
    /// A related row, by a unique field of its own.
    Related(usize, &'static FieldMeta),
    /// Related rows, by their keys.
    Many(usize),
    /// Related rows, by a unique field of their own.
    ManyBy(usize, &'static FieldMeta),
}

/// Everything that columns can be for this actor, with what the form calls it.
pub(super) fn targets(lens: &Lens<'_>) -> Vec<(ImportField, Target)> {
    let meta = lens.meta();
    let fields: &'static [FieldMeta] = meta.fields;
    let many: &'static [ManyToManyMeta] = meta.many_to_many;
    let seen = form_fields(lens);
    let may_write = |name: &str| {
        seen.contains(&name) && lens.field(name) == FieldAccess::Write && !lens.entry.readonly.contains(name)
    };
    let mut all = Vec::new();
    for (position, field) in fields.iter().enumerate() {
        // The key says which row is meant, whether it can be written or not.
        let is_key = field.primary_key && lens.field(field.name) > FieldAccess::Hidden;
        let writable = field.editable() && !field.primary_key && field.file.is_none() && may_write(field.name);
        if !(is_key || writable) || field.value_type.hidden {
            continue;
        }
        let given =
            field.nullable || field.default.is_some() || field.db_default.is_some() || field.slug_from.is_some();
        let required = writable && !given && !lens.entry.presets.iter().any(|(known, _)| *known == position);
        let title = lens
            .entry
            .options(field.name)
            .label
            .unwrap_or_else(|| label(field.name));
        let entry = |f: String, label: String, required: bool| ImportField { f, label, required };
        all.push((
            entry(field.name.to_owned(), title.clone(), required),
            Target::Field(position),
        ));
        for by in field.target().into_iter().flat_map(|target| naturals(lens, target)) {
            let name = format!("{}__{}", field.name, by.name);
            if lens.way(&name).is_some() {
                let title = format!("{title}: {}", label(by.name));
                all.push((entry(name, title, false), Target::Related(position, by)));
            }
        }
    }
    for (position, field) in many.iter().enumerate() {
        if !may_write(field.name) || !field.takes_keys(meta) {
            continue;
        }
        let title = lens
            .entry
            .options(field.name)
            .label
            .unwrap_or_else(|| label(field.name));
        let entry = |f: String, label: String| ImportField {
            f,
            label,
            required: false,
        };
        all.push((entry(field.name.to_owned(), title.clone()), Target::Many(position)));
        for by in naturals(lens, (field.target)()) {
            let name = format!("{}__{}", field.name, by.name);
            if lens.may_filter(&name) {
                let title = format!("{title}: {}", label(by.name));
                all.push((entry(name, title), Target::ManyBy(position, by)));
            }
        }
    }
    all
}

/// Unique texts that tell rows of a model apart.
fn naturals(lens: &Lens<'_>, target: &'static ModelMeta) -> impl Iterator<Item = &'static FieldMeta> {
    let fields: &'static [FieldMeta] = target.fields;
    let seen = lens.site.policy_of(target).model(lens.actor, target, Can::View);
    fields.iter().filter(move |field| {
        let text = field.sql_type() == SqlType::Text && field.value_type.choices.is_empty();
        seen && field.unique && text && !field.primary_key && !is_sensitive(field)
    })
}

/// Which field each column seems to be: by its name, else by what people call it.
pub(super) fn guess(columns: &[String], fields: &[ImportField]) -> BTreeMap<String, Option<String>> {
    let mut taken: Vec<&str> = Vec::new();
    let mut mapping = BTreeMap::new();
    for column in columns {
        let same = |text: &str| {
            text.to_lowercase().replace([' ', '-'], "_") == column.trim().to_lowercase().replace([' ', '-'], "_")
        };
        let found = fields
            .iter()
            .find(|field| same(&field.f))
            .or_else(|| fields.iter().find(|field| same(&field.label)));
        let found = found.filter(|field| !taken.contains(&field.f.as_str()));
        taken.extend(found.map(|field| field.f.as_str()));
        mapping.insert(column.clone(), found.map(|field| field.f.clone()));
    }
    mapping
}

/// The columns that are something: where they are in the file, and what.
#[derive(Debug)]
pub(super) struct Mapping {
    pub(super) columns: Vec<(usize, Target)>,
}

impl Mapping {
    /// What the user said, if it can be.
    pub(super) fn read(
        lens: &Lens<'_>,
        table: &Table,
        said: &BTreeMap<String, Option<String>>,
    ) -> Result<Self, ValidationErrors> {
        let targets = targets(lens);
        let mut errors = ValidationErrors::new();
        let mut columns: Vec<(usize, Target)> = Vec::new();
        let mut taken: Vec<&str> = Vec::new();
        for (column, name) in said {
            let Some(name) = name else { continue };
            let place = |why: &'static str, code: &'static str| {
                Invalid::new(code, why).at(format!("/mapping/{}", column.replace('~', "~0").replace('/', "~1")))
            };
            let Some(position) = table.columns.iter().position(|known| known == column) else {
                errors.push(place("is no column of the file", "unknown"));
                continue;
            };
            // A relation is given by one of its ways.
            let field = name.split("__").next().unwrap_or_default();
            match targets.iter().find(|(known, _)| known.f == *name) {
                None => errors.push(place("is no field that can be brought in", "unknown")),
                Some(_) if taken.contains(&field) => errors.push(place("is what another column is already", "twice")),
                Some((_, target)) => {
                    taken.push(field);
                    columns.push((position, *target));
                }
            }
        }
        if errors.is_empty() && columns.is_empty() {
            errors.push(Invalid::new("required", "must name at least one column").at("/mapping"));
        }
        errors.into_result(Self { columns })
    }

    /// The column that is this field.
    pub(super) fn column_of(&self, field: usize) -> Option<usize> {
        let mut columns = self.columns.iter();
        columns.find_map(|(at, target)| match target {
            Target::Field(known) if *known == field => Some(*at),
            _ => None,
        })
    }
}

/// Keys of related rows, by what tells them apart.
pub(super) type Found = HashMap<(usize, String), Value>;

/// The words that a cell names related rows by.
pub(super) fn words(cell: &JsonValue) -> Vec<String> {
    let word = |value: &JsonValue| match value {
        // As an export in JSON has related rows.
        JsonValue::Object(_) => cell::key(value),
        value => cell::text(value),
    };
    match cell {
        JsonValue::Array(items) => items.iter().map(word).collect(),
        JsonValue::String(text) => {
            let words = text.split([',', ';']).map(str::trim);
            words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
        }
        JsonValue::Null => Vec::new(),
        value => vec![word(value)],
    }
}

/// Looks up all related rows that the file names by something else than their keys, among those that the actor may see.
pub(super) async fn look_up(db: &impl Executor, lens: &Lens<'_>, table: &Table, mapping: &Mapping) -> Result<Found> {
    let meta = lens.meta();
    let mut found = Found::new();
    for (at, target) in &mapping.columns {
        let (other, by) = match target {
            Target::Related(position, by) => (meta.fields[*position].target(), *by),
            Target::ManyBy(position, by) => (Some((meta.many_to_many[*position].target)()), *by),
            Target::Field(_) | Target::Many(_) => continue,
        };
        let Some(other) = other else { continue };
        let mut wanted: Vec<String> = match target {
            Target::ManyBy(..) => table.rows.iter().flat_map(|row| words(&row.cells[*at])).collect(),
            _ => table.rows.iter().map(|row| cell::text(&row.cells[*at])).collect(),
        };
        wanted.sort();
        wanted.dedup();
        let scope = lens
            .site
            .policy_of(other)
            .scope(lens.actor, crate::orm::Query::new(other));
        let (pk, column) = (other.pk(), Expr::Column(Path::default(), by));
        for some in wanted.chunks(AT_ONCE) {
            let values = some.iter().filter(|text| !text.is_empty() && !text.contains('\0'));
            let values: Vec<Value> = values.map(|text| Value::Text(text.clone())).collect();
            if values.is_empty() {
                continue;
            }
            let mut query = scope.clone();
            query.order = Some(Vec::new());
            query
                .filter
                .push(Expr::In(Box::new(column.clone()), SqlType::Text, values));
            let key = Expr::Column(Path::default(), pk);
            let statement = query.select_values(db.dialect(), &[key, column.clone()]);
            let rows = db.fetch(statement, move |row| {
                Ok::<_, crate::value::DecodeError>((decode(&row, 0, pk.value_type)?, decode(&row, 1, by.value_type)?))
            });
            for (key, text) in rows.await? {
                found.insert((*at, text.to_text()), key);
            }
        }
    }
    Ok(found)
}

/// A cell as the form would send it: `Ok(None)` where it says nothing.
pub(super) fn form_value(
    meta: &'static ModelMeta,
    at: usize,
    target: Target,
    cell: &JsonValue,
    found: &Found,
    is_new: bool,
) -> Result<Option<JsonValue>, Invalid> {
    let nowhere = || Invalid::new("does_not_exist", "names a row that does not exist");
    match target {
        Target::Field(position) => of_field(&meta.fields[position], cell, is_new),
        Target::Related(position, _) => {
            let field = &meta.fields[position];
            let text = cell::text(cell);
            if text.is_empty() {
                return of_field(field, &JsonValue::Null, is_new);
            }
            let key = found.get(&(at, text)).ok_or_else(nowhere)?;
            Ok(Some((field.value_type.show)(key.clone())))
        }
        Target::Many(_) => Ok(Some(words(cell).into())),
        Target::ManyBy(..) => {
            let keys = words(cell)
                .into_iter()
                .map(|word| found.get(&(at, word)).ok_or_else(nowhere));
            let keys: Vec<JsonValue> = keys
                .map(|key| Ok(key?.to_text().into()))
                .collect::<Result<_, Invalid>>()?;
            Ok(Some(keys.into()))
        }
    }
}

fn of_field(field: &FieldMeta, cell: &JsonValue, is_new: bool) -> Result<Option<JsonValue>, Invalid> {
    let text = match cell {
        JsonValue::Null => String::new(),
        JsonValue::Object(_) if field.relation.is_some() => cell::key(cell),
        // JSON says numbers, truths and whole documents by itself, but a text that begins with digits is one, too.
        JsonValue::Object(_) | JsonValue::Array(_) => return Ok(Some(cell.clone())),
        value => cell::text(value),
    };
    if text.trim().is_empty() {
        return Ok(match field.sql_type() {
            _ if field.nullable => Some(JsonValue::Null),
            // Of a new row, nothing is what the default is for; of one that is there, it empties the field.
            _ if is_new => None,
            SqlType::Text => Some("".into()),
            _ => Some(JsonValue::Null),
        });
    }
    if text.contains('\0') {
        return Err(Invalid::new("nul", "must not contain NUL characters"));
    }
    let choice = field.value_type.choices.iter().find(|choice| {
        choice.label.eq_ignore_ascii_case(text.trim())
            && !field.value_type.choices.iter().any(|other| other.value == text)
    });
    let text = match (choice, field.sql_type()) {
        (Some(choice), _) => choice.value.to_string(),
        (None, SqlType::Text) => text,
        (None, SqlType::Bool) => match text.trim().to_lowercase().as_str() {
            "true" | "yes" | "y" | "1" | "x" => "true".to_owned(),
            "false" | "no" | "n" | "0" => "false".to_owned(),
            other => other.to_owned(),
        },
        // Workbooks have one kind of cell for days and moments.
        (None, SqlType::Date) => text.trim().trim_end_matches("T00:00:00Z").to_owned(),
        (None, _) => text.trim().to_owned(),
    };
    let value = (field.value_type.parse_text)(&text)?;
    Ok(Some(match field.sql_type() {
        // As it stands, not read twice.
        SqlType::Json => json!(value.into_json()),
        _ => (field.value_type.show)(value),
    }))
}
