use std::marker::PhantomData;

use super::changes::picked;
use super::{Changes, OneColumn};
use crate::db::Tx;
use crate::orm::{Error, Model, Result, validate};
use crate::value::{DbValue, Invalid, ValidationErrors, Value};

/// A row about to be created or changed: what [`Hooks::before_save`](super::Hooks::before_save) looks at and changes.
pub struct Saving<'a, M> {
    tx: &'a Tx,
    /// Every field as the database has it; `None` of a row to be created.
    before: Option<Vec<Value>>,
    /// What is to be written.
    columns: Vec<(usize, Value)>,
    /// The positions that hooks set.
    set: Vec<usize>,
    errors: ValidationErrors,
    marker: PhantomData<fn() -> M>,
}

/// What is left to do after the hooks.
pub(super) struct Ready {
    pub(super) before: Option<Vec<Value>>,
    pub(super) columns: Vec<(usize, Value)>,
    pub(super) set: Vec<usize>,
}

impl<'a, M: Model> Saving<'a, M> {
    pub(super) fn new(tx: &'a Tx, before: Option<Vec<Value>>, columns: Vec<(usize, Value)>) -> Self {
        Self {
            tx,
            before,
            columns,
            set: Vec::new(),
            errors: ValidationErrors::new(),
            marker: PhantomData,
        }
    }

    /// Whether the row is new.
    pub fn is_create(&self) -> bool {
        self.before.is_none()
    }

    /// The transaction of the write, for queries of the hook's own.
    pub fn tx(&self) -> &'a Tx {
        self.tx
    }

    /// What a field is to hold. `None` where only the database knows: a key that it numbers, a default of its own.
    pub fn get<C: OneColumn<M>>(&self, column: impl FnOnce(M::Columns) -> C) -> Option<C::Value> {
        let (position, _) = picked(column);
        let pending = self.columns.iter().find(|(known, _)| *known == position);
        let value = match (pending, &self.before) {
            (Some((_, value)), _) => value,
            (None, Some(before)) => before.get(position)?,
            (None, None) => return None,
        };
        C::Value::from_value(value.clone()).ok()
    }

    /// What a field held before, of a row that is there already.
    pub fn before<C: OneColumn<M>>(&self, column: impl FnOnce(M::Columns) -> C) -> Option<C::Value> {
        let (position, _) = picked(column);
        C::Value::from_value(self.before.as_ref()?.get(position)?.clone()).ok()
    }

    /// Sets a field to something else. The value is checked when the hook is done; the primary key stays what it is.
    pub fn set<C: OneColumn<M>>(&mut self, column: impl FnOnce(M::Columns) -> C, value: impl Into<C::Value>) {
        let (position, field) = picked(column);
        if field.primary_key && !self.is_create() {
            return;
        }
        let value = value.into().to_value();
        match self.columns.iter_mut().find(|(known, _)| *known == position) {
            Some((_, pending)) => *pending = value,
            None => self.columns.push((position, value)),
        }
        if !self.set.contains(&position) {
            self.set.push(position);
        }
    }

    /// Objects to the value of a field. The write is refused when the hook is done, with all objections at once.
    pub fn refuse<C: OneColumn<M>>(
        &mut self,
        column: impl FnOnce(M::Columns) -> C,
        code: &'static str,
        detail: impl Into<std::borrow::Cow<'static, str>>,
    ) {
        let (_, field) = picked(column);
        self.errors.add(field.name, Invalid::new(code, detail));
    }

    /// The fields that are to change, as they stand now; of a new row none.
    pub fn changes(&self) -> Changes<M> {
        let before = self.before.as_deref().unwrap_or_default();
        Changes::between(before, self.columns.iter().cloned())
    }

    /// Checks what the hooks set, and tells what to write.
    pub(super) fn finish(mut self) -> Result<Ready> {
        for position in &self.set {
            let field = &M::META.fields[*position];
            let pending = self.columns.iter().find(|(known, _)| known == position);
            if let Some(Err(invalid)) = pending.map(|(_, value)| validate(field, value)) {
                self.errors.add(field.name, invalid);
            }
        }
        if !self.errors.is_empty() {
            return Err(Error::Validation(self.errors));
        }
        Ok(Ready {
            before: self.before,
            columns: self.columns,
            set: self.set,
        })
    }
}
