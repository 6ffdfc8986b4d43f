//! Rows that stay when they are deleted.

use std::collections::HashMap;

use super::{Deletion, Error, Expr, Model, Path, Query, QuerySet, Result, RunHooks as _, Visibility, write};
use crate::db::Executor;
use crate::schema::{FieldMeta, ModelMeta, OnDelete, registry};
use crate::value::{DbValue as _, Value};

/// A model with `#[model(soft_delete)]`: its deleted rows stay in the table, with the time in `deleted_at`, and no query
/// finds them that does not ask for them.
///
/// # Examples
/// ```
/// use fjango::prelude::*;
///
/// #[model(app = "blog", soft_delete)]
/// pub struct Post {
///     pub id: i64,
///     #[field(unique)]
///     pub title: String,
///     pub deleted_at: Option<DateTime<Utc>>,
/// }
///
/// async fn example(db: &Db, mut post: Post) -> fjango::orm::Result<()> {
///     post.delete(db).await?; // UPDATE … SET "deleted_at" = …
///     assert!(Post::objects().get(db, post.id).await.is_err());
///     let trash = Post::objects().only_deleted().all(db).await?;
///     post.restore(db).await?;
///     Post::objects().only_deleted().hard_delete(db).await?; // DELETE FROM …
///     # let _ = trash;
///     Ok(())
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "deleted rows of `{Self}` do not stay",
    label = "write `#[model(soft_delete)]` on `{Self}`, and add the field `pub deleted_at: Option<DateTime<Utc>>`"
)]
pub trait SoftDelete: Model {
    /// Brings the row back, with the rows that its deletion took along. A row that is not deleted stays as it is.
    ///
    /// # Errors
    /// [`Error::DoesNotExist`] when the row is gone for good, [`Error::Integrity`] when another row has taken one of its
    /// unique values meanwhile; nothing is brought back then.
    fn restore(&mut self, db: &impl Executor) -> impl Future<Output = Result<()>> {
        restore(self, db)
    }

    /// Deletes the row for good, whether it is soft-deleted or not, and what the database's rules take along.
    ///
    /// # Errors
    /// [`Error::DoesNotExist`] when it is gone already, [`Error::Integrity`] when a row that must stay points at it.
    fn hard_delete(&self, db: &impl Executor) -> impl Future<Output = Result<()>> {
        Self::Hooks::delete(self, db, Removal::Hard)
    }
}

/// What a deletion leaves.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// What the model says: nothing, or a row that is marked as deleted.
    Usual,
    /// Nothing.
    Hard,
}

impl<M: SoftDelete> QuerySet<M> {
    /// Also the rows that are deleted. Those at the end of relations stay as they are: each query asks for its own.
    #[must_use]
    pub fn with_deleted(self) -> Self {
        self.visible(Visibility::All)
    }

    /// Only the rows that are deleted.
    #[must_use]
    pub fn only_deleted(self) -> Self {
        self.visible(Visibility::Deleted)
    }

    /// Brings back the matching rows that are deleted, with those that their deletions took along, and gives the number
    /// of the former. Hooks are not called.
    ///
    /// # Errors
    /// [`Error::Integrity`] when another row has taken a unique value meanwhile; nothing is brought back then.
    pub async fn restore(&self, db: &impl Executor) -> Result<usize> {
        let rows = self.clone().visible(Visibility::Deleted);
        write::atomic(db, async |tx| restore_rows(tx, rows.query()).await).await
    }

    /// Deletes the matching rows for good, and gives their number. Of `only_deleted()` it empties the trash.
    ///
    /// # Errors
    /// [`Error::Integrity`] when a row that must stay points at one.
    pub async fn hard_delete(&self, db: &impl Executor) -> Result<usize> {
        super::deletion::delete_hard(db, self.query()).await
    }
}

/// Marks the row with this key as deleted, with the rows that cascade to it and can be marked too.
pub(super) async fn delete_one(
    db: &impl Executor,
    meta: &'static ModelMeta,
    position: usize,
    key: &Value,
    expected: Option<Value>,
    filter: Vec<Expr>,
) -> Result<()> {
    let stamp = write::now(&meta.fields[position]);
    let version = meta.lifecycle.version.zip(expected);
    let columns: Vec<_> = std::iter::once((position, stamp.clone())).chain(version).collect();
    if !reaches_others(meta) {
        return write::update_one(db, meta, key, columns, filter).await;
    }
    write::atomic(db, async |tx| {
        // First, as it locks the row and sees whether it is the one meant.
        write::update_one(tx, meta, key, columns, filter).await?;
        let deletion = Deletion::soft(tx, meta, vec![key.clone()], stamp).await?;
        deletion.run(tx).await.map(drop)
    })
    .await
}

/// Marks the rows of a query as deleted, and gives their number.
pub(super) async fn delete_rows(db: &impl Executor, query: &Query, field: &'static FieldMeta) -> Result<usize> {
    let mut live = query.clone();
    live.visibility = Visibility::Live;
    let stamp = write::now(field);
    if !reaches_others(query.meta) {
        let changes = mark(query.meta, field, stamp);
        let rows = db.execute(live.update_with(db.dialect(), &changes)).await;
        return rows.map_err(|error| Error::of_model(error, query.meta));
    }
    write::atomic(db, async |tx| {
        let keys = super::deletion::keys_of(tx, &live, live.meta).await?;
        let rows = keys.len();
        let deletion = Deletion::soft(tx, live.meta, keys, stamp).await?;
        deletion.run(tx).await?;
        Ok(rows)
    })
    .await
}

