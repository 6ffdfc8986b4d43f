use std::future::Future;

use super::clean::{self, Candidate};
use super::{Model, write};
use crate::db::Executor;
use crate::schema::ModelMeta;
use crate::storage::{FileType, Upload};
use crate::value::{DbValue, Invalid, SqlType, ValidationErrors, Value};

/// What creating (`PostCreate`) or changing (`PostPatch`) a row takes. `#[model]` makes both.
pub trait Input: Sized + Send + 'static {
    /// The model written.
    type Model: Model;
    /// Whether fields may be left out because the row exists already.
    const PARTIAL: bool;

    /// Sets the values given.
    #[doc(hidden)]
    fn fill(self, values: &mut Values);

    /// The values given.
    fn into_values(self) -> Values {
        let mut values = Values::new(Self::Model::META);
        self.fill(&mut values);
        values
    }

    /// The input for these values.
    ///
    /// # Errors
    /// Every field that is missing or does not fit.
    fn from_values(values: &mut Values) -> Result<Self, ValidationErrors>;

    /// Asks whether a row could be created from this: the rules of every field and, in one query, the constraints of the
    /// table, all of them at once.
    ///
    /// Another writer can be faster than the row that follows, so creating it can fail all the same, with the same error.
    ///
    /// ```
    /// # use fjango::prelude::*;
    /// # #[model] pub struct Tag { pub id: i64, #[field(unique)] pub name: String }
    /// # async fn example(db: Db) -> fjango::orm::Result<()> {
    /// TagCreate::new("rust").full_clean(&db).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`Model::full_clean`]. A patch is no whole row: set its fields on the row, and ask that.
    fn full_clean(&self, db: &impl Executor) -> impl Future<Output = super::Result<()>>
    where
        Self: Clone,
    {
        async move {
            let values = self.clone().into_values();
            let (right, errors) = write::completed(&values);
            let row = Candidate {
                meta: Self::Model::META,
                values: &right,
                key: None,
            };
            clean::full_clean(db, row, errors).await
        }
    }
}

/// Values for some fields of a model, by position.
#[derive(Clone, Debug)]
pub struct Values {
    meta: &'static ModelMeta,
    fields: Vec<Option<Value>>,
    many: Vec<Option<Vec<Value>>>,
    /// Content for fields, which the write stores.
    uploads: Uploads,
}

/// Content that comes with a write, by the position of its field.
pub(crate) type Uploads = Vec<(usize, Upload)>;

impl Values {
    /// No value yet.
    pub fn new(meta: &'static ModelMeta) -> Self {
        Self {
            meta,
            fields: vec![None; meta.fields.len()],
            many: vec![None; meta.many_to_many.len()],
            uploads: Vec::new(),
        }
    }

    /// Takes all values out.
    pub(super) fn clear(&mut self) {
        self.fields.fill_with(|| None);
        self.many.fill_with(|| None);
        self.uploads.clear();
    }

    /// The places of the fields.
    pub(super) fn fields_mut(&mut self) -> &mut [Option<Value>] {
        &mut self.fields
    }

