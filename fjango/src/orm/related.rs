use std::marker::PhantomData;
use std::sync::Arc;

use super::many_column::{Ends, rows_at};
use super::write::{self, Make, Through};
use super::{Columns, Condition, Error, Expr, Input, Many, ManyColumn, Model, Path, QuerySet, Result};
use crate::db::{ConstraintKind, Executor, here};
use crate::schema::FieldMeta;
use crate::value::{DbValue, Value};

/// The rows at the many-valued end of one row's relation, to be read and changed: Django's related manager.
///
/// Made by [`Model::related`]. For a many-to-many relation rows are related and separated by rows of the table between;
/// for the way back of a foreign key the foreign keys of the other rows are changed. Of a symmetrical relation both ways
/// are written.
pub struct Related<M, T, Via = ()> {
    many: Many,
    key: Value,
    make: Option<Arc<Make>>,
    marker: Ends<M, T, Via>,
}

impl<M, T, Via> Clone for Related<M, T, Via> {
    fn clone(&self) -> Self {
        Self {
            many: self.many,
            key: self.key.clone(),
            make: self.make.clone(),
            marker: PhantomData,
        }
    }
}

impl<M: Model, T: Model, Via: Model> Related<M, T, Via> {
    /// The same rows, with the extra columns that further rows of the `through` model get: for `add`, `set`, `create`
    /// and the like. The function gets the key of this row, then that of the other. Django's `through_defaults`, typed.
    ///
    /// ```
    /// # use fjango::prelude::*;
    /// # #[model] pub struct Person { pub id: i64, pub name: String }
    /// # #[model] pub struct Group {
    /// #     pub id: i64,
    /// #     #[field(through = Membership)] pub members: ManyToMany<Person>,
    /// # }
    /// # #[model] pub struct Membership {
    /// #     pub id: i64,
    /// #     #[field(on_delete = "cascade")] pub group: ForeignKey<Group>,
    /// #     #[field(on_delete = "cascade")] pub person: ForeignKey<Person>,
    /// #     pub since: NaiveDate,
    /// # }
    /// # async fn example(db: Db, group: Group, ann: Person, today: NaiveDate) -> fjango::orm::Result<()> {
    /// let members = group.related(|group| group.members());
    /// members
    ///     .through(move |group, person| MembershipCreate::new(group, person, today))
    ///     .add(&db, [ann.id])
    ///     .await?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn through(&self, make: impl Fn(M::Key, T::Key) -> Via::Create + Send + Sync + 'static) -> Self {
        let make = move |near: &Value, far: &Value| {
            let (near, far) = (write::key_of::<M>(near.clone())?, write::key_of::<T>(far.clone())?);
            Ok(make(near, far).into_values())
        };
        Self {
            make: Some(Arc::new(make)),
            ..self.clone()
        }
    }
}

impl<M: Model, T: Model, Via> Related<M, T, Via> {
    pub(super) fn new(row: &M, relation: impl FnOnce(M::Columns) -> ManyColumn<M, T, Via>) -> Self {
        Self {
            many: relation(M::Columns::at(Path::default())).many,
            key: row.key().to_value(),
            make: None,
            marker: PhantomData,
        }
    }

    /// The related rows, as a query.
    pub fn objects(&self) -> QuerySet<T> {
        rows_at(self.many, Expr::Value(self.key.clone()))
    }

    /// Relates the rows with these keys, and gives how many were not related before. For the way back of a foreign
    /// key, how many rows there are with these keys.
    ///
    /// # Errors
    /// [`Error::Integrity`] when a key of a many-to-many relation points nowhere; [`Error::Validation`] when a `through`
    /// model needs more columns than [`through`](Related::through) gave.
    #[track_caller]
    pub fn add(
        &self,
        db: &impl Executor,
        keys: impl IntoIterator<Item = impl Into<T::Key>>,
    ) -> impl Future<Output = Result<usize>> {
        here(async move { self.add_values(db, values::<T>(keys)).await })
    }

