//! What was said that cannot be, found when the application starts: each mistake is a sentence with the fact and what to
//! do about it.

use super::{Column, Entry, InlineEntry, Source, is_sensitive, widget};
use crate::admin::contract::FormBlock;
use crate::admin::list;
use crate::orm::lookup;
use crate::schema::{FieldMeta, ModelMeta};
use crate::value::SqlType;

const FIELD_OR_WAY: &str = "which is no field and no way to one; name a field, or a way such as `author__name`";
const SENSITIVE: &str = "which is sensitive, and so shown to nobody; take it out";
const NO_FIELD: &str = "which is no field of the model; name one of its own";

impl Entry {
    /// What was said that cannot be, a sentence each.
    pub(crate) fn mistakes(&self) -> Vec<String> {
        let mut found = self.mistakes.clone();
        self.columns
            .iter()
            .for_each(|column| self.check_column(column, &mut found));
        self.check_ways(&mut found);
        self.check_form(&mut found);
        self.inlines
            .iter()
            .for_each(|inline| self.check_inline(inline, &mut found));
        self.check_views(&mut found);
        if self.sizes.is_empty() || self.sizes.iter().any(|size| !(1..=200).contains(size)) {
            found.push("a page has between 1 and 200 rows; write such as `page_sizes([25, 50, 100])`".to_owned());
        }
        let label = self.meta.label();
        let found = found.into_iter().map(|text| format!("the admin of {label}: {text}"));
        found.collect()
    }

    fn check_column(&self, column: &Column, found: &mut Vec<String>) {
        let name = &column.name;
        if matches!(column.source, Source::Field) {
            if !self.leads_somewhere(name) {
                found.push(names("a column", name, FIELD_OR_WAY));
            } else if self.is_hidden(name) {
                found.push(names("a column", name, SENSITIVE));
            }
        }
        if column.editable && self.meta.field(name).is_none_or(|field| !field.editable()) {
            let why = "which cannot be written in a list; take it out of `editable`";
            found.push(names("an editable column", name, why));
        }
    }

    fn check_ways(&self, found: &mut Vec<String>) {
        let search = self.search.iter().map(|name| name.trim_start_matches('='));
        let order = self.order.iter().map(|name| name.trim_start_matches('-'));
        // What the model itself is ordered by is not said here; to whom it may not be shown the list is not ordered so.
        let own_order = |name: &str| self.meta.ordering.iter().any(|part| part.path == name);
        let order = order.filter(|name| !(own_order(name) && self.is_hidden(name)));
        let to_columns = search.map(|name| ("the search", name));
        let to_columns = to_columns.chain(order.map(|name| ("the order", name)));
        let to_columns = to_columns.chain(self.sortable.iter().map(|name| ("`sortable`", name.as_str())));
        for (what, name) in to_columns {
            if lookup::column(self.meta, name).is_err() {
                found.push(names(what, name, FIELD_OR_WAY));
            } else if self.is_hidden(name) {
                found.push(names(what, name, SENSITIVE));
            }
        }
        for name in &self.filters {
            if lookup::target(self.meta, name).is_err() {
                found.push(names("a filter", name, FIELD_OR_WAY));
            } else if self.is_hidden(name) {
                found.push(names("a filter", name, SENSITIVE));
            }
        }
    }

    fn check_form(&self, found: &mut Vec<String>) {
        let (mut fields, mut inlines) = (Vec::new(), Vec::new());
        for block in self.layout.iter().flatten() {
            collect(block, &mut fields, &mut inlines);
        }
        fields.extend(self.aside.iter().flatten());
        fields.extend(&self.readonly);
        for name in fields {
            if own(self.meta, name).is_none() {
                found.push(names("the form", name, NO_FIELD));
            } else if self.is_hidden(name) {
                found.push(names("the form", name, SENSITIVE));
            }
        }
        for name in self.exclude.iter().filter(|name| own(self.meta, name).is_none()) {
            found.push(names("`exclude`", name, NO_FIELD));
        }
        for (name, options) in &self.fields {
            let Some(widget) = &options.widget else { continue };
            if let Some(why) = widget::objection(widget, self.meta.field(name)) {
                found.push(names(&format!("the field `{name}`"), widget, &why));
            }
        }
        for name in inlines.into_iter().filter(|name| self.inline(name).is_none()) {
            let known: Vec<_> = self.inlines.iter().map(|inline| format!("`{}`", inline.name)).collect();
            found.push(match known.is_empty() {
                true => format!("the form has a place for the inline `{name}`, but no inlines; add it with `inline`"),
                false => format!(
                    "the form has a place for the inline `{name}`, which is none; its inlines are {}",
                    known.join(", ")
                ),
            });
        }
    }

