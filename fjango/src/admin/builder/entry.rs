use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value as JsonValue;

use crate::admin::Policy;
use crate::admin::action::Action;
use crate::admin::contract::{CountMode, FormBlock, InlineStyle, Paging, Shown, Tone, ViewSchema};
use crate::orm::{Expr, Path};
use crate::schema::{FieldMeta, ModelMeta};
use crate::value::{DecodeError, Row, SqlType, Value};

/// Text made of a whole row of the model.
pub(crate) type RowText = Arc<dyn Fn(Row<'_>) -> Result<String, DecodeError> + Send + Sync>;
/// JSON made of a whole row of the model.
pub(crate) type RowJson = Arc<dyn Fn(Row<'_>) -> Result<JsonValue, DecodeError> + Send + Sync>;

/// Everything that is said of one model.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) meta: &'static ModelMeta,
    /// What expressions of columns call the model in queries for it.
    pub(crate) root: Path,
    /// `blog.post`.
    pub(crate) key: String,
    /// The group of the sidebar.
    pub(crate) group: String,
    pub(crate) icon: Option<String>,
    pub(crate) repr: Repr,
    pub(crate) columns: Vec<Column>,
    /// Names of filters.
    pub(crate) filters: Vec<String>,
    /// Names to search; one with `=` before it must be equal.
    pub(crate) search: Vec<String>,
    pub(crate) search_help: String,
    /// `-created`.
    pub(crate) order: Vec<String>,
    /// Columns that can be ordered by, beside those with an index.
    pub(crate) sortable: BTreeSet<String>,
    pub(crate) sizes: Vec<u32>,
    pub(crate) count: CountMode,
    pub(crate) paging: Paging,
    pub(crate) empty: String,
    pub(crate) views: Vec<ViewSchema>,
    /// The form as it was laid out; all fields in their order when `None`.
    pub(crate) layout: Option<Vec<FormBlock>>,
    pub(crate) aside: Option<Vec<String>>,
    pub(crate) readonly: BTreeSet<String>,
    pub(crate) exclude: BTreeSet<String>,
    pub(crate) fields: BTreeMap<String, FieldOptions>,
    pub(crate) inlines: Vec<InlineEntry>,
    pub(crate) actions: Vec<Action>,
    pub(crate) duplicate: bool,
    pub(crate) view_url: Option<RowText>,
    pub(crate) policy: Option<Arc<dyn Policy>>,
    /// What new rows have that no form can say.
    pub(crate) presets: Vec<(usize, fn() -> Value)>,
    /// What was said that cannot be.
    pub(crate) mistakes: Vec<String>,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Entry").field(&self.key).finish()
    }
}

/// How one field is shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct FieldOptions {
    pub(crate) label: Option<String>,
    pub(crate) help: Option<String>,
    pub(crate) widget: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) tones: BTreeMap<String, Tone>,
    pub(crate) visible_if: BTreeMap<String, Shown>,
}

/// What a row is called.
#[derive(Clone)]
pub(crate) enum Repr {
    /// `Post #7`.
    Key,
    /// What these fields hold, with spaces between.
    Fields(Vec<&'static FieldMeta>),
    /// What code says.
    Code(RowText),
}

/// A column of the list.
#[derive(Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) label: Option<String>,
    pub(crate) source: Source,
    pub(crate) link: bool,
    pub(crate) editable: bool,
    pub(crate) sum: bool,
    /// Whether it is shown only when the user asks.
    pub(crate) more: bool,
}

/// Where a column's values come from.
#[derive(Clone)]
pub(crate) enum Source {
    /// A field, a many-to-many field, or a way.
    Field,
    /// The database computes it.
    Expr(Expr, SqlType),
    /// Code computes it.
    Code(RowJson),
}

impl Column {
    pub(crate) fn field(name: &str) -> Self {
        Self::of(name, Source::Field)
    }

    pub(super) fn of(name: &str, source: Source) -> Self {
        Self {
            name: name.to_owned(),
            label: None,
            source,
            link: false,
            editable: false,
            sum: false,
            more: false,
        }
    }
}

/// Rows of another model that are edited along.
#[derive(Clone, Debug)]
pub(crate) struct InlineEntry {
    pub(crate) name: String,
    pub(crate) meta: &'static ModelMeta,
    /// The foreign key that leads back.
    pub(crate) fk: &'static FieldMeta,
    /// Whether somebody said which foreign key it is.
    pub(crate) is_fk_said: bool,
    pub(crate) label: Option<String>,
    /// The fields; all that can be edited when empty.
    pub(crate) fields: Vec<String>,
    pub(crate) style: InlineStyle,
    pub(crate) min: u32,
    pub(crate) max: Option<u32>,
    pub(crate) extra: u32,
    pub(crate) sortable: Option<String>,
    pub(crate) page: u32,
    pub(crate) can_delete: bool,
}

impl Entry {
    /// What is said of a field.
    pub(crate) fn options(&self, field: &str) -> FieldOptions {
        self.fields.get(field).cloned().unwrap_or_default()
    }

    /// The column called `name`.
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The inline called `name`.
    pub(crate) fn inline(&self, name: &str) -> Option<&InlineEntry> {
        self.inlines.iter().find(|inline| inline.name == name)
    }
}
