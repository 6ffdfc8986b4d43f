use std::marker::PhantomData;

use super::many_column::rows_at;
use super::write::{self, Through};
use super::{Columns, Error, Expr, Input, Many, ManyColumn, Model, Path, QuerySet, Result};
use crate::db::Executor;
use crate::schema::FieldMeta;
use crate::value::{DbValue, Value};

/// The rows at the many-valued end of one row's relation, to be read and changed: Django's related manager.
///
/// Made by [`Model::related`]. For a many-to-many relation rows are related and separated by rows of the table between;
/// for the way back of a foreign key the foreign keys of the other rows are changed.
pub struct Related<M, T> {
    many: Many,
    key: Value,
    marker: PhantomData<fn() -> (M, T)>,
}

impl<M: Model, T: Model> Related<M, T> {
    pub(super) fn new(row: &M, relation: impl FnOnce(M::Columns) -> ManyColumn<M, T>) -> Self {
        Self {
            many: relation(M::Columns::at(Path::default())).many,
            key: row.key().to_value(),
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
    /// [`Error::Integrity`] when a key of a many-to-many relation points nowhere.
    pub async fn add(&self, db: &impl Executor, keys: impl IntoIterator<Item = impl Into<T::Key>>) -> Result<usize> {
        self.add_values(db, values::<T>(keys)).await
    }

    async fn add_values(&self, db: &impl Executor, keys: Vec<Value>) -> Result<usize> {
        match Through::of(self.many) {
            Some(through) => through.add(db, &self.key, &keys).await,
            None => self.point(db, T::objects(), Some(keys), self.key.clone()).await,
        }
    }

    /// Separates the rows with these keys, and gives how many were related.
    ///
    /// # Errors
    /// [`Error::Query`] when their foreign key cannot be `NULL`: delete the rows, or relate them to another.
    pub async fn remove(&self, db: &impl Executor, keys: impl IntoIterator<Item = impl Into<T::Key>>) -> Result<usize> {
        self.remove_values(db, Some(values::<T>(keys))).await
    }

    /// Separates all rows, and gives how many were related.
    ///
    /// # Errors
    /// As [`remove`](Self::remove).
    pub async fn clear(&self, db: &impl Executor) -> Result<usize> {
        self.remove_values(db, None).await
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
    pub async fn set(&self, db: &impl Executor, keys: impl IntoIterator<Item = impl Into<T::Key>>) -> Result<()> {
        let wanted = values::<T>(keys);
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
    }

    /// Creates a row that is related from the beginning.
    ///
    /// # Errors
    /// As [`QuerySet::create`].
    pub async fn create(&self, db: &impl Executor, input: T::Create) -> Result<T> {
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
            through.add(tx, &self.key, &[row.key().to_value()]).await?;
            Ok(row)
        })
        .await
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
        let Some(field) = self.foreign_key() else { return Ok(0) };
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
        let statement = query.update_with(db.dialect(), &[(field, Expr::Value(key))]);
        db.execute(statement)
            .await
            .map_err(|error| Error::of_model(error, T::META))
    }
}

fn values<T: Model>(keys: impl IntoIterator<Item = impl Into<T::Key>>) -> Vec<Value> {
    keys.into_iter().map(|key| key.into().to_value()).collect()
}