    async fn add_values(&self, db: &impl Executor, keys: Vec<Value>) -> Result<usize> {
        match Through::of(self.many) {
            Some(through) => through.add(db, &self.key, &keys, self.make.as_deref()).await,
            None => self.point(db, T::objects(), Some(keys), self.key.clone()).await,
        }
    }

    /// Separates the rows with these keys, and gives how many were related; of a `through` model, how many rows went.
    ///
    /// # Errors
    /// [`Error::Query`] when their foreign key cannot be `NULL`: delete the rows, or relate them to another.
    #[track_caller]
    pub fn remove(
        &self,
        db: &impl Executor,
        keys: impl IntoIterator<Item = impl Into<T::Key>>,
    ) -> impl Future<Output = Result<usize>> {
        here(async move { self.remove_values(db, Some(values::<T>(keys))).await })
    }

    /// Separates all rows, and gives how many were related.
    ///
    /// # Errors
    /// As [`remove`](Self::remove).
    #[track_caller]
    pub fn clear(&self, db: &impl Executor) -> impl Future<Output = Result<usize>> {
        here(async move { self.remove_values(db, None).await })
    }

    async fn remove_values(&self, db: &impl Executor, keys: Option<Vec<Value>>) -> Result<usize> {
        match Through::of(self.many) {
            Some(through) => through.remove(db, &self.key, keys.as_deref()).await,
            None => {
                let nothing = Value::Null(M::META.pk().sql_type());
                self.point(db, self.objects(), keys, nothing).await
            }
        }
    }

    /// Makes the rows with these keys the related ones: what is missing is added, what is too much is removed, and what
    /// is both there and wanted is not touched.
    ///
    /// # Errors
    /// As [`add`](Self::add) and [`remove`](Self::remove).
    #[track_caller]
    pub fn set(
        &self,
        db: &impl Executor,
        keys: impl IntoIterator<Item = impl Into<T::Key>>,
    ) -> impl Future<Output = Result<()>> {
        here(async move {
            let wanted = values::<T>(keys);
            if let Some(through) = Through::of(self.many) {
                let make = self.make.as_deref();
                let set = write::atomic(db, async |tx| through.set(tx, &self.key, &wanted, make).await);
                return set.await.map_err(|error| through.named(error));
            }
            write::atomic(db, async |tx| {
                let key = Expr::Column(Path::default(), T::META.pk());
                let statement = self.objects().query().select_values(tx.dialect(), &[key]);
                let there: Vec<Value> = tx.fetch(statement, |row| Ok(row.get::<T::Key>(0)?.to_value())).await?;
                let is_in = |all: &[Value], one: &Value| all.iter().any(|known| known.key() == one.key());
                let surplus: Vec<Value> = there.iter().filter(|key| !is_in(&wanted, key)).cloned().collect();
                let missing: Vec<Value> = wanted.iter().filter(|key| !is_in(&there, key)).cloned().collect();
                if !surplus.is_empty() {
                    self.remove_values(tx, Some(surplus)).await?;
                }
                if !missing.is_empty() {
                    self.add_values(tx, missing).await?;
                }
                Ok(())
            })
            .await
        })
    }

    /// Creates a row that is related from the beginning.
    ///
    /// # Errors
    /// As [`QuerySet::create`].
    #[track_caller]
    pub fn create(&self, db: &impl Executor, input: T::Create) -> impl Future<Output = Result<T>> {
        here(async move {
            let mut values = input.into_values();
            let Some(through) = Through::of(self.many) else {
                let position = self.foreign_key().and_then(|field| T::META.field_index(field.name));
                if let Some(position) = position {
                    values.set(position, self.key.clone());
                }
                return write::create(db, values).await;
            };
            write::atomic(db, async |tx| {
                let row: T = write::create(tx, values).await?;
                through
                    .add(tx, &self.key, &[row.key().to_value()], self.make.as_deref())
                    .await?;
                Ok(row)
            })
            .await
        })
    }

