//! What the schema is after some migrations, owned and apart from the structs, which only know today's shape.

mod rules;

use std::collections::BTreeMap;

pub use rules::{CheckState, DeferrableState, ExclusionState, IndexState, KeyOfState, KeyState, UniqueState};
pub(super) use rules::{index_list, unique_form, unique_list};
use serde::{Deserialize, Serialize};

use super::Error;
use crate::schema::{Deferrable, FieldMeta, ManyToManyMeta, ModelMeta, OnDelete, RelationKind};
use crate::value::{SqlType, Value};

/// Every model of a project at one moment of its history, by label (`blog.Post`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProjectState {
    /// The models; the key is [`ModelState::label`].
    pub models: BTreeMap<String, ModelState>,
}

/// A model as far as the database knows it.
///
/// Names for people, ordering and the like are no schema and are left out, so changing them makes no migration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelState {
    /// The app's name: `blog`.
    pub app: String,
    /// The struct's name: `Post`.
    pub name: String,
    /// The table: `blog_post`.
    pub table: String,
    /// The columns. Their order says nothing.
    pub fields: Vec<FieldState>,
    /// The many-to-many fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub many_to_many: Vec<ManyToManyState>,
    /// Indexes over several columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "index_list")]
    pub indexes: Vec<IndexState>,
    /// Uniqueness rules over several columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "unique_list")]
    pub unique: Vec<UniqueState>,
    /// Conditions on every row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckState>,
    /// Rules that no two rows clash.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<ExclusionState>,
    /// What the database itself notes about the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Whether deleted rows stay, marked as such, and uniqueness is about the others.
    #[serde(default, skip_serializing_if = "is_false")]
    pub soft_delete: bool,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldState {
    /// The field's name: `author`.
    pub name: String,
    /// The column: `author_id`.
    pub column: String,
    /// What is stored. For a relation it follows the target's key, whatever stands here.
    #[serde(rename = "type", with = "kind")]
    pub kind: SqlType,
    /// Whether it accepts `NULL`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub nullable: bool,
    /// Whether it is the primary key.
    #[serde(default, skip_serializing_if = "is_false")]
    pub primary_key: bool,
    /// Whether the database numbers the rows.
    #[serde(default, skip_serializing_if = "is_false")]
    pub auto: bool,
    /// Whether no two rows may hold the same value.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
    /// Whether it has an index of its own.
    #[serde(default, skip_serializing_if = "is_false")]
    pub index: bool,
    /// The longest text, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// The smallest number, as an SQL literal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    /// The largest number, as an SQL literal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// The whole numbers that the Rust type holds, where it is narrower than its column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<(i64, i64)>,
    /// The SQL expression of the column's `DEFAULT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub db_default: Option<String>,
    /// The SQL expression over the row's other columns that the database computes the value from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<String>,
    /// Whether the database keeps what it computes with the row, rather than computing it at every read.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub stored: bool,
    /// The database's name of the order and equality of its texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// What the database itself notes about the column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The only values allowed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// What rows that exist get when the column is added; no part of the schema, so never compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fill: Option<Literal>,
    /// Where it points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<RelationState>,
}

/// A value in a migration file, read according to the column's kind.
///
/// Dates, decimals, UUIDs and JSON are texts, bytes are hexadecimal text, intervals are microseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Literal {
    Bool(bool),
    Integer(i64),
    Float(f64),
    /// The moment the migration runs.
    Now {
        now: bool,
    },
    Text(String),
}

/// Where a column points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RelationState {
    /// Foreign key or one-to-one.
    pub kind: RelationKindState,
    /// The target's label: `blog.Post`.
    pub target: String,
    /// `cascade`, `protect`, `restrict`, `set_null`, `set_default` or `do_nothing`.
    pub on_delete: OnDeleteState,
    /// Whether the database watches over it, and when it looks.
    #[serde(default, skip_serializing_if = "EnforcedState::is_deferred")]
    pub enforced: EnforcedState,
}

/// When the database looks whether a key points at a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnforcedState {
    /// At the end of the transaction.
    #[default]
    Deferred,
    /// After each statement.
    Immediate,
    /// Never: there is no foreign key.
    Never,
}

impl EnforcedState {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
    fn is_deferred(&self) -> bool {
        *self == Self::Deferred
    }
}

/// See [`RelationKind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum RelationKindState {
    ForeignKey,
    OneToOne,
}

