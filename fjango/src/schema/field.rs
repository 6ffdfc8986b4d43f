use super::{FileMeta, ModelMeta, RelationMeta};
use crate::value::{Invalid, SqlType, Value, ValueType};

/// A rule of the user's own: from `#[field(validators(path::to::function))]`.
pub type Validator = fn(&Value) -> Result<(), Invalid>;

/// A limit of `min` or `max`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// For whole numbers.
    Integer(i64),
    /// For floats and decimals.
    Float(f64),
}

impl Bound {
    /// The limit as the SQL literal it is.
    pub fn sql(self) -> String {
        match self {
            Self::Integer(x) => x.to_string(),
            Self::Float(x) => x.to_string(),
        }
    }
}

/// One column of a model.
///
/// Generated code fills it with `FieldMeta { …, ..FieldMeta::new("title", "title", &<String as DbValue>::TYPE) }`.
#[derive(Clone, Copy)]
pub struct FieldMeta {
    /// The struct field's name, also the name in JSON and in lookups: `author`.
    pub name: &'static str,
    /// The column's name: `author_id`.
    pub column: &'static str,
    /// The Rust type, or for a relation the type of the target's key.
    pub value_type: &'static ValueType,
    /// Whether the column accepts `NULL`.
    pub nullable: bool,
    /// Whether this is the primary key.
    pub primary_key: bool,
    /// Whether the database numbers the rows (an integer primary key).
    pub auto: bool,
    /// Whether no two rows may hold the same value.
    pub unique: bool,
    /// Whether the column has an index of its own.
    pub index: bool,
    /// Whether the admin shows it to nobody: it is not listed, filtered, ordered by, exported or kept in the history.
    pub sensitive: bool,
    /// The longest text, in characters.
    pub max_length: Option<u32>,
    /// The smallest number.
    pub min: Option<Bound>,
    /// The largest number.
    pub max: Option<Bound>,
    /// The value for a row created without one.
    pub default: Option<fn() -> Value>,
    /// The SQL expression of the column's `DEFAULT`.
    pub db_default: Option<&'static str>,
    /// The SQL expression over the row's other columns that the database computes the value from.
    pub generated: Option<&'static str>,
    /// Whether the database keeps what it computes with the row, rather than computing it at every read.
    pub stored: bool,
    /// The database's name of the order and equality of its texts; `None` for the database's own.
    pub collation: Option<&'static str>,
    /// What the database itself notes about the column; empty for nothing.
    pub comment: &'static str,
    /// Whether every save sets the current time.
    pub auto_now: bool,
    /// Whether creating sets the current time.
    pub auto_now_add: bool,
    /// Whether fjango counts the row's writes in it.
    pub version: bool,
    /// Whether fjango notes in it when the row was deleted.
    pub deleted_at: bool,
    /// The field an empty slug is made from.
    pub slug_from: Option<&'static str>,
    /// What the field was called before, so that its values stay when it is renamed.
    pub renamed_from: Option<&'static str>,
    /// Where the column points, for foreign keys and one-to-one fields.
    pub relation: Option<RelationMeta>,
    /// What files the column may name, for fields that have files.
    pub file: Option<FileMeta>,
    /// A hint for people: documentation and the admin.
    pub help: &'static str,
    /// The name for people: `publication date`.
    pub verbose_name: &'static str,
    /// The doc comment.
    pub doc: &'static str,
    /// The user's own rules.
    pub validators: &'static [Validator],
}

impl FieldMeta {
    /// A plain column.
    pub const fn new(name: &'static str, column: &'static str, value_type: &'static ValueType) -> Self {
        Self {
            name,
            column,
            value_type,
            nullable: value_type.nullable,
            primary_key: false,
            auto: false,
            unique: false,
            index: false,
            sensitive: false,
            max_length: None,
            min: None,
            max: None,
            default: None,
            db_default: None,
            generated: None,
            stored: true,
            collation: None,
            comment: "",
            auto_now: false,
            auto_now_add: false,
            version: false,
            deleted_at: false,
            slug_from: None,
            renamed_from: None,
            relation: None,
            file: None,
            help: "",
            verbose_name: name,
            doc: "",
            validators: &[],
        }
    }

    /// What the database stores.
    pub const fn sql_type(&self) -> SqlType {
        self.value_type.sql_type
    }

    /// Whether writers may set it: not numbered or computed by the database, not a time or a number that fjango sets.
    pub const fn editable(&self) -> bool {
        !(self.auto
            || self.auto_now
            || self.auto_now_add
            || self.version
            || self.deleted_at
            || self.generated.is_some())
    }

    /// Whether creating a row needs a value for it.
    pub const fn required(&self) -> bool {
        self.editable()
            && !self.nullable
            && self.default.is_none()
            && self.db_default.is_none()
            && self.slug_from.is_none()
    }

    /// The model the column points at.
    pub fn target(&self) -> Option<&'static ModelMeta> {
        self.relation.map(|relation| (relation.target)())
    }
}

impl std::fmt::Debug for FieldMeta {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FieldMeta")
            .field("name", &self.name)
            .field("column", &self.column)
            .finish_non_exhaustive()
    }
}