    /// The one related row that meets the condition, or a new one that is related from the beginning; and whether it is
    /// new.
    ///
    /// ```
    /// # use fjango::prelude::*;
    /// # #[model] pub struct Tag { pub id: i64, #[field(unique)] pub name: String }
    /// # #[model] pub struct Post { pub id: i64, pub tags: ManyToMany<Tag> }
    /// # async fn example(db: Db, post: Post) -> fjango::orm::Result<()> {
    /// let tags = post.related(|post| post.tags());
    /// let (tag, created) = tags.get_or_create(&db, |tag| tag.name().eq("rust"), || TagCreate::new("rust")).await?;
    /// # let _ = (tag, created); Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`Error::MultipleObjectsReturned`] when several match; those of [`create`](Self::create). A row that meets the
    /// condition without being related is not found, so its unique constraint refuses the new one: `add` it.
    #[track_caller]
    pub fn get_or_create<C: Into<Condition>>(
        &self,
        db: &impl Executor,
        condition: impl FnOnce(T::Columns) -> C,
        input: impl FnOnce() -> T::Create,
    ) -> impl Future<Output = Result<(T, bool)>> {
        here(async move {
            let matching = self.objects().filter(condition);
            match matching.get_one(db).await {
                Err(Error::DoesNotExist { .. }) => {}
                found => return Ok((found?, false)),
            }
            // In a savepoint, so that a refusal leaves the caller's transaction usable.
            let made = write::atomic(db, async |tx| self.create(tx, input()).await).await;
            match made {
                Err(
                    refused @ Error::Integrity {
                        kind: ConstraintKind::Unique,
                        ..
                    },
                ) => match matching.get_one(db).await {
                    Err(Error::DoesNotExist { .. }) => Err(refused),
                    found => Ok((found?, false)),
                },
                created => Ok((created?, true)),
            }
        })
    }

    /// Changes the one related row that meets the condition, or creates one that is related; and whether it is new.
    ///
    /// # Errors
    /// As [`get_or_create`](Self::get_or_create), and those of [`QuerySet::update`].
    #[track_caller]
    pub fn update_or_create<C: Into<Condition>>(
        &self,
        db: &impl Executor,
        condition: impl FnOnce(T::Columns) -> C,
        patch: T::Patch,
        input: impl FnOnce() -> T::Create,
    ) -> impl Future<Output = Result<(T, bool)>> {
        here(async move {
            write::atomic(db, async |tx| {
                let (row, created) = self.get_or_create(tx, condition, input).await?;
                if created {
                    return Ok((row, true));
                }
                let one = T::objects().filter_key(row.key());
                one.update(tx, patch).await?;
                Ok((one.get_one(tx).await?, false))
            })
            .await
        })
    }

    fn foreign_key(&self) -> Option<&'static FieldMeta> {
        match self.many {
            Many::Reverse { field, .. } => Some(field),
            Many::Through { .. } => None,
        }
    }

    /// Lets the foreign keys of some rows point at `key`.
    async fn point(
        &self,
        db: &impl Executor,
        rows: QuerySet<T>,
        keys: Option<Vec<Value>>,
        key: Value,
    ) -> Result<usize> {
        let field = self.foreign_key();
        let position = field.and_then(|field| T::META.field_index(field.name));
        let (Some(field), Some(position)) = (field, position) else {
            return Ok(0);
        };
        if key.is_null() && !field.nullable {
            return Err(Error::Query {
                model: T::META.name,
                reason: "takes rows from a relation whose foreign key cannot be NULL; delete them, or relate them to \
                         another row",
            });
        }
        let mut query = rows.query().clone();
        if let Some(keys) = keys {
            let pk = Expr::Column(Path::default(), T::META.pk());
            query.filter.push(Expr::In(Box::new(pk), T::META.pk().sql_type(), keys));
        }
        let statement = query.update_with(db.dialect(), &write::with_version(T::META, vec![(position, key)]));
        db.execute(statement)
            .await
            .map_err(|error| Error::of_model(error, T::META))
    }
}

fn values<T: Model>(keys: impl IntoIterator<Item = impl Into<T::Key>>) -> Vec<Value> {
    keys.into_iter().map(|key| key.into().to_value()).collect()
}
