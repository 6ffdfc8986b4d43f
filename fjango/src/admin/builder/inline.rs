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

    /// Says which foreign key leads back, where there are several; then the model can also be an inline once for each of
    /// them.
    ///
    /// # Examples
    /// ```
    /// use fjango::admin::Admin;
    /// use fjango::prelude::*;
    ///
    /// #[model(app = "league")]
    /// pub struct Team {
    ///     pub id: i64,
    ///     pub name: String,
    /// }
    ///
    /// #[model(app = "league")]
    /// pub struct Game {
    ///     pub id: i64,
    ///     #[field(on_delete = "cascade", related_name = "home_games")]
    ///     pub home: ForeignKey<Team>,
    ///     #[field(on_delete = "cascade", related_name = "away_games")]
    ///     pub away: ForeignKey<Team>,
    /// }
    ///
    /// let teams = Admin::model::<Team>()
    ///     .inline::<Game>(|i| i.foreign_key(|g| g.home()).label("At home"))
    ///     .inline::<Game>(|i| i.foreign_key(|g| g.away()).label("Away"));
    /// # let _ = teams;
    /// ```
    pub fn foreign_key<N: Named>(mut self, pick: impl FnOnce(C::Columns) -> N) -> Self {
        let names = pick(C::Columns::at(Path::default())).names();
        if let Some(field) = names.first().and_then(|name| C::META.field(name)) {
            self.entry.name = C::META.related_name(field);
            self.entry.fk = field;
            self.entry.is_fk_said = true;
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

    /// Wants at least so many rows: of a new record, and wherever rows are added or deleted. Who may not add rows makes
    /// records without them.
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
