use super::{Changes, Saving};
use crate::db::{Db, Tx};
use crate::orm::{Model, Result};

/// What a model does before and after its rows are written: Django's signals, Rails' callbacks, typed and async.
///
/// `#[model(hooks)]` on the struct switches them on. They run on every write of one row: `create`, `save`, `delete`,
/// `restore`, `get_or_create`, `update_or_create`, `create` of related managers, and the generated API. Writes of many
/// rows (`bulk_create`, `bulk_update`, `bulk_upsert`, `update`, `update_with`, `delete` of a query, and what the
/// database deletes along) do not call them, as in Django.
///
/// All but [`after_commit`](Self::after_commit) run in the transaction of the write, or in a savepoint of the one around:
/// an error undoes the write, with all that the hook did by its [`Tx`].
///
/// # Examples
/// ```
/// use fjango::orm::{Event, Hooks, Result, Saving};
/// use fjango::prelude::*;
///
/// #[model(app = "blog", hooks)]
/// pub struct Post {
///     pub id: i64,
///     pub title: String,
///     pub words: i32,
///     pub body: Text,
/// }
///
/// #[model(app = "blog")]
/// pub struct Log {
///     pub id: i64,
///     pub entry: String,
/// }
///
/// impl Hooks for Post {
///     async fn before_save(post: &mut Saving<'_, Self>) -> Result<()> {
///         if let Some(body) = post.get(|p| p.body()) {
///             post.set(|p| p.words(), body.split_whitespace().count() as i32);
///         }
///         if post.get(|p| p.title()).is_some_and(|title| title.contains("spam")) {
///             post.refuse(|p| p.title(), "spam", "must not be spam");
///         }
///         Ok(())
///     }
///
///     async fn after_save(&self, event: &Event<Self>, tx: &Tx) -> Result<()> {
///         if let Event::Changed(changes) = event
///             && let Some((old, new)) = changes.of(|p| p.title())
///         {
///             Log::objects().create(tx, LogCreate::new(format!("{old} is called {new} now"))).await?;
///         }
///         Ok(())
///     }
///
///     async fn after_commit(&self, event: &Event<Self>, _db: &Db) {
///         if event.is_created() {
///             println!("{} is out", self.title);
///         }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no hooks",
    label = "`#[model(hooks)]` calls them; write `impl fjango::orm::Hooks for {Self} {{ … }}`, or remove `hooks`"
)]
pub trait Hooks: CallsHooks + Clone {
    /// Before a row is created or changed. The values are complete and valid; what this sets is checked again.
    ///
    /// # Errors
    /// An error refuses the write; [`Saving::refuse`] tells of a field that is not valid.
    fn before_save(saving: &mut Saving<'_, Self>) -> impl Future<Output = Result<()>> + Send {
        let _ = saving;
        async { Ok(()) }
    }

    /// After a row was created or changed, in the same transaction.
    ///
    /// # Errors
    /// An error undoes the write.
    fn after_save(&self, event: &Event<Self>, tx: &Tx) -> impl Future<Output = Result<()>> + Send {
        let _ = (event, tx);
        async { Ok(()) }
    }

    /// Before a row is deleted.
    ///
    /// # Errors
    /// An error refuses the deletion.
    fn before_delete(&self, tx: &Tx) -> impl Future<Output = Result<()>> + Send {
        let _ = tx;
        async { Ok(()) }
    }

    /// After a row was deleted, in the same transaction.
    ///
    /// # Errors
    /// An error undoes the deletion.
    fn after_delete(&self, tx: &Tx) -> impl Future<Output = Result<()>> + Send {
        let _ = tx;
        async { Ok(()) }
    }

    /// After the outermost transaction was committed; never when it, or a savepoint around the write, was undone. For
    /// what cannot be taken back: a message, a job, an emptied cache.
    fn after_commit(&self, event: &Event<Self>, db: &Db) -> impl Future<Output = ()> + Send {
        let _ = (event, db);
        async {}
    }
}

/// A model whose writes call hooks.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "nothing calls the hooks of `{Self}`",
    label = "write `#[model(hooks)]` on the struct `{Self}`"
)]
pub trait CallsHooks: Model {}

/// What was done to a row.
#[derive(Clone, Debug)]
pub enum Event<M> {
    /// It is new.
    Created,
    /// It was there already; the fields that changed may be none.
    Changed(Changes<M>),
    /// It is gone.
    Deleted,
}

impl<M> Event<M> {
    /// Whether the row is new.
    pub fn is_created(&self) -> bool {
        matches!(self, Self::Created)
    }

    /// The fields that changed, of a row that was there already.
    pub fn changes(&self) -> Option<&Changes<M>> {
        match self {
            Self::Changed(changes) => Some(changes),
            Self::Created | Self::Deleted => None,
        }
    }
}