/// See [`OnDelete`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "OnDelete says each")]
pub enum OnDeleteState {
    Cascade,
    Protect,
    Restrict,
    SetNull,
    SetDefault,
    DoNothing,
}

/// A many-to-many field with the names of its table, which do not change when a model's name does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManyToManyState {
    /// The field's name: `tags`.
    pub name: String,
    /// The other end's label: `blog.Tag`.
    pub target: String,
    /// The table between: `blog_post_tags`.
    pub table: String,
    /// The column with this side's key: `post_id`.
    pub source_column: String,
    /// The column with the other side's key: `tag_id`.
    pub target_column: String,
}

impl ProjectState {
    /// The state that `models` ask for.
    pub fn from_models(models: &[&'static ModelMeta]) -> Self {
        Self {
            models: models
                .iter()
                .map(|meta| (meta.label(), ModelState::from_meta(meta)))
                .collect(),
        }
    }

    /// The model called `label`.
    ///
    /// # Errors
    /// [`Error::UnknownModel`] when there is none.
    pub fn model(&self, label: &str) -> Result<&ModelState, Error> {
        self.models.get(label).ok_or_else(|| Error::UnknownModel {
            label: label.to_owned(),
        })
    }

    /// The model called `label`, to change.
    ///
    /// # Errors
    /// [`Error::UnknownModel`] when there is none.
    pub fn model_mut(&mut self, label: &str) -> Result<&mut ModelState, Error> {
        self.models.get_mut(label).ok_or_else(|| Error::UnknownModel {
            label: label.to_owned(),
        })
    }

    /// Gives the model `label` another app and name; what points at it follows.
    ///
    /// # Errors
    /// [`Error::UnknownModel`] when there is none, [`Error::DuplicateModel`] when there is one of that name.
    pub fn relabel(&mut self, label: &str, app: &str, name: &str) -> Result<(), Error> {
        let to = format!("{app}.{name}");
        if self.models.contains_key(&to) {
            return Err(Error::DuplicateModel { label: to });
        }
        let mut model = self.models.remove(label).ok_or_else(|| Error::UnknownModel {
            label: label.to_owned(),
        })?;
        (model.app, model.name) = (app.to_owned(), name.to_owned());
        self.models.insert(to.clone(), model);
        for model in self.models.values_mut() {
            let keys = model.fields.iter_mut().filter_map(|field| field.relation.as_mut());
            let many = model.many_to_many.iter_mut().map(|field| &mut field.target);
            for target in keys.map(|relation| &mut relation.target).chain(many) {
                if target == label {
                    target.clone_from(&to);
                }
            }
        }
        Ok(())
    }

    /// Makes a model of the many-to-many field `from` (`blog.Post.tags`): its key, and the two `ends`.
    pub(super) fn model_from(&mut self, from: &str, app: &str, name: &str, ends: [&String; 2]) -> Result<(), Error> {
        let label = format!("{app}.{name}");
        if self.models.contains_key(&label) {
            return Err(Error::DuplicateModel { label });
        }
        let (owner, field) = from.rsplit_once('.').unwrap_or_default();
        let model = self.model_mut(owner)?;
        let place = model.many_to_many.iter().position(|many| many.name == field);
        let many = place
            .map(|place| model.many_to_many.remove(place))
            .ok_or_else(|| Error::UnknownField {
                label: owner.to_owned(),
                field: field.to_owned(),
            })?;
        let end = |name: &str, column: &str, target: &str| FieldState {
            column: column.to_owned(),
            relation: Some(RelationState {
                kind: RelationKindState::ForeignKey,
                target: target.to_owned(),
                on_delete: OnDeleteState::Cascade,
                enforced: EnforcedState::Deferred,
            }),
            ..FieldState::new(name, SqlType::BigInt)
        };
        let mut id = FieldState::new("id", SqlType::BigInt);
        (id.primary_key, id.auto) = (true, true);
        let created = ModelState {
            app: app.to_owned(),
            name: name.to_owned(),
            table: many.table,
            fields: vec![
                id,
                end(ends[0], &many.source_column, owner),
                end(ends[1], &many.target_column, &many.target),
            ],
            many_to_many: Vec::new(),
            indexes: Vec::new(),
            unique: vec![UniqueState::from(ends.to_vec())],
            checks: Vec::new(),
            exclusions: Vec::new(),
            comment: None,
            soft_delete: false,
        };
        self.models.insert(label, created);
        Ok(())
    }

    /// The apps that have models, in order.
    pub fn apps(&self) -> Vec<&str> {
        let mut apps: Vec<&str> = self.models.values().map(|model| model.app.as_str()).collect();
        apps.sort_unstable();
        apps.dedup();
        apps
    }
}

impl ModelState {
    /// What `meta` asks for.
    pub fn from_meta(meta: &'static ModelMeta) -> Self {
        Self {
            app: meta.app.to_owned(),
            name: meta.name.to_owned(),
            table: meta.table.to_owned(),
            fields: meta.fields.iter().map(FieldState::from_meta).collect(),
            many_to_many: meta
                .many_to_many
                .iter()
                // The table of a model between is made by that model.
                .filter(|field| field.through.is_none())
                .map(|field| ManyToManyState::from_meta(meta, field))
                .collect(),
            indexes: meta.indexes.iter().map(IndexState::from_meta).collect(),
            unique: meta.unique.iter().map(UniqueState::from_meta).collect(),
            checks: meta.checks.iter().map(CheckState::from_meta).collect(),
            exclusions: meta.exclusions.iter().map(ExclusionState::from_meta).collect(),
            comment: noted(meta.comment),
            soft_delete: meta.lifecycle.soft_delete.is_some(),
        }
    }

