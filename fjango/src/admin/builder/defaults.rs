//! What holds of a model of which nothing was said.

use std::collections::{BTreeMap, BTreeSet};

use super::{Column, Entry, InlineEntry, Repr};
use crate::admin::ModelAdmin;
use crate::admin::contract::{CountMode, InlineStyle, Paging};
use crate::orm::Path;
use crate::schema::{FieldMeta, ModelMeta};
use crate::value::SqlType;

/// Fields that are likely what people call a row by, the likeliest first.
const NAMES: [&str; 10] = [
    "name", "title", "username", "label", "subject", "headline", "number", "code", "slug", "email",
];
/// Rows of a page.
const SIZES: [u32; 3] = [25, 50, 100];
/// Columns of a list of which nothing was said; more are offered.
const COLUMNS: usize = 6;
/// Rows of an inline that are read at once.
const INLINE_PAGE: u32 = 100;

/// Whether nobody may ever see a field.
pub(crate) fn is_sensitive(field: &FieldMeta) -> bool {
    field.sensitive || field.value_type.hidden
}

/// The field that rows of a model are called by.
pub(crate) fn name_field(meta: &'static ModelMeta) -> Option<&'static FieldMeta> {
    let is_text = |field: &&FieldMeta| {
        field.sql_type() == SqlType::Text && field.relation.is_none() && field.file.is_none() && !is_sensitive(field)
    };
    NAMES.iter().find_map(|name| meta.field(name).filter(is_text))
}

fn humanized(app: &str) -> String {
    let words = app.replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

/// Whether the values of a field fit into a cell.
fn is_short(field: &FieldMeta) -> bool {
    !is_sensitive(field)
        && field.value_type.name != "Text"
        && !matches!(field.sql_type(), SqlType::Json | SqlType::Bytes)
}

/// Whether the database finds and orders rows by a field without reading all.
pub(crate) fn is_indexed(meta: &ModelMeta, field: &FieldMeta) -> bool {
    has_index(meta, field) || meta.ordering.iter().any(|part| part.path == field.name)
}

/// Whether the database finds rows of any number in the order of this column.
pub(crate) fn has_index(meta: &ModelMeta, field: &FieldMeta) -> bool {
    field.primary_key
        || field.unique
        || field.index
        || field.relation.is_some()
        || meta
            .indexes
            .iter()
            .any(|index| index.fields.first() == Some(&field.name))
        || meta
            .unique
            .iter()
            .any(|unique| unique.fields.first() == Some(&field.name))
}

impl Entry {
    /// What is known from the model alone.
    pub(crate) fn of(meta: &'static ModelMeta) -> Self {
        let name = name_field(meta);
        let mut entry = Self {
            meta,
            root: Path::fresh(),
            key: format!("{}.{}", meta.app, meta.name_lower()),
            group: humanized(meta.app),
            icon: None,
            repr: name.map_or(Repr::Key, |field| Repr::Fields(vec![field])),
            columns: Vec::new(),
            filters: Vec::new(),
            search: Vec::new(),
            search_help: String::new(),
            order: meta
                .ordering
                .iter()
                .map(|part| format!("{}{}", if part.descending { "-" } else { "" }, part.path))
                .collect(),
            sortable: BTreeSet::new(),
            sizes: SIZES.to_vec(),
            count: CountMode::Estimate,
            paging: Paging::Page,
            empty: "–".to_owned(),
            views: Vec::new(),
            layout: None,
            aside: None,
            readonly: BTreeSet::new(),
            exclude: BTreeSet::new(),
            fields: BTreeMap::new(),
            inlines: Vec::new(),
            actions: Vec::new(),
            duplicate: false,
            view_url: None,
            policy: None,
            presets: Vec::new(),
            mistakes: Vec::new(),
        };
        if entry.order.is_empty() {
            entry.order.push(format!("-{}", meta.pk().name));
        }
        entry.default_columns(name);
        entry.default_filters();
        entry.default_search(name);
        entry
    }

    fn default_columns(&mut self, name: Option<&'static FieldMeta>) {
        let meta = self.meta;
        let fields: &'static [FieldMeta] = meta.fields;
        let first = name.unwrap_or_else(|| meta.pk());
        self.columns.push(Column {
            link: true,
            ..Column::field(first.name)
        });
        let others = fields
            .iter()
            .filter(|field| field.name != first.name && is_short(field));
        for field in others {
            self.columns.push(Column {
                // A key that is only counted tells nobody anything.
                more: self.columns.len() >= COLUMNS || field.primary_key,
                ..Column::field(field.name)
            });
        }
    }

    fn default_filters(&mut self) {
        let fields = self.meta.fields.iter().filter(|field| !is_sensitive(field));
        let wanted = fields.filter(|field| {
            !field.value_type.choices.is_empty()
                || field.relation.is_some()
                || matches!(field.sql_type(), SqlType::Bool | SqlType::Date | SqlType::DateTime) && !field.deleted_at
        });
        let many = self.meta.many_to_many.iter().map(|field| field.name);
        self.filters = wanted.map(|field| field.name).chain(many).map(str::to_owned).collect();
    }

    fn default_search(&mut self, name: Option<&'static FieldMeta>) {
        let fields: &'static [FieldMeta] = self.meta.fields;
        let texts = fields.iter().filter(|field| {
            let is_text = field.sql_type() == SqlType::Text && field.value_type.choices.is_empty();
            let is_known = field.unique || field.value_type.name == "Email" || name == Some(field);
            is_text && is_known && field.relation.is_none() && !is_sensitive(field) && field.file.is_none()
        });
        self.search = texts.map(|field| field.name.to_owned()).collect();
    }

    /// What is known from the model and from `#[admin(…)]` on it.
    pub(crate) fn registered(facts: &ModelAdmin) -> Self {
        let mut entry = Self::of((facts.meta)());
        if !facts.list_display.is_empty() {
            entry.show_columns(facts.list_display.iter().map(|name| (*name).to_owned()).collect());
        }
        for name in facts.link {
            entry.link(name);
        }
        for name in facts.editable {
            entry.edit(name);
        }
        for name in facts.sum {
            entry.sum(name);
        }
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        if !facts.list_filter.is_empty() {
            entry.filters = names(facts.list_filter);
        }
        if !facts.search.is_empty() {
            entry.search = names(facts.search);
        }
        if !facts.ordering.is_empty() {
            let parts = facts.ordering.iter();
            entry.order = parts
                .map(|part| format!("{}{}", if part.descending { "-" } else { "" }, part.path))
                .collect();
        }
        facts.search_help.clone_into(&mut entry.search_help);
        entry.readonly.extend(names(facts.readonly));
        entry.exclude.extend(names(facts.exclude));
        entry.sortable.extend(names(facts.sortable));
        if !facts.aside.is_empty() {
            entry.aside = Some(names(facts.aside));
        }
        if let Some(size) = facts.list_per_page {
            let larger = SIZES.iter().copied().filter(|other| *other > size);
            entry.sizes = std::iter::once(size).chain(larger).collect();
        }
        if !facts.page_sizes.is_empty() {
            entry.sizes = facts.page_sizes.to_vec();
        }
        entry.count = facts.count.unwrap_or(entry.count);
        entry.paging = facts.paging.unwrap_or(entry.paging);
        entry.duplicate = facts.duplicate;
        entry.icon = facts.icon.map(str::to_owned);
        if let Some(group) = facts.group {
            group.clone_into(&mut entry.group);
        }
        if !facts.repr.is_empty() {
            entry.repr_fields(facts.repr);
        }
        for inline in facts.inlines {
            entry.inline_of(inline());
        }
        entry
    }

    /// Calls rows by these fields.
    pub(super) fn repr_fields(&mut self, names: &[&str]) {
        let meta = self.meta;
        let wrong = names.iter().find(|name| meta.field(name).is_none_or(is_sensitive));
        match wrong {
            None => self.repr = Repr::Fields(names.iter().filter_map(|name| meta.field(name)).collect()),
            Some(name) => self.mistakes.push(match meta.field(name) {
                None => format!("`repr` names `{name}`, which is no field of the model; name fields of its own"),
                Some(_) => format!("`repr` names `{name}`, which is sensitive, and so shown to nobody; take it out"),
            }),
        }
    }

    /// Shows these columns, and offers the others.
    pub(super) fn show_columns(&mut self, names: Vec<String>) {
        let old = std::mem::take(&mut self.columns);
        self.columns = names.iter().map(|name| Column::field(name)).collect();
        if let Some(first) = self.columns.first_mut() {
            first.link = true;
        }
        for column in old {
            if self.column(&column.name).is_none() {
                self.columns.push(Column {
                    more: true,
                    link: false,
                    ..column
                });
            }
        }
    }

    /// The column called `name`, which is offered from now on if it was not.
    pub(super) fn column_mut(&mut self, name: &str) -> &mut Column {
        let position = self.columns.iter().position(|column| column.name == name);
        let position = position.unwrap_or_else(|| {
            self.columns.push(Column {
                more: true,
                ..Column::field(name)
            });
            self.columns.len() - 1
        });
        &mut self.columns[position]
    }

    pub(super) fn link(&mut self, name: &str) {
        // The first column leads to the row only as long as nobody says which one does.
        if self.columns.iter().filter(|column| column.link).count() == 1
            && let Some(first) = self.columns.first_mut()
            && first.name != name
        {
            first.link = false;
        }
        self.column_mut(name).link = true;
    }

    pub(super) fn edit(&mut self, name: &str) {
        self.column_mut(name).editable = true;
    }

    pub(super) fn sum(&mut self, name: &str) {
        self.column_mut(name).sum = true;
    }

    /// Edits rows of a model along that point here.
    pub(super) fn inline_of(&mut self, meta: &'static ModelMeta) -> Option<&mut InlineEntry> {
        let fields: &'static [FieldMeta] = meta.fields;
        let mut back = fields
            .iter()
            .filter(|field| field.target().is_some_and(|target| target.is(self.meta)));
        let Some(fk) = back.next() else {
            self.mistakes.push(format!(
                "`{}` cannot be an inline, as it has no foreign key to `{}`; add one, or take the inline out",
                meta.name, self.meta.name
            ));
            return None;
        };
        self.inlines.push(InlineEntry {
            name: meta.related_name(fk),
            meta,
            fk,
            is_fk_said: false,
            label: None,
            fields: Vec::new(),
            style: InlineStyle::Table,
            min: 0,
            max: None,
            extra: 0,
            sortable: None,
            page: INLINE_PAGE,
            can_delete: true,
        });
        self.inlines.last_mut()
    }
}