    fn check_inline(&self, inline: &InlineEntry, found: &mut Vec<String>) {
        let (child, fk) = (inline.meta, inline.fk);
        let of = format!("the inline of `{}`", child.name);
        if fk.target().is_none_or(|target| !target.is(self.meta)) {
            let why = format!(
                "which is no foreign key to `{}`; name one, or leave `foreign_key` out",
                self.meta.name
            );
            found.push(names(&of, fk.name, &why));
        }
        let leads_back = |field: &&FieldMeta| field.target().is_some_and(|target| target.is(self.meta));
        let back: Vec<&str> = child.fields.iter().filter(leads_back).map(|field| field.name).collect();
        if back.len() > 1 && !inline.is_fk_said {
            let known: Vec<_> = back.iter().map(|name| format!("`{name}`")).collect();
            found.push(format!(
                "{of} has several foreign keys to `{}`, {}; say which, as in \
                 `.inline::<{}>(|i| i.foreign_key(|row| row.{}()))`",
                self.meta.name,
                known.join(" and "),
                child.name,
                back[0]
            ));
        }
        for name in &inline.fields {
            match child.field(name) {
                _ if own(child, name).is_none() => {
                    found.push(names(
                        &of,
                        name,
                        &format!("which is no field of `{}`; name one", child.name),
                    ));
                }
                Some(field) if is_sensitive(field) => found.push(names(&of, name, SENSITIVE)),
                _ => {}
            }
        }
        let whole = [SqlType::SmallInt, SqlType::Integer, SqlType::BigInt];
        let is_place = |field: &FieldMeta| whole.contains(&field.sql_type()) && field.relation.is_none();
        let place = inline
            .sortable
            .iter()
            .filter(|name| !child.field(name).is_some_and(is_place));
        for name in place {
            let why = "as the field that places are written to, which is no whole number; name one that is";
            found.push(names(&of, name, why));
        }
    }

    fn check_views(&self, found: &mut Vec<String>) {
        for view in &self.views {
            if let Err(error) = list::conditions_in_code(self.meta, &view.f.0) {
                found.push(format!(
                    "the view `{}` cannot be shown, as {error}; correct its conditions",
                    view.key
                ));
            }
        }
    }

    fn leads_somewhere(&self, name: &str) -> bool {
        own(self.meta, name).is_some() || lookup::column(self.meta, name).is_ok()
    }

    /// Whether a way leads through a field that nobody may see.
    fn is_hidden(&self, way: &str) -> bool {
        let mut meta = self.meta;
        for step in way.split("__") {
            let field = meta.field(step);
            if field.is_some_and(is_sensitive) {
                return true;
            }
            let next = field.and_then(FieldMeta::target);
            match next.or_else(|| meta.many_to_many(step).map(|many| (many.target)())) {
                Some(next) => meta = next,
                None => return false,
            }
        }
        false
    }
}

/// `what` names something that it cannot.
fn names(what: &str, name: &str, why: &str) -> String {
    format!("{what} names `{name}`, {why}")
}

/// The own field of a name, many-to-many fields among them.
fn own(meta: &ModelMeta, name: &str) -> Option<&'static str> {
    let field = meta.field(name).map(|field: &FieldMeta| field.name);
    field.or_else(|| meta.many_to_many(name).map(|field| field.name))
}

/// The fields and inlines that a part of a form names.
fn collect<'a>(block: &'a FormBlock, fields: &mut Vec<&'a String>, inlines: &mut Vec<&'a String>) {
    fields.extend(block.rows.iter().flatten().flatten());
    inlines.extend(&block.inline);
    for tab in block.tabs.iter().flatten() {
        tab.main.iter().for_each(|block| collect(block, fields, inlines));
    }
}