    /// `blog.Post`.
    pub fn label(&self) -> String {
        format!("{}.{}", self.app, self.name)
    }

    /// The field called `name`.
    pub fn field(&self, name: &str) -> Option<&FieldState> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Gives the field `name` another name and column; what is about it follows.
    ///
    /// # Errors
    /// [`Error::UnknownField`] when there is none, [`Error::DuplicateField`] when there is one of that name.
    pub fn rename_field(&mut self, name: &str, to: &str, column: &str) -> Result<(), Error> {
        if name != to && self.field(to).is_some() {
            return Err(Error::DuplicateField {
                label: self.label(),
                field: to.to_owned(),
            });
        }
        let label = self.label();
        let field = self.fields.iter_mut().find(|field| field.name == name);
        let field = field.ok_or_else(|| Error::UnknownField {
            label,
            field: name.to_owned(),
        })?;
        field.name = to.to_owned();
        let old_column = std::mem::replace(&mut field.column, column.to_owned());
        self.rename_in_rules((name, &old_column), (to, column));
        Ok(())
    }

    /// The primary key.
    pub fn primary_key(&self) -> Option<&FieldState> {
        self.fields.iter().find(|field| field.primary_key)
    }

    /// The labels this model's tables point at, itself included where it does.
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        let keys = self.fields.iter().filter_map(|field| field.relation.as_ref());
        let many = self.many_to_many.iter().map(|field| field.target.as_str());
        keys.map(|relation| relation.target.as_str()).chain(many)
    }
}

impl FieldState {
    /// A plain column called as its field.
    pub fn new(name: &str, kind: SqlType) -> Self {
        Self {
            name: name.to_owned(),
            column: name.to_owned(),
            kind,
            nullable: false,
            primary_key: false,
            auto: false,
            unique: false,
            index: false,
            max_length: None,
            min: None,
            max: None,
            range: None,
            db_default: None,
            generated: None,
            stored: true,
            collation: None,
            comment: None,
            choices: Vec::new(),
            fill: None,
            relation: None,
        }
    }

    /// What `meta` asks for.
    pub fn from_meta(meta: &FieldMeta) -> Self {
        let now = meta.auto_now || meta.auto_now_add;
        Self {
            column: meta.column.to_owned(),
            nullable: meta.nullable,
            primary_key: meta.primary_key,
            auto: meta.auto,
            unique: meta.unique,
            index: meta.index,
            max_length: meta.max_length,
            min: meta.min.map(crate::schema::Bound::sql),
            max: meta.max.map(crate::schema::Bound::sql),
            range: meta.value_type.range.filter(|_| meta.relation.is_none()),
            db_default: meta.db_default.map(str::to_owned),
            generated: meta.generated.map(str::to_owned),
            stored: meta.stored,
            collation: meta.collation.map(str::to_owned),
            comment: noted(meta.comment),
            choices: meta
                .value_type
                .choices
                .iter()
                .map(|choice| choice.value.to_owned())
                .collect(),
            fill: if now {
                Some(Literal::Now { now })
            } else {
                meta.default.and_then(|default| Literal::from_value(&default()))
            },
            relation: meta.relation.map(|relation| RelationState {
                kind: relation.kind.into(),
                target: (relation.target)().label(),
                on_delete: relation.on_delete.into(),
                enforced: match relation.constraint {
                    Some(Deferrable::Deferred) => EnforcedState::Deferred,
                    Some(Deferrable::Immediate) => EnforcedState::Immediate,
                    None => EnforcedState::Never,
                },
            }),
            ..Self::new(meta.name, meta.sql_type())
        }
    }