    /// The model.
    pub fn meta(&self) -> &'static ModelMeta {
        self.meta
    }

    /// Sets a field.
    pub fn put<T: DbValue>(&mut self, field: usize, value: &T) {
        self.set(field, value.to_value());
    }

    /// Sets a field when there is a value.
    pub fn put_some<T: DbValue>(&mut self, field: usize, value: &Option<T>) {
        if let Some(value) = value {
            self.put(field, value);
        }
    }

    /// [`put`](Self::put) of a value that is not needed any more.
    #[doc(hidden)]
    pub fn give<T: DbValue>(&mut self, field: usize, value: T) {
        self.set(field, value.into_value());
    }

    /// The same when there is a value.
    #[doc(hidden)]
    pub fn give_some<T: DbValue>(&mut self, field: usize, value: Option<T>) {
        if let Some(value) = value {
            self.give(field, value);
        }
    }

    /// [`put_some`](Self::put_some) with the conversion given. Generated code names a type's own functions, so that a
    /// type without them is one error at the type.
    #[doc(hidden)]
    pub fn put_some_with<T>(&mut self, field: usize, value: &Option<T>, to_value: fn(&T) -> Value) {
        if let Some(value) = value {
            self.set(field, to_value(value));
        }
    }

    /// The same for a column that may be `NULL`.
    #[doc(hidden)]
    pub fn put_null_with<T>(
        &mut self,
        field: usize,
        value: &Option<Option<T>>,
        kind: SqlType,
        to_value: fn(&T) -> Value,
    ) {
        if let Some(value) = value {
            self.set(field, value.as_ref().map_or(Value::Null(kind), to_value));
        }
    }

    /// Sets the keys of a many-to-many field.
    pub fn put_many<K: DbValue>(&mut self, position: usize, keys: &[K]) {
        self.many[position] = Some(keys.iter().map(DbValue::to_value).collect());
    }

    /// Sets the keys of a many-to-many field when there are some.
    pub fn put_many_some<K: DbValue>(&mut self, position: usize, keys: &Option<Vec<K>>) {
        if let Some(keys) = keys {
            self.put_many(position, keys);
        }
    }

    /// Sets a field to a file, whose content may come along.
    pub fn put_file<T: FileType>(&mut self, field: usize, file: &T) {
        match file.pending() {
            Some(upload) => self.set_upload(field, upload.clone()),
            None => self.put(field, file),
        }
    }

    /// Sets a field to a file when there is one.
    pub fn put_file_some<T: FileType>(&mut self, field: usize, file: &Option<T>) {
        if let Some(file) = file {
            self.put_file(field, file);
        }
    }

    /// Sets a field to content that the write is to store.
    pub(crate) fn set_upload(&mut self, field: usize, upload: Upload) {
        self.set(field, write::name_of(&self.meta.fields[field], &upload));
        self.uploads.push((field, upload));
    }

    /// The content that is to be stored.
    pub(crate) fn uploads(&self) -> &[(usize, Upload)] {
        &self.uploads
    }

    /// Takes the content that is to be stored.
    pub(crate) fn take_uploads(&mut self) -> Uploads {
        std::mem::take(&mut self.uploads)
    }

    /// The content for one field.
    pub(super) fn upload(&self, field: usize) -> Option<&Upload> {
        let mut uploads = self.uploads.iter();
        uploads.find_map(|(position, upload)| (*position == field).then_some(upload))
    }

    /// Takes a file that must be there.
    ///
    /// # Errors
    /// As [`take`](Self::take).
    pub fn take_file<T: FileType>(&mut self, field: usize) -> Result<T, ValidationErrors> {
        self.take_file_some(field)?
            .ok_or_else(|| self.error(field, Invalid::new("required", "is required")))
    }

    /// Takes a file that may be missing.
    ///
    /// # Errors
    /// As [`take_some`](Self::take_some).
    pub fn take_file_some<T: FileType>(&mut self, field: usize) -> Result<Option<T>, ValidationErrors> {
        match self.uploads.iter().position(|(position, _)| *position == field) {
            Some(at) => {
                self.fields[field] = None;
                Ok(Some(T::of_upload(self.uploads.remove(at).1)))
            }
            None => self.take_some(field),
        }
    }

    /// Sets a field to an untyped value.
    pub fn set(&mut self, field: usize, value: Value) {
        self.fields[field] = Some(value);
    }

    /// Sets or unsets a field, and gives what it was.
    pub(in crate::orm) fn replace(&mut self, field: usize, value: Option<Value>) -> Option<Value> {
        std::mem::replace(&mut self.fields[field], value)
    }

    /// Sets the keys of a many-to-many field to untyped values.
    pub fn set_many(&mut self, position: usize, keys: Vec<Value>) {
        self.many[position] = Some(keys);
    }

    /// The value of a field, when it is set.
    pub fn get(&self, field: usize) -> Option<&Value> {
        self.fields[field].as_ref()
    }

    /// The fields set, with their positions.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Value)> {
        self.fields
            .iter()
            .enumerate()
            .filter_map(|(i, value)| Some((i, value.as_ref()?)))
    }

    /// The many-to-many fields set, with their positions.
    pub fn iter_many(&self) -> impl Iterator<Item = (usize, &[Value])> {
        self.many
            .iter()
            .enumerate()
            .filter_map(|(i, keys)| Some((i, keys.as_deref()?)))
    }

    /// Whether there are keys of many-to-many fields.
    pub(super) fn has_many(&self) -> bool {
        self.iter_many().any(|(_, keys)| !keys.is_empty())
    }

    /// The keys of the many-to-many fields set, with their positions.
    pub(super) fn owned_many(&self) -> Vec<(usize, Vec<Value>)> {
        self.iter_many().map(|(i, keys)| (i, keys.to_vec())).collect()
    }

    /// Takes a field that must be there.
    ///
    /// # Errors
    /// `required` when it is not, or what its type says.
    pub fn take<T: DbValue>(&mut self, field: usize) -> Result<T, ValidationErrors> {
        self.take_some(field)?
            .ok_or_else(|| self.error(field, Invalid::new("required", "is required")))
    }

    /// Takes a field that may be missing.
    ///
    /// # Errors
    /// What its type says.
    pub fn take_some<T: DbValue>(&mut self, field: usize) -> Result<Option<T>, ValidationErrors> {
        self.take_some_with(field, T::from_value)
    }

    /// [`take`](Self::take) with the conversion given.
    #[doc(hidden)]
    pub fn take_with<T>(
        &mut self,
        field: usize,
        from_value: fn(Value) -> Result<T, Invalid>,
    ) -> Result<T, ValidationErrors> {
        self.take_some_with(field, from_value)?
            .ok_or_else(|| self.error(field, Invalid::new("required", "is required")))
    }

    /// [`take_some`](Self::take_some) with the conversion given.
    #[doc(hidden)]
    pub fn take_some_with<T>(
        &mut self,
        field: usize,
        from_value: fn(Value) -> Result<T, Invalid>,
    ) -> Result<Option<T>, ValidationErrors> {
        match self.fields[field].take() {
            None => Ok(None),
            Some(value) => from_value(value)
                .map(Some)
                .map_err(|invalid| self.error(field, invalid)),
        }
    }

    /// The same for a column that may be `NULL`.
    #[doc(hidden)]
    pub fn take_null_with<T>(
        &mut self,
        field: usize,
        from_value: fn(Value) -> Result<T, Invalid>,
    ) -> Result<Option<Option<T>>, ValidationErrors> {
        if self.fields[field].as_ref().is_some_and(Value::is_null) {
            self.fields[field] = None;
            return Ok(Some(None));
        }
        Ok(self.take_some_with(field, from_value)?.map(Some))
    }

    /// Takes the keys of a many-to-many field, none when it is missing.
    ///
    /// # Errors
    /// What the key's type says.
    pub fn take_many<K: DbValue>(&mut self, position: usize) -> Result<Vec<K>, ValidationErrors> {
        self.take_many_some(position).map(Option::unwrap_or_default)
    }

    /// Takes the keys of a many-to-many field.
    ///
    /// # Errors
    /// What the key's type says.
    pub fn take_many_some<K: DbValue>(&mut self, position: usize) -> Result<Option<Vec<K>>, ValidationErrors> {
        let Some(keys) = self.many[position].take() else {
            return Ok(None);
        };
        let name = self.meta.many_to_many[position].name;
        let mut errors = ValidationErrors::new();
        let mut taken = Vec::with_capacity(keys.len());
        for (i, key) in keys.into_iter().enumerate() {
            match K::from_value(key) {
                Ok(key) => taken.push(key),
                Err(invalid) => errors.push(invalid.at(format!("/{name}/{i}"))),
            }
        }
        errors.into_result(Some(taken))
    }

    fn error(&self, field: usize, invalid: Invalid) -> ValidationErrors {
        let mut errors = ValidationErrors::new();
        errors.add(self.meta.fields[field].name, invalid);
        errors
    }
}
