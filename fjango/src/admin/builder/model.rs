use std::marker::PhantomData;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value as JsonValue;

use super::names::order_names;
use super::{Column, Entry, Inline, InlineEntry, Layout, Named, Repr, Source};
use crate::admin::action::{Action, ActionBuilder};
use crate::admin::contract::{CountMode, ListFilter, Paging, Shown, Tone, ViewSchema};
use crate::admin::{ModelAdmin, Policy};
use crate::orm::{Columns as _, Model, OrderBy, Path, Valued};
use crate::value::DbValue;

/// The door to what is said of models in code.
#[derive(Clone, Copy, Debug)]
pub struct Admin;

impl Admin {
    /// Says how the admin shows a model, beginning with what `#[admin(…)]` on it says, if it is there.
    ///
    /// # Examples
    /// ```
    /// use fjango::admin::Admin;
    /// use fjango::prelude::*;
    ///
    /// #[model(app = "shop")]
    /// pub struct Order {
    ///     pub id: i64,
    ///     #[field(max_length = 20, unique)]
    ///     pub number: String,
    ///     pub total: Decimal,
    ///     #[field(default = false)]
    ///     pub hold: bool,
    ///     #[field(default = "")]
    ///     pub hold_reason: String,
    ///     #[field(auto_now_add)]
    ///     pub placed: DateTime<Utc>,
    /// }
    ///
    /// let app = fjango::App::new().admin(|site| {
    ///     site.title("Fjord Store").model(
    ///         Admin::model::<Order>()
    ///             .columns(|o| (o.number(), o.total(), o.placed()))
    ///             .computed("gross", "With tax", |order: &Order| (order.total * Decimal::new(125, 2)).to_string())
    ///             .filters(|o| (o.hold(), o.placed()))
    ///             .order(|o| o.placed().desc())
    ///             .editable(|o| o.hold())
    ///             .shown_if(|o| o.hold_reason(), |o| o.hold(), true)
    ///             .layout(|form| {
    ///                 form.section("", |s| s.row(|o| (o.number(), o.total())))
    ///                     .section("Hold", |s| s.fields(|o| (o.hold(), o.hold_reason())))
    ///                     .aside(|o| o.placed())
    ///             }),
    ///     )
    /// });
    /// # let _ = app;
    /// ```
    pub fn model<M: Model>() -> ModelBuilder<M> {
        let facts = ModelAdmin::registered();
        let facts = facts.into_iter().find(|facts| (facts.meta)().is(M::META));
        ModelBuilder {
            is_search_said: facts.is_some_and(|facts| !facts.search.is_empty()),
            entry: facts.map_or_else(|| Entry::of(M::META), Entry::registered),
            marker: PhantomData,
        }
    }
}

/// What is said of a model in the admin; made by [`Admin::model`].
#[must_use = "it is nothing until a site has it"]
pub struct ModelBuilder<M> {
    entry: Entry,
    /// Whether what is searched is not what was guessed.
    is_search_said: bool,
    marker: PhantomData<fn() -> M>,
}

impl<M> std::fmt::Debug for ModelBuilder<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("ModelBuilder").field(&self.entry.key).finish()
    }
}

fn columns<M: Model>() -> M::Columns {
    M::Columns::at(Path::default())
}

fn names<M: Model, N: Named>(pick: impl FnOnce(M::Columns) -> N) -> Vec<String> {
    pick(columns::<M>()).names()
}

impl<M: Model> ModelBuilder<M> {
    pub(crate) fn into_entry(self) -> Entry {
        self.entry
    }

    /// Shows these columns; ways through relations (`p.author().name()`) and many-to-many fields too. What else can be
    /// shown is offered.
    pub fn columns<N: Named>(mut self, pick: impl FnOnce(M::Columns) -> N) -> Self {
        let names = names::<M, N>(pick);
        self.entry.show_columns(names);
        self
    }

