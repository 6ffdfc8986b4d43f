//! Columns that several models share.

use chrono::{DateTime, Utc};

use crate::schema::{FieldMeta, RelationMeta};
use crate::value::{DecodeError, Row};

/// Columns that several models share, Django's abstract base model. `#[model(part)]` implements it; a model takes the
/// columns in with `#[field(flatten)]`.
///
/// ```
/// use fjango::prelude::*;
///
/// #[model(part)]
/// pub struct Timestamps {
///     #[field(auto_now_add)]
///     pub created: DateTime<Utc>,
///     #[field(auto_now)]
///     pub updated: DateTime<Utc>,
/// }
///
/// #[model(ordering = "-created")]
/// pub struct Note {
///     pub id: i64,
///     pub text: String,
///     #[field(flatten)]
///     pub times: Timestamps,
/// }
///
/// # async fn example(db: Db) -> fjango::orm::Result<()> {
/// let old = Note::objects().filter(|note| note.created().year().lt(2020)).first(&db).await?;
/// let changed = old.map(|note| note.times.updated);
/// # let _ = changed; Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no part of a model",
    label = "put `#[model(part)]` on the struct `{Self}`"
)]
pub trait ModelPart: Sized + Send + Sync + 'static {
    /// The columns, in the order of the struct.
    const FIELDS: &'static [FieldMeta];

    /// Reads the columns of a row that begins with them.
    ///
    /// # Errors
    /// [`DecodeError`] when a column does not fit its field.
    fn from_row(row: Row<'_>) -> Result<Self, DecodeError>;
}

/// When a row was created and when it was last saved, for models that want to know: `#[field(flatten)] times: Timestamps`.
#[fjango_macros::model(part)]
pub struct Timestamps {
    /// When it was created.
    #[field(auto_now_add)]
    pub created: DateTime<Utc>,
    /// When it was last saved.
    #[field(auto_now)]
    pub updated: DateTime<Utc>,
}

/// One field of a part, by its position in the struct. Generated code reads fields by it, since they may be private.
pub trait PartField<const FIELD: usize> {
    /// The field's type.
    type Type;

    /// The field.
    fn get(&self) -> &Self::Type;

    /// The field, to be changed.
    fn get_mut(&mut self) -> &mut Self::Type;
}

/// The relation of a part's field, its way back called as the model has it.
pub const fn relation_called(relation: Option<RelationMeta>, name: &'static str) -> Option<RelationMeta> {
    match relation {
        Some(relation) => Some(RelationMeta {
            related_name: Some(name),
            ..relation
        }),
        None => None,
    }
}
