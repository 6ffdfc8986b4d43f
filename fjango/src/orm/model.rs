use std::future::Future;

use super::clean::{self, Candidate};
use super::{
    Columns, Input, ManyColumn, QuerySet, Related, Relation, Removal, Result, RunHooks, Tracked, Values, write,
};
use crate::db::{Executor, here};
use crate::schema::ModelMeta;
use crate::storage::Upload;
use crate::value::{DbValue, DecodeError, Invalid, Row, Value};

/// A struct that is a table. `#[model]` implements it.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a model", label = "put `#[model]` on the struct `{Self}`")]
pub trait Model: Sized + Send + Sync + 'static {
    /// The description that everything else reads.
    const META: &'static ModelMeta;
    /// Tells this model from every other while the program is compiled: the struct's path.
    const IDENTITY: &'static str;
    /// The primary key's type.
    type Key: DbValue + Clone;
    /// The columns, as closures of a query see them.
    type Columns: Columns;
    /// What creating a row takes.
    type Create: Input<Model = Self>;
    /// What changing rows takes.
    type Patch: Input<Model = Self>;
    /// Whether writes of single rows call hooks.
    #[doc(hidden)]
    type Hooks: RunHooks<Self>;

    /// The primary key.
    fn key(&self) -> Self::Key;

    /// Reads a row that begins with the model's columns.
    ///
    /// # Errors
    /// [`DecodeError`] when a column does not fit its field.
    fn from_row(row: Row<'_>) -> Result<Self, DecodeError>;

    /// The value of the field at this position of [`ModelMeta::fields`].
    fn value(&self, field: usize) -> Value;

    /// Sets the field at this position.
    ///
    /// # Errors
    /// [`Invalid`] when the value does not fit.
    fn set_value(&mut self, field: usize, value: Value) -> Result<(), Invalid>;

    /// The relation field called `name`.
    fn relation(&mut self, name: &str) -> Option<&mut dyn Relation>;

    /// What the row held when it was read, of a model that keeps it.
    #[doc(hidden)]
    fn tracked_mut(&mut self) -> Option<&mut Tracked> {
        None
    }

    /// The content that the next write stores, of the field at this position.
    #[doc(hidden)]
    fn upload(&self, field: usize) -> Option<&Upload> {
        let _ = field;
        None
    }

    /// Puts content into the field at this position.
    #[doc(hidden)]
    fn set_upload(&mut self, field: usize, upload: Upload) {
        let _ = (field, upload);
    }

    /// The manager: all rows, to be narrowed by a query.
    fn objects() -> QuerySet<Self> {
        QuerySet::new()
    }

    /// The rows at the end of a many-valued relation of this row: `post.related(|p| p.tags()).add(&db, [tag.id])`.
    ///
    /// ```
    /// # use fjango::prelude::*;
    /// # #[model] pub struct Tag { pub id: i64, pub name: String }
    /// # #[model] pub struct Post { pub id: i64, pub tags: ManyToMany<Tag> }
    /// # async fn example(db: Db, post: Post, tag: Tag) -> fjango::orm::Result<()> {
    /// let tags = post.related(|p| p.tags());
    /// tags.add(&db, [tag.id]).await?;
    /// let names = tags.objects().values(&db, |t| t.name()).await?;
    /// # let _: Vec<String> = names; Ok(()) }
    /// ```
    fn related<T: Model, Via>(
        &self,
        relation: impl FnOnce(Self::Columns) -> ManyColumn<Self, T, Via>,
    ) -> Related<Self, T, Via> {
        Related::new(self, relation)
    }

    /// Writes all columns of this row: `UPDATE … SET … WHERE pk = …`, after full validation.
    ///
    /// A row that is [`Tracked`] writes the columns that changed, and nothing when none did. A row with a version
    /// expects to find the one that it has: `… AND version = …`. New content of its files is stored first, and removed
    /// again when the write fails or the transaction around is undone.
    ///
    /// # Errors
    /// [`Error::Validation`] with every wrong field, [`Error::DoesNotExist`] when the row is gone,
    /// [`Error::Conflict`] when it has another version, [`Error::Integrity`] when a constraint refuses.
    #[track_caller]
    fn save(&mut self, db: &impl Executor) -> impl Future<Output = Result<()>> {
        here(async move {
            let columns = write::save_values(self)?;
            if columns.is_empty() {
                return Ok(());
            }
            let saved = match write::uploads(self) {
                uploads if uploads.is_empty() => Self::Hooks::save(self, db, columns).await,
                uploads => write::save_with_files(self, db, columns, &uploads).await,
            };
            match saved {
                Err(error) => {
                    let (values, _) = write::row_values(self);
                    let row = Candidate {
                        meta: Self::META,
                        values: &values,
                        key: None,
                    };
                    Err(clean::explained(db, row, &Values::new(Self::META), error).await)
                }
                saved => saved,
            }
        })
    }

    /// Asks whether this row could be saved: the rules of every field and, in one query, the constraints of the table:
    /// unique fields, foreign keys and checks, all of them at once.
    ///
    /// What is wrong is told as the database would tell it, with the same code and field. Another writer can be faster
    /// than the `save` that follows, so that can fail all the same.
    ///
    /// ```
    /// # use fjango::prelude::*;
    /// # #[model] pub struct Tag { pub id: i64, #[field(unique)] pub name: String }
    /// # async fn example(db: Db, mut tag: Tag) -> fjango::orm::Result<()> {
    /// tag.name = "rust".into();
    /// if let Err(error) = tag.full_clean(&db).await {
    ///     let errors = error.field_errors().map(|errors| errors.errors()).unwrap_or_default();
    ///     assert_eq!(errors[0].code, "unique");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`Error::Integrity`] when one constraint alone is broken, else [`Error::Validation`] with all that is wrong;
    /// [`Error::Database`].
    fn full_clean(&self, db: &impl Executor) -> impl Future<Output = Result<()>> {
        async move {
            let (right, errors) = write::row_values(self);
            let key = self.key().to_value();
            let row = Candidate {
                meta: Self::META,
                values: &right,
                key: Some(&key),
            };
            clean::full_clean(db, row, errors).await
        }
    }

    /// Deletes this row and what goes along with it, as [`QuerySet::delete`] does.
    /// Of a model with `soft_delete` it stays, marked as deleted.
    ///
    /// # Errors
    /// [`Error::DoesNotExist`] when it is gone already, [`Error::Conflict`] when it has another version,
    /// [`Error::Protected`] with the rows that forbid it, [`Error::Integrity`] when the database refuses.
    #[track_caller]
    fn delete(&self, db: &impl Executor) -> impl Future<Output = Result<()>> {
        here(Self::Hooks::delete(self, db, Removal::Usual))
    }
}
