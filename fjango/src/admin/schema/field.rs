use serde_json::Value as JsonValue;

use crate::admin::FieldAccess;
use crate::admin::contract::{ChoiceSchema, FieldSchema, FieldType};
use crate::admin::lens::Lens;
use crate::schema::{Bound, FieldMeta, FileKind, ManyToManyMeta};
use crate::value::SqlType;

/// A name as people read it: `hold_reason` is `Hold reason`.
pub(crate) fn label(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

impl FieldSchema {
    /// A field of which nothing else is said.
    pub(crate) fn new(kind: FieldType, label: String) -> Self {
        Self {
            kind,
            label,
            help: String::new(),
            required: false,
            nullable: false,
            readonly: false,
            unique: false,
            max: None,
            min_value: None,
            max_value: None,
            scale: None,
            unit: None,
            choices: Vec::new(),
            widget: None,
            default: None,
            to: None,
            many: false,
            create: false,
            open: false,
            json_schema: None,
            accept: Vec::new(),
            max_bytes: None,
            visible_if: Default::default(),
            slug_from: None,
        }
    }
}

/// What kind of value a column holds.
pub(crate) fn type_of(field: &FieldMeta) -> FieldType {
    if let Some(file) = &field.file {
        return match file.kind {
            FileKind::Image => FieldType::Image,
            FileKind::File => FieldType::File,
        };
    }
    if field.relation.is_some() {
        return FieldType::Relation;
    }
    if !field.value_type.choices.is_empty() {
        return FieldType::Enum;
    }
    match (field.value_type.format, field.value_type.name) {
        (Some("email"), _) => FieldType::Email,
        (Some("uri"), _) => FieldType::Url,
        (_, "Slug") => FieldType::Slug,
        (_, "Text") => FieldType::Text,
        _ => of_sql(field.sql_type()),
    }
}

/// What the values of an SQL type are shown as.
pub(crate) fn of_sql(kind: SqlType) -> FieldType {
    match kind {
        SqlType::Bool => FieldType::Boolean,
        SqlType::SmallInt | SqlType::Integer => FieldType::Integer,
        SqlType::BigInt => FieldType::Bigint,
        SqlType::Real | SqlType::Double => FieldType::Float,
        SqlType::Decimal => FieldType::Decimal,
        SqlType::Text => FieldType::String,
        SqlType::Bytes => FieldType::Bytes,
        SqlType::Uuid => FieldType::Uuid,
        SqlType::DateTime => FieldType::Datetime,
        SqlType::Date => FieldType::Date,
        SqlType::Time => FieldType::Time,
        SqlType::Interval => FieldType::Duration,
        SqlType::Json => FieldType::Json,
    }
}

fn bound(bound: Bound) -> JsonValue {
    match bound {
        Bound::Integer(number) => number.into(),
        Bound::Float(number) => number.into(),
    }
}

/// An own column of the lens' model.
pub(crate) fn of_field(lens: &Lens<'_>, field: &'static FieldMeta) -> FieldSchema {
    let options = lens.entry.options(field.name);
    let kind = type_of(field);
    let writable = field.editable() && lens.field(field.name) == FieldAccess::Write;
    let mut schema = FieldSchema {
        help: options.help.unwrap_or_else(|| help(field.help, field.doc)),
        required: field.required(),
        nullable: field.nullable,
        readonly: !writable || lens.entry.readonly.contains(field.name) || kind == FieldType::Bytes,
        unique: field.unique,
        max: field.max_length.filter(|_| field.file.is_none()),
        min_value: field.min.map(bound),
        max_value: field.max.map(bound),
        unit: options.unit,
        widget: options.widget,
        visible_if: options.visible_if,
        slug_from: field.slug_from.map(str::to_owned),
        ..FieldSchema::new(kind, options.label.unwrap_or_else(|| label(field.verbose_name)))
    };
    if let Some((min, max)) = field.value_type.range {
        schema.min_value.get_or_insert(min.into());
        schema.max_value.get_or_insert(max.into());
    }
    schema.choices = field
        .value_type
        .choices
        .iter()
        .map(|choice| ChoiceSchema {
            v: choice.value.to_owned(),
            label: choice.label.to_owned(),
            tone: options.tones.get(choice.value).copied(),
        })
        .collect();
    if let (Some(default), false) = (field.default, schema.readonly) {
        let default = crate::admin::cell::of_value(field, default());
        schema.default = Some(default).filter(|default| !default.is_null());
    }
    if let Some(target) = field.target() {
        let other = lens.other(target);
        schema.create = other.can_add && !schema.readonly;
        schema.open = other.is_visible && other.key.is_some();
        schema.to = other.key;
    }
    if let Some(file) = &field.file {
        let extensions = file.extensions.iter().map(|extension| format!(".{extension}"));
        let types = file.content_types.iter().map(|kind| (*kind).to_owned());
        schema.accept = extensions.chain(types).collect();
        if schema.accept.is_empty() && kind == FieldType::Image {
            schema.accept.push("image/*".to_owned());
        }
        schema.max_bytes = file.max_size;
    }
    if kind == FieldType::Json {
        let json = (field.value_type.json_schema)();
        schema.json_schema = Some(json).filter(|json| json.as_object().is_some_and(|json| !json.is_empty()));
    }
    schema
}

/// An own many-to-many field.
pub(crate) fn of_many(lens: &Lens<'_>, field: &'static ManyToManyMeta) -> FieldSchema {
    let options = lens.entry.options(field.name);
    let other = lens.other((field.target)());
    let writable = field.takes_keys(lens.meta()) && lens.field(field.name) == FieldAccess::Write;
    let readonly = !writable || lens.entry.readonly.contains(field.name);
    FieldSchema {
        help: options.help.unwrap_or_else(|| help(field.help, field.doc)),
        many: true,
        readonly,
        create: other.can_add && !readonly,
        open: other.is_visible && other.key.is_some(),
        to: other.key,
        widget: options.widget,
        visible_if: options.visible_if,
        ..FieldSchema::new(
            FieldType::Relation,
            options.label.unwrap_or_else(|| label(field.verbose_name)),
        )
    }
}

/// A column at the end of a way: shown, never edited.
pub(crate) fn of_way(lens: &Lens<'_>, way: &str, field: &'static FieldMeta) -> FieldSchema {
    let options = lens.entry.options(way);
    let choices = field.value_type.choices.iter().map(|choice| ChoiceSchema {
        v: choice.value.to_owned(),
        label: choice.label.to_owned(),
        tone: options.tones.get(choice.value).copied(),
    });
    let steps: Vec<&str> = way.split("__").collect();
    FieldSchema {
        nullable: true,
        readonly: true,
        choices: choices.collect(),
        unit: options.unit,
        to: field.target().and_then(|target| lens.other(target).key),
        ..FieldSchema::new(type_of(field), options.label.unwrap_or_else(|| label(&steps.join(" "))))
    }
}

/// The hint; else the first paragraph of the doc comment.
fn help(help: &str, doc: &str) -> String {
    if !help.is_empty() {
        return help.to_owned();
    }
    first_paragraph(doc)
}

/// The first paragraph of a doc comment, on one line.
pub(super) fn first_paragraph(doc: &str) -> String {
    let lines = doc.trim().lines().map(str::trim);
    lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