/// Whether marking a row of `meta` has to do with rows of other models, or others of this one.
fn reaches_others(meta: &'static ModelMeta) -> bool {
    registry::pointing_at(meta).any(
        |(source, field)| match field.relation.map(|relation| relation.on_delete) {
            Some(OnDelete::Protect | OnDelete::Restrict) => true,
            Some(OnDelete::Cascade) => source.deleted_at().is_some(),
            _ => false,
        },
    )
}

/// The change that marks rows as deleted, or as there again.
pub(super) fn mark(
    meta: &'static ModelMeta,
    field: &'static FieldMeta,
    value: Value,
) -> Vec<(&'static FieldMeta, Expr)> {
    let version = meta.version().map(|version| (version, write::next_version(version)));
    std::iter::once((field, Expr::Value(value))).chain(version).collect()
}

async fn restore<M: Model>(row: &mut M, db: &impl Executor) -> Result<()> {
    let Some(position) = M::META.lifecycle.soft_delete else {
        return Ok(());
    };
    write::atomic(db, async |tx| {
        let stored = M::objects().visible(Visibility::All).filter_key(row.key());
        let stored = stored.select_for_update(crate::db::RowLock::Wait).get_one(tx).await?;
        let stamp = stored.value(position);
        let nothing = Value::Null(stamp.sql_type());
        // Cannot fail: they are values of the same fields.
        let _ = row.set_value(position, nothing.clone());
        if stamp.is_null() {
            return Ok(());
        }
        if let Some(version) = M::META.lifecycle.version {
            // The deletion counted it on, which the row in hand cannot know.
            let _ = row.set_value(version, stored.value(version));
        }
        M::Hooks::save(row, tx, vec![(position, nothing)]).await?;
        restore_along(tx, M::META, vec![row.key().to_value()], &stamp).await
    })
    .await
}

/// Brings back the rows of a query that are deleted, with those that their deletions took along, and gives their number.
pub(crate) async fn restore_rows(db: &impl Executor, query: &Query) -> Result<usize> {
    let meta = query.meta;
    let (Some(field), pk) = (meta.deleted_at(), meta.pk()) else {
        return Ok(0);
    };
    let values = [pk, field].map(|field| Expr::Column(Path::default(), field));
    let statement = query.select_values(db.dialect(), &values);
    // Of a closure that holds a reference the compiler does not see that its future may move between threads.
    let kinds = (pk.sql_type(), field.sql_type());
    let rows = db.fetch(statement, move |row: crate::value::Row<'_>| {
        let key = row.read(0, "key", |cell| Value::decode(kinds.0, cell))?;
        Ok((key, row.read(1, "deleted_at", |cell| Value::decode(kinds.1, cell))?))
    });
    let rows = rows.await?;
    let number = rows.len();
    let mut by_stamp: HashMap<_, (Value, Vec<Value>)> = HashMap::new();
    for (key, stamp) in rows {
        let (_, keys) = by_stamp.entry(stamp.key()).or_insert_with(|| (stamp, Vec::new()));
        keys.push(key);
    }
    for (stamp, keys) in by_stamp.into_values() {
        set_mark(db, meta, field, &keys, &Value::Null(field.sql_type())).await?;
        restore_along(db, meta, keys, &stamp).await?;
    }
    Ok(number)
}

/// Brings back the rows that were marked in the same moment as those they point at: the same deletion took them.
async fn restore_along(db: &impl Executor, meta: &'static ModelMeta, keys: Vec<Value>, stamp: &Value) -> Result<()> {
    let mut waiting = vec![(meta, keys)];
    while let Some((meta, keys)) = waiting.pop() {
        for (source, field) in registry::pointing_at(meta) {
            let cascades = field
                .relation
                .is_some_and(|relation| relation.on_delete == OnDelete::Cascade);
            let Some(deleted_at) = source.deleted_at().filter(|_| cascades) else {
                continue;
            };
            let mut found = Vec::new();
            for keys in keys.chunks(super::deletion::KEYS_AT_ONCE) {
                let mut query = super::deletion::by_keys(source, field, keys);
                query.order = Some(Vec::new());
                query.filter.push(Expr::own(deleted_at, stamp.clone()));
                found.extend(super::deletion::keys_of(db, &query, source).await?);
            }
            if !found.is_empty() {
                set_mark(db, source, deleted_at, &found, &Value::Null(deleted_at.sql_type())).await?;
                waiting.push((source, found));
            }
        }
    }
    Ok(())
}

/// Sets the mark of the rows with these keys, wherever it stood.
pub(super) async fn set_mark(
    db: &impl Executor,
    meta: &'static ModelMeta,
    field: &'static FieldMeta,
    keys: &[Value],
    value: &Value,
) -> Result<()> {
    for keys in keys.chunks(super::deletion::KEYS_AT_ONCE) {
        let mut query = super::deletion::by_keys(meta, meta.pk(), keys);
        // What is as it should be is not written: its version stays.
        query.visibility = match value.is_null() {
            true => Visibility::Deleted,
            false => Visibility::Live,
        };
        let statement = query.update_with(db.dialect(), &mark(meta, field, value.clone()));
        let rows = db.execute(statement).await;
        rows.map_err(|error| Error::of_model(error, meta))?;
    }
    Ok(())
}