    /// Whether both ask the database for the same.
    pub fn same_schema(&self, other: &Self) -> bool {
        let bare = |field: &Self| Self {
            fill: None,
            kind: if field.relation.is_some() {
                SqlType::BigInt
            } else {
                field.kind
            },
            ..field.clone()
        };
        bare(self) == bare(other)
    }

    /// The same without the value for existing rows: a new table has none.
    #[must_use]
    pub fn without_fill(&self) -> Self {
        Self {
            fill: None,
            ..self.clone()
        }
    }
}

impl ManyToManyState {
    fn from_meta(owner: &ModelMeta, field: &ManyToManyMeta) -> Self {
        Self {
            name: field.name.to_owned(),
            target: (field.target)().label(),
            table: field.through_table(owner),
            source_column: field.source_column(owner),
            target_column: field.target_column(owner),
        }
    }
}

impl Literal {
    /// The form of `value` in a file; `None` for `NULL`.
    pub fn from_value(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null(_) => return None,
            Value::Bool(x) => Self::Bool(*x),
            Value::SmallInt(_) | Value::Integer(_) | Value::BigInt(_) => Self::Integer(value.as_i64()?),
            Value::Real(x) => Self::Float(f64::from(*x)),
            Value::Double(x) => Self::Float(*x),
            Value::Decimal(x) => Self::Text(x.to_string()),
            Value::Text(x) => Self::Text(x.clone()),
            Value::Bytes(x) => Self::Text(x.iter().map(|byte| format!("{byte:02x}")).collect()),
            Value::Uuid(x) => Self::Text(x.to_string()),
            Value::DateTime(x) => Self::Text(x.format("%F %T%.f%:z").to_string()),
            Value::Date(x) => Self::Text(x.to_string()),
            Value::Time(x) => Self::Text(x.format("%T%.f").to_string()),
            Value::Interval(x) => Self::Integer(x.num_microseconds()?),
            Value::Json(x) => Self::Text(x.to_string()),
        })
    }
}

impl From<RelationKind> for RelationKindState {
    fn from(kind: RelationKind) -> Self {
        match kind {
            RelationKind::ForeignKey => Self::ForeignKey,
            RelationKind::OneToOne => Self::OneToOne,
        }
    }
}

impl From<OnDelete> for OnDeleteState {
    fn from(action: OnDelete) -> Self {
        match action {
            OnDelete::Cascade => Self::Cascade,
            OnDelete::Protect => Self::Protect,
            OnDelete::Restrict => Self::Restrict,
            OnDelete::SetNull => Self::SetNull,
            OnDelete::SetDefault => Self::SetDefault,
            OnDelete::DoNothing => Self::DoNothing,
        }
    }
}

impl OnDeleteState {
    /// The SQL action.
    pub const fn sql(self) -> &'static str {
        match self {
            Self::Cascade => OnDelete::Cascade.sql(),
            Self::Protect => OnDelete::Protect.sql(),
            Self::Restrict => OnDelete::Restrict.sql(),
            Self::SetNull => OnDelete::SetNull.sql(),
            Self::SetDefault => OnDelete::SetDefault.sql(),
            Self::DoNothing => OnDelete::DoNothing.sql(),
        }
    }
}

fn noted(comment: &str) -> Option<String> {
    (!comment.is_empty()).then(|| comment.to_owned())
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_yes(value: &bool) -> bool {
    *value
}

pub(super) fn is_false(value: &bool) -> bool {
    !*value
}

/// [`SqlType`] by its stable name.
mod kind {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::value::SqlType;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
    pub(super) fn serialize<S: Serializer>(kind: &SqlType, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(kind.name())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SqlType, D::Error> {
        let name = String::deserialize(deserializer)?;
        SqlType::from_name(&name).ok_or_else(|| {
            let known: Vec<_> = SqlType::ALL.iter().map(|kind| kind.name()).collect();
            D::Error::custom(format!("`{name}` is no type; use one of {}", known.join(", ")))
        })
    }
}