    /// Adds a column that code computes of each row: anything that becomes JSON.
    pub fn computed<T: Serialize>(
        mut self,
        name: &str,
        label: &str,
        compute: impl Fn(&M) -> T + Send + Sync + 'static,
    ) -> Self {
        let compute = Arc::new(move |row: crate::value::Row<'_>| {
            let value = compute(&M::from_row(row)?);
            Ok(serde_json::to_value(value).unwrap_or(JsonValue::Null))
        });
        self.add(name, label, Source::Code(compute));
        self
    }

    /// Adds a column that the database computes of each row: `|p| p.comments().rows().count()` and the like, in the same
    /// statement.
    pub fn annotated<V: Valued>(mut self, name: &str, label: &str, pick: impl FnOnce(M::Columns) -> V) -> Self
    where
        V::Row: DbValue,
    {
        match pick(M::Columns::at(self.entry.root.clone())).exprs().pop() {
            Some(expr) => self.add(name, label, Source::Expr(expr, <V::Row as DbValue>::SQL_TYPE)),
            None => self.entry.mistakes.push(format!(
                "the column `{name}` computes nothing; give it an expression, or use `computed`"
            )),
        }
        self
    }

    fn add(&mut self, name: &str, label: &str, source: Source) {
        let shown = self.entry.columns.iter().take_while(|column| !column.more).count();
        let column = Column {
            label: Some(label.to_owned()),
            ..Column::of(name, source)
        };
        self.entry.columns.insert(shown, column);
    }

    /// Lets these columns lead to the row; the first does otherwise.
    pub fn link<N: Named>(mut self, pick: impl FnOnce(M::Columns) -> N) -> Self {
        for name in names::<M, N>(pick) {
            self.entry.link(&name);
        }
        self
    }

    /// Lets cells of these columns be edited in the list.
    pub fn editable<N: Named>(mut self, pick: impl FnOnce(M::Columns) -> N) -> Self {
        for name in names::<M, N>(pick) {
            self.entry.edit(&name);
        }
        self
    }

    /// Shows the sums of these columns below each page.
    pub fn sum<N: Named>(mut self, pick: impl FnOnce(M::Columns) -> N) -> Self {
        for name in names::<M, N>(pick) {
            self.entry.sum(&name);
        }
        self
    }

    /// Offers these filters; of times and dates they have ranges and presets.
    pub fn filters<N: Named>(mut self, pick: impl FnOnce(M::Columns) -> N) -> Self {
        self.entry.filters = names::<M, N>(pick);
        self
    }

    /// Looks for every word in these texts.
    pub fn search<N: Named>(mut self, pick: impl FnOnce(M::Columns) -> N) -> Self {
        self.is_search_said = true;
        self.entry.search.retain(|name| name.starts_with('='));
        self.entry.search.extend(names::<M, N>(pick));
        self
    }

    /// Looks for words that are one of these values, which an index finds among any number of rows; besides the texts of
    /// [`search`](Self::search) where that is said, and else of these alone.
    pub fn search_exact<N: Named>(mut self, pick: impl FnOnce(M::Columns) -> N) -> Self {
        // Texts that were only guessed would have every row read.
        let is_said = std::mem::replace(&mut self.is_search_said, true);
        self.entry.search.retain(|name| is_said && !name.starts_with('='));
        let names = names::<M, N>(pick).into_iter();
        self.entry.search.extend(names.map(|name| format!("={name}")));
        self
    }

    /// Searches nothing.
    pub fn without_search(mut self) -> Self {
        self.entry.search.clear();
        self
    }

    /// Says what is searched.
    pub fn search_help(mut self, help: &str) -> Self {
        help.clone_into(&mut self.entry.search_help);
        self
    }

    /// Orders the list; as the model is ordered otherwise.
    pub fn order<O: OrderBy>(mut self, pick: impl FnOnce(M::Columns) -> O) -> Self {
        self.entry.order = order_names(pick(columns::<M>()));
        self
    }

    /// Lets the list be ordered by these columns too, beside those with an index.
    pub fn sortable<N: Named>(mut self, pick: impl FnOnce(M::Columns) -> N) -> Self {
        self.entry.sortable.extend(names::<M, N>(pick));
        self
    }

    /// Sets the rows of a page to choose from, the default first; at most 200.
    pub fn page_sizes(mut self, sizes: impl IntoIterator<Item = u32>) -> Self {
        self.entry.sizes = sizes.into_iter().collect();
        self
    }

    /// Sets how rows are counted; [`CountMode::Estimate`] otherwise.
    pub fn count(mut self, mode: CountMode) -> Self {
        self.entry.count = mode;
        self
    }

    /// Goes from page to page by the last row, not by numbers: as fast on every page.
    pub fn keyset(mut self) -> Self {
        self.entry.paging = Paging::Keyset;
        self
    }

    /// Shows this in place of an empty value.
    pub fn empty(mut self, text: &str) -> Self {
        text.clone_into(&mut self.entry.empty);
        self
    }

    /// Adds a view: the list with conditions, as the parameter `f` has them; in place of one with the same key.
    ///
    /// ```
    /// # use fjango::admin::Admin;
    /// # use fjango::prelude::*;
    /// # #[model(app = "shop")] pub struct Order { pub id: i64, pub hold: bool }
    /// let orders = Admin::model::<Order>().view("held", "On hold", serde_json::json!({"hold": {"eq": true}}));
    /// # let _ = orders;
    /// ```
    pub fn view(mut self, key: &str, label: &str, conditions: JsonValue) -> Self {
        match conditions {
            JsonValue::Object(conditions) => {
                self.entry.views.retain(|known| known.key != key);
                self.entry.views.push(ViewSchema {
                    key: key.to_owned(),
                    label: label.to_owned(),
                    f: ListFilter(conditions),
                    sort: Vec::new(),
                });
            }
            _ => self.entry.mistakes.push(format!(
                "the conditions of the view `{key}` are no JSON object; write such as `{{\"hold\": {{\"eq\": true}}}}`"
            )),
        }
        self
    }

    /// Calls rows what `repr` says; a field such as `name` or `title` otherwise, else `Post #7`.
    pub fn repr(mut self, repr: impl Fn(&M) -> String + Send + Sync + 'static) -> Self {
        self.entry.repr = Repr::Code(Arc::new(move |row| Ok(repr(&M::from_row(row)?))));
        self
    }

    /// Says where the site itself shows a row: a path or an address.
    pub fn view_url(mut self, url: impl Fn(&M) -> String + Send + Sync + 'static) -> Self {
        self.entry.view_url = Some(Arc::new(move |row| Ok(url(&M::from_row(row)?))));
        self
    }

    /// Lays the form out; otherwise all fields stand below each other.
    pub fn layout(mut self, build: impl FnOnce(Layout<M>) -> Layout<M>) -> Self {
        let layout = build(Layout::default());
        self.entry.layout = Some(layout.main);
        self.entry.aside = layout.aside.or(self.entry.aside);
        self
    }

    /// Shows these fields without letting them be edited.
    pub fn readonly<N: Named>(mut self, pick: impl FnOnce(M::Columns) -> N) -> Self {
        self.entry.readonly.extend(names::<M, N>(pick));
        self
    }

    /// Leaves these fields out of the form.
    pub fn exclude<N: Named>(mut self, pick: impl FnOnce(M::Columns) -> N) -> Self {
        self.entry.exclude.extend(names::<M, N>(pick));
        self
    }

    fn options<N: Named>(&mut self, pick: impl FnOnce(M::Columns) -> N, set: impl Fn(&mut super::entry::FieldOptions)) {
        for name in names::<M, N>(pick) {
            set(self.entry.fields.entry(name).or_default());
        }
    }

    /// Edits these fields with a widget other than their type's. One that there is not, or that does not edit fields of the
    /// type, is told when the application starts.
    ///
    /// | widget | edits | what it is |
    /// |---|---|---|
    /// | `select` | choices, `bool` | a list to choose from; what choices have anyway |
    /// | `radio` | choices | all of them beside each other |
    /// | `switch`, `checkbox` | `bool` | a switch is what they have anyway |
    /// | `input` | text | one line |
    /// | `textarea` | text | many lines; what `Text` has anyway |
    /// | `markdown` | text | many lines with a preview, in which HTML stays text; shown so where it is not edited |
    /// | `password` | `String` | letters are hidden until asked for |
    /// | `color` | `String` | `#0b6472`, typed or picked |
    /// | `slider` | numbers with `min` and `max` | |
    pub fn widget<N: Named>(mut self, pick: impl FnOnce(M::Columns) -> N, widget: &str) -> Self {
        self.options(pick, |options| options.widget = Some(widget.to_owned()));
        self
    }

    /// Calls a field something else.
    pub fn label<N: Named>(mut self, pick: impl FnOnce(M::Columns) -> N, label: &str) -> Self {
        self.options(pick, |options| options.label = Some(label.to_owned()));
        self
    }

    /// Explains a field.
    pub fn help<N: Named>(mut self, pick: impl FnOnce(M::Columns) -> N, help: &str) -> Self {
        self.options(pick, |options| options.help = Some(help.to_owned()));
        self
    }

    /// Says what numbers count: `EUR`, `kB`.
    pub fn unit<N: Named>(mut self, pick: impl FnOnce(M::Columns) -> N, unit: &str) -> Self {
        self.options(pick, |options| options.unit = Some(unit.to_owned()));
        self
    }

    /// Colours values of a field: `[("paid", Tone::Ok), ("late", Tone::Danger)]`.
    pub fn tones<N: Named, const L: usize>(
        mut self,
        pick: impl FnOnce(M::Columns) -> N,
        tones: [(&str, Tone); L],
    ) -> Self {
        self.options(pick, |options| {
            let tones = tones.iter().map(|(value, tone)| ((*value).to_owned(), *tone));
            options.tones.extend(tones);
        });
        self
    }

    /// Shows a field only while another has this value.
    pub fn shown_if<N: Named, O: Named>(
        mut self,
        pick: impl FnOnce(M::Columns) -> N,
        other: impl FnOnce(M::Columns) -> O,
        value: impl Into<JsonValue>,
    ) -> Self {
        let (others, value) = (names::<M, O>(other), value.into());
        self.options(pick, |options| {
            for other in &others {
                let shown = Shown {
                    eq: Some(value.clone()),
                    ..Shown::default()
                };
                options.visible_if.insert(other.clone(), shown);
            }
        });
        self
    }

    /// Edits rows of `C` along, which point here with a foreign key. Where `C` has several of them,
    /// [`Inline::foreign_key`] says which.
    pub fn inline<C: Model>(mut self, build: impl FnOnce(Inline<C>) -> Inline<C>) -> Self {
        if self.entry.inline_of(C::META).is_none() {
            return self;
        }
        if let Some(entry) = self.entry.inlines.pop() {
            let entry = build(Inline::new(entry)).into_entry();
            let is_said_anew = |known: &InlineEntry| {
                known.meta.is(entry.meta) && (!known.is_fk_said || known.fk.name == entry.fk.name)
            };
            self.entry.inlines.retain(|known| !is_said_anew(known));
            self.entry.inlines.push(entry);
        }
        self
    }

    /// Adds something that can be done with rows: see [`Action`].
    pub fn action(mut self, action: ActionBuilder<M>) -> Self {
        let action: Action = action.into_action();
        self.entry.actions.retain(|known| known.key != action.key);
        self.entry.actions.push(action);
        self
    }

    /// Offers to save a row as a new one.
    pub fn duplicate(mut self) -> Self {
        self.entry.duplicate = true;
        self
    }

    /// Puts the model into a group of the sidebar; the app's otherwise.
    pub fn group(mut self, group: &str) -> Self {
        group.clone_into(&mut self.entry.group);
        self
    }

    /// Gives the model an icon.
    pub fn icon(mut self, icon: &str) -> Self {
        self.entry.icon = Some(icon.to_owned());
        self
    }

    /// Sets who may do what with rows of this model; what the site says otherwise.
    pub fn policy(mut self, policy: impl Policy) -> Self {
        self.entry.policy = Some(Arc::new(policy));
        self
    }
}
