use std::sync::Arc;

use serde_json::{Value as JsonValue, json};

use crate::admin::builder::{Column, Repr, RowJson, RowText, Source};
use crate::admin::cell;
use crate::admin::contract::Members;
use crate::admin::lens::{Lens, Other};
use crate::admin::schema::label;
use crate::api::{OrderPart, decode};
use crate::db::{Executor, Statement};
use crate::orm::{self, Expr, Path, Query, Select};
use crate::schema::{FieldMeta, ManyToManyMeta, ModelMeta};
use crate::storage::Storages;
use crate::value::{DecodeError, Row, SqlType, Value, ValueType};

/// What one statement reads of rows, and what becomes of it.
pub(crate) struct Plan {
    meta: &'static ModelMeta,
    /// Whether the model's columns come first.
    whole: bool,
    exprs: Vec<Expr>,
    key: usize,
    repr: ReprPart,
    cells: Vec<(String, Cell)>,
    order: Vec<(usize, &'static ValueType)>,
    version: Option<usize>,
    url: Option<RowText>,
    storages: Storages,
    /// Where the model's rows are, when it is registered.
    rows: Option<String>,
    /// The many-to-many fields wanted, which [`fill`](super::fill) reads.
    pub(crate) many: Vec<&'static ManyToManyMeta>,
}

enum Cell {
    Field(usize, &'static FieldMeta),
    /// A file, of the row itself or of a related one.
    File(usize, &'static FieldMeta, bool),
    Plain(usize, SqlType),
    Code(RowJson),
    Related(usize, &'static FieldMeta, Related),
}

/// The name of a row at the other end of a foreign key.
struct Related {
    meta: &'static ModelMeta,
    repr: ReprPart,
    shown: ShownWhen,
}

/// When the actor may see the name of a related row.
enum ShownWhen {
    Always,
    Never,
    /// When this column is true.
    If(usize),
}

enum ReprPart {
    Key,
    Fields(Vec<(usize, &'static FieldMeta)>),
    /// The first column of the row that the code reads.
    Code(usize, RowText),
}

/// A row as it was read.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) key: Value,
    pub(crate) repr: String,
    /// All columns, when they were read.
    pub(crate) values: Option<Vec<Value>>,
    pub(crate) cells: Members,
    /// What it was ordered by.
    pub(crate) order: Vec<Value>,
    pub(crate) version: String,
    pub(crate) url: Option<String>,
}

impl Plan {
    /// Reads these columns of each row, and all of the model when `whole` or when code needs it.
    pub(crate) fn new(lens: &Lens<'_>, columns: &[&Column], whole: bool, storages: &Storages) -> Self {
        let (meta, entry) = (lens.meta(), lens.entry);
        let code = matches!(entry.repr, Repr::Code(_)) || entry.view_url.is_some();
        let code = code || columns.iter().any(|column| matches!(column.source, Source::Code(_)));
        let mut plan = Self {
            meta,
            whole: whole || code || lens.has_objects(),
            exprs: Vec::new(),
            key: 0,
            repr: ReprPart::Key,
            cells: Vec::new(),
            order: Vec::new(),
            version: None,
            url: entry.view_url.clone(),
            storages: storages.clone(),
            rows: (lens.site.entry_of(meta)).map(|entry| format!("{}/api/m/{}", lens.site.mounted_at(), entry.key)),
            many: Vec::new(),
        };
        plan.key = plan.own(meta.primary_key);
        plan.version = meta.lifecycle.version.map(|position| plan.own(position));
        plan.repr = match &entry.repr {
            // The model's columns come first, so the code reads them from the beginning.
            Repr::Code(code) => ReprPart::Code(0, Arc::clone(code)),
            repr => plan.repr_at(&Path::default(), meta, &lens.repr(meta, repr.clone())),
        };
        for column in columns {
            if let Some(field) = meta
                .many_to_many(&column.name)
                .filter(|_| matches!(column.source, Source::Field))
            {
                plan.many.push(field);
                continue;
            }
            if let Some(cell) = plan.cell(lens, column) {
                plan.cells.push((column.name.clone(), cell));
            }
        }
        plan
    }

    /// Reads what rows are ordered by along.
    pub(crate) fn ordered(mut self, order: &[OrderPart]) -> Self {
        for part in order {
            let at = self.push(part.column());
            self.order.push((at, part.field.value_type));
        }
        self
    }

    fn push(&mut self, expr: Expr) -> usize {
        self.exprs.push(expr);
        self.exprs.len() - 1 + if self.whole { self.meta.fields.len() } else { 0 }
    }

    /// Where an own column is.
    fn own(&mut self, position: usize) -> usize {
        if self.whole {
            return position;
        }
        let fields: &'static [FieldMeta] = self.meta.fields;
        self.push(Expr::Column(Path::default(), &fields[position]))
    }

    fn column(&mut self, path: &Path, field: &'static FieldMeta) -> usize {
        match self.meta.field_index(field.name) {
            Some(position) if path.fields().is_empty() => self.own(position),
            _ => self.push(Expr::Column(path.clone(), field)),
        }
    }

    fn repr_at(&mut self, path: &Path, meta: &'static ModelMeta, repr: &Repr) -> ReprPart {
        match repr {
            Repr::Key => ReprPart::Key,
            Repr::Fields(fields) => {
                let fields = fields.iter().map(|field| (self.column(path, field), *field));
                ReprPart::Fields(fields.collect())
            }
            Repr::Code(code) => {
                let fields: &'static [FieldMeta] = meta.fields;
                let columns = fields.iter().map(|field| self.push(Expr::Column(path.clone(), field)));
                let start = columns.min().unwrap_or_default();
                ReprPart::Code(start, Arc::clone(code))
            }
        }
    }

    fn cell(&mut self, lens: &Lens<'_>, column: &Column) -> Option<Cell> {
        match &column.source {
            Source::Code(code) => Some(Cell::Code(Arc::clone(code))),
            Source::Expr(expr, kind) => Some(Cell::Plain(self.push(expr.clone()), *kind)),
            Source::Field => {
                let (path, field) = lens.way(&column.name)?;
                let at = self.column(&path, field);
                Some(match field.target() {
                    None if field.file.is_some() => Cell::File(at, field, path.fields().is_empty()),
                    None => Cell::Field(at, field),
                    Some(target) => {
                        let related = self.related(&path, field, lens.other(target));
                        Cell::Related(at, field, related)
                    }
                })
            }
        }
    }

    fn related(&mut self, path: &Path, field: &'static FieldMeta, other: Other) -> Related {
        if !other.is_visible {
            return Related {
                meta: other.meta,
                repr: ReprPart::Key,
                shown: ShownWhen::Never,
            };
        }
        let shown = match other.scope {
            None => ShownWhen::Always,
            Some(scope) => {
                let key = Expr::Column(Path::default(), other.meta.pk());
                let among = Select::of(scope, vec![key]);
                let condition = Expr::InSubquery(Box::new(Expr::Column(path.clone(), field)), among.into());
                let value = |truth: bool| Expr::Value(Value::Bool(truth));
                ShownWhen::If(self.push(Expr::Case {
                    branches: vec![(condition, value(true))],
                    otherwise: Some(Box::new(value(false))),
                }))
            }
        };
        let path = path.then(field, other.meta);
        let repr = self.repr_at(&path, other.meta, &other.repr);
        Related {
            meta: other.meta,
            repr,
            shown,
        }
    }

    /// The statement that reads the rows of a query.
    fn statement(&self, db: &impl Executor, query: &Query) -> Statement {
        match self.whole {
            true => query.select_annotated(db.dialect(), &self.exprs),
            false => query.select_values(db.dialect(), &self.exprs),
        }
    }

    /// Reads the rows of a query, without the many-to-many fields.
    pub(crate) async fn fetch(self: &Arc<Self>, db: &impl Executor, query: &Query) -> orm::Result<Vec<Found>> {
        let plan = Arc::clone(self);
        Ok(db.fetch(self.statement(db, query), move |row| plan.read(row)).await?)
    }

    fn read(&self, row: Row<'_>) -> Result<Found, DecodeError> {
        let key = decode(&row, self.key, self.meta.pk().value_type)?;
        let values = match self.whole {
            true => Some(whole(self.meta, &row)?),
            false => None,
        };
        let version = match (self.version, &values) {
            (Some(at), _) => decode(
                &row,
                at,
                self.meta.fields[self.meta.lifecycle.version.unwrap_or_default()].value_type,
            )?
            .to_text(),
            (None, Some(values)) => crate::admin::record::hash(values),
            (None, None) => String::new(),
        };
        let mut cells = Members::new();
        for (name, cell) in &self.cells {
            cells.insert(name.clone(), self.cell_of(&row, &key, cell)?);
        }
        let order = self.order.iter().map(|(at, kind)| decode(&row, *at, kind));
        Ok(Found {
            repr: self.repr.text(&row, self.meta, &key)?,
            order: order.collect::<Result<_, _>>()?,
            url: match &self.url {
                Some(url) => Some(url(row)?),
                None => None,
            },
            key,
            values,
            cells,
            version,
        })
    }

    fn cell_of(&self, row: &Row<'_>, key: &Value, cell: &Cell) -> Result<JsonValue, DecodeError> {
        Ok(match cell {
            Cell::Code(code) => code(*row)?,
            Cell::Plain(at, kind) => {
                let value = row.read(*at, kind.name(), |cell| {
                    if cell.is_null() {
                        Ok(Value::Null(*kind))
                    } else {
                        Value::decode(*kind, cell)
                    }
                })?;
                cell::of_plain(value)
            }
            Cell::Field(at, field) => {
                let value = decode(row, *at, field.value_type)?;
                cell::of_value(field, value)
            }
            Cell::File(at, field, own) => {
                let value = decode(row, *at, field.value_type)?;
                let rows = self.rows.as_ref().filter(|_| *own);
                let url = rows.map(|rows| format!("{rows}/{}/files/{}", path_part(&key.to_text()), field.name));
                cell::of_file(&self.storages, field, &value, url)
            }
            Cell::Related(at, field, related) => {
                let related_key = decode(row, *at, field.value_type)?;
                if related_key.is_null() {
                    return Ok(JsonValue::Null);
                }
                let shown = match related.shown {
                    ShownWhen::Always => true,
                    ShownWhen::Never => false,
                    ShownWhen::If(at) => row.get::<Option<bool>>(at)?.unwrap_or(false),
                };
                let repr = match shown {
                    true => related.repr.text(row, related.meta, &related_key)?,
                    false => numbered(related.meta, &related_key),
                };
                json!({"id": related_key.to_text(), "repr": repr})
            }
        })
    }
}

/// All columns of a row that begins with the model's.
pub(crate) fn whole(meta: &'static ModelMeta, row: &Row<'_>) -> Result<Vec<Value>, DecodeError> {
    let fields = meta.fields.iter().enumerate();
    fields.map(|(i, field)| decode(row, i, field.value_type)).collect()
}

/// A key as a part of an address.
pub(crate) fn path_part(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let parts = text.bytes().map(|byte| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    parts.collect()
}

/// `Post #7`.
pub(crate) fn numbered(meta: &ModelMeta, key: &Value) -> String {
    format!("{} #{}", label(meta.verbose_name), key.to_text())
}

impl ReprPart {
    fn text(&self, row: &Row<'_>, meta: &ModelMeta, key: &Value) -> Result<String, DecodeError> {
        let text = match self {
            Self::Key => String::new(),
            Self::Code(start, code) => {
                // A related row that is not there has no key.
                let absent = row.is_null(start + meta.primary_key);
                if absent { String::new() } else { code(row.skip(*start))? }
            }
            Self::Fields(fields) => {
                let mut parts = Vec::new();
                for (at, field) in fields {
                    let value = decode(row, *at, field.value_type)?;
                    if !value.is_null() {
                        parts.push(value.to_text());
                    }
                }
                parts.join(" ").trim().to_owned()
            }
        };
        Ok(if text.is_empty() { numbered(meta, key) } else { text })
    }
}
