use std::marker::PhantomData;

use super::{InlineEntry, Named};
use crate::admin::contract::InlineStyle;
use crate::orm::{Columns as _, Model, Path};

/// How rows of `C` are edited on the page of the row that they point at: see [`ModelBuilder::inline`](super::ModelBuilder::inline).
#[must_use]
pub struct Inline<C> {
    entry: InlineEntry,
    marker: PhantomData<fn() -> C>,
}

impl<C> std::fmt::Debug for Inline<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Inline").field(&self.entry.name).finish()
    }
}

impl<C: Model> Inline<C> {
    pub(super) fn new(entry: InlineEntry) -> Self {
        Self {
            entry,
            marker: PhantomData,
        }
    }

    pub(super) fn into_entry(self) -> InlineEntry {
        self.entry
    }

    /// Takes another foreign key back than the first; where there are several.
    pub fn foreign_key<N: Named>(mut self, pick: impl FnOnce(C::Columns) -> N) -> Self {
        let names = pick(C::Columns::at(Path::default())).names();
        if let Some(field) = names.first().and_then(|name| C::META.field(name)) {
            self.entry.name = C::META.related_name(field);
            self.entry.fk = field;
        }
        self
    }

    /// Shows these fields; otherwise all that can be edited.
    pub fn fields<N: Named>(mut self, pick: impl FnOnce(C::Columns) -> N) -> Self {
        self.entry.fields = pick(C::Columns::at(Path::default())).names();
        self
    }

    /// Sets the title; the model's plural otherwise.
    pub fn label(mut self, label: &str) -> Self {
        self.entry.label = Some(label.to_owned());
        self
    }

    /// Shows each row as a small form, not as a row of a table.
    pub fn stacked(mut self) -> Self {
        self.entry.style = InlineStyle::Stacked;
        self
    }

    /// Wants at least so many rows.
    pub fn min(mut self, rows: u32) -> Self {
        self.entry.min = rows;
        self
    }

    /// Allows at most so many rows.
    pub fn max(mut self, rows: u32) -> Self {
        self.entry.max = Some(rows);
        self
    }

    /// Begins a new form with so many empty rows.
    pub fn extra(mut self, rows: u32) -> Self {
        self.entry.extra = rows;
        self
    }

    /// Lets rows be dragged, and writes their place, from 0, to this field.
    pub fn sortable<N: Named>(mut self, pick: impl FnOnce(C::Columns) -> N) -> Self {
        self.entry.sortable = pick(C::Columns::at(Path::default())).names().into_iter().next();
        self
    }

    /// Reads so many rows at once; 100 otherwise.
    pub fn page(mut self, rows: u32) -> Self {
        self.entry.page = rows.clamp(1, 200);
        self
    }

    /// Keeps rows from being deleted here.
    pub fn without_delete(mut self) -> Self {
        self.entry.can_delete = false;
        self
    }
}
