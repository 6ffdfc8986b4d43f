use std::fmt;
use std::hash::{Hash, Hasher};

use super::changes::picked;
use super::{Changes, OneColumn};
use crate::orm::Model;
use crate::value::{DbValue, Value};

/// What a row held when it was read: a field of this type, `pub tracked: Tracked`, makes a model tell its changes.
///
/// No column belongs to it. It holds a copy of every value of the row, so a model asks for it. Rows compare and hash
/// without it, JSON does not show it, and a row made by hand has [`Tracked::default()`].
///
/// # Examples
/// ```
/// use fjango::orm::{Track, Tracked};
/// use fjango::prelude::*;
///
/// #[model(app = "blog")]
/// pub struct Post {
///     pub id: i64,
///     pub title: String,
///     pub views: i64,
///     pub tracked: Tracked,
/// }
///
/// async fn rename(db: &Db, id: i64) -> fjango::orm::Result<()> {
///     let mut post = Post::objects().get(db, id).await?;
///     post.title = "New title".into();
///     assert_eq!(post.changes().names(), ["title"]);
///     post.save(db).await?; // UPDATE … SET "title" = … , and no other column
///     assert!(!post.is_changed());
///     Ok(())
/// }
/// ```
#[derive(Clone, Default)]
pub struct Tracked(Option<Box<[Value]>>);

impl Tracked {
    pub(in crate::orm) fn values(&self) -> Option<&[Value]> {
        self.0.as_deref()
    }

    /// Notes that a field is in the database as it is on the row.
    pub(in crate::orm) fn note(&mut self, position: usize, value: Value) {
        if let Some(known) = self.0.as_mut().and_then(|values| values.get_mut(position)) {
            *known = value;
        }
    }
}

impl fmt::Debug for Tracked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Tracked" } else { "NotTracked" })
    }
}

impl PartialEq for Tracked {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Tracked {}

impl Hash for Tracked {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// A model that knows what its rows held when they were read, by a field of type [`Tracked`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not keep what it held when it was read",
    label = "add the field `pub tracked: fjango::orm::Tracked` to `{Self}`"
)]
pub trait Track: Model {
    #[doc(hidden)]
    fn tracked(&self) -> &Tracked;

    /// The fields that changed since the row was read or saved. A row made by hand has nothing to compare with, so none.
    fn changes(&self) -> Changes<Self> {
        let before = self.tracked().values().unwrap_or_default();
        Changes::between(
            before,
            (0..before.len()).map(|position| (position, self.value(position))),
        )
    }

    /// Whether a field changed since the row was read or saved.
    fn is_changed(&self) -> bool {
        let before = self.tracked().values().unwrap_or_default();
        before
            .iter()
            .enumerate()
            .any(|(position, value)| *value != self.value(position))
    }

    /// What a field held when the row was read or saved; `None` of a row made by hand.
    fn original<C: OneColumn<Self>>(&self, column: impl FnOnce(Self::Columns) -> C) -> Option<C::Value> {
        let (position, _) = picked(column);
        C::Value::from_value(self.tracked().values()?.get(position)?.clone()).ok()
    }
}

/// Every value of a row.
pub(in crate::orm) fn values<M: Model>(row: &M) -> Vec<Value> {
    (0..M::META.fields.len()).map(|position| row.value(position)).collect()
}

/// Lets a row that is tracked be as it is in the database.
#[doc(hidden)]
pub fn remember<M: Model>(row: &mut M) {
    if row.tracked_mut().is_some() {
        let values = values(row).into_boxed_slice();
        if let Some(tracked) = row.tracked_mut() {
            tracked.0 = Some(values);
        }
    }
}
