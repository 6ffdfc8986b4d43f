use std::sync::Arc;

use crate::migrate::sql::Table;
use crate::migrate::{Error, Result};
use crate::value::{DbValue, Value};

/// A row as its table was at one place of the history: values by the names of the fields.
#[derive(Clone, Debug)]
pub struct HistoricalRow {
    label: Arc<str>,
    table: Arc<Table>,
    pub(super) values: Vec<Value>,
    pub(super) changed: Vec<bool>,
}

impl HistoricalRow {
    pub(super) fn new(label: &Arc<str>, table: &Arc<Table>, values: Vec<Value>) -> Self {
        Self {
            label: Arc::clone(label),
            table: Arc::clone(table),
            changed: vec![false; values.len()],
            values,
        }
    }

    /// The value of a field; for a relation, the key it points at.
    ///
    /// # Errors
    /// [`Error::UnknownField`], and [`Error::WrongValue`] when `T` is not what the column holds.
    pub fn get<T: DbValue>(&self, field: &str) -> Result<T> {
        let value = self.value(field)?.clone();
        T::from_value(value).map_err(|invalid| self.wrong(field, &invalid.to_string()))
    }

    /// The value of a field, whatever its kind.
    ///
    /// # Errors
    /// [`Error::UnknownField`].
    pub fn value(&self, field: &str) -> Result<&Value> {
        Ok(&self.values[self.index(field)?])
    }

    /// Sets a field. Only what differs is written.
    ///
    /// # Errors
    /// [`Error::UnknownField`], and [`Error::WrongValue`] for the primary key of a row that exists.
    pub fn set(&mut self, field: &str, value: impl IntoValue) -> Result<()> {
        let index = self.index(field)?;
        let value = value.into_value();
        if self.values[index] == value {
            return Ok(());
        }
        if self.table.columns[index].primary_key && !self.values[index].is_null() {
            return Err(self.wrong(field, "the primary key of a row does not change; insert another row"));
        }
        (self.values[index], self.changed[index]) = (value, true);
        Ok(())
    }

    fn index(&self, field: &str) -> Result<usize> {
        let found = self.table.columns.iter().position(|column| column.field == field);
        found.ok_or_else(|| Error::UnknownField {
            label: self.label.to_string(),
            field: field.to_owned(),
        })
    }

    fn wrong(&self, field: &str, message: &str) -> Error {
        Error::WrongValue {
            field: format!("{}.{field}", self.label),
            message: message.to_owned(),
        }
    }
}

/// What can be stored: every type of a model's field, and text in quotes.
pub trait IntoValue {
    /// The value to bind.
    fn into_value(self) -> Value;
}

impl<T: DbValue> IntoValue for T {
    fn into_value(self) -> Value {
        self.to_value()
    }
}

impl IntoValue for &str {
    fn into_value(self) -> Value {
        Value::Text(self.to_owned())
    }
}
