//! Names that lead nowhere, found when the application starts.

use super::{Entry, Source, widget};
use crate::admin::contract::FormBlock;
use crate::orm::lookup;
use crate::schema::FieldMeta;

impl Entry {
    /// What was said that cannot be, a sentence each.
    pub(crate) fn mistakes(&self) -> Vec<String> {
        let mut mistakes = self.mistakes.clone();
        let label = self.meta.label();
        let mut wrong = |what: &str, name: &str, why: &str| {
            mistakes.push(format!("the admin of {label}: {what} names `{name}`, {why}"));
        };
        for column in &self.columns {
            if matches!(column.source, Source::Field) && !self.leads_somewhere(&column.name) {
                wrong("a column", &column.name, "which is no field and no way to one");
            }
            if column.editable && self.meta.field(&column.name).is_none_or(|field| !field.editable()) {
                wrong("an editable column", &column.name, "which cannot be written");
            }
        }
        for name in &self.filters {
            if lookup::target(self.meta, name).is_err() {
                wrong("a filter", name, "which is no field and no way to one");
            }
        }
        for name in &self.search {
            let name = name.trim_start_matches('=');
            if lookup::column(self.meta, name).is_err() {
                wrong("the search", name, "which is no field and no way to one");
            }
        }
        for name in self.order.iter().map(|name| name.trim_start_matches('-')) {
            if lookup::column(self.meta, name).is_err() {
                wrong("the order", name, "which is no field and no way to one");
            }
        }
        let mut in_form = Vec::new();
        for block in self.layout.iter().flatten() {
            collect(block, &mut in_form);
        }
        in_form.extend(self.aside.iter().flatten().cloned());
        in_form.extend(self.readonly.iter().chain(&self.exclude).cloned());
        for name in &in_form {
            if self.own(name).is_none() {
                wrong("the form", name, "which is no field of the model");
            }
        }
        for (name, options) in &self.fields {
            let Some(widget) = &options.widget else { continue };
            if let Some(why) = widget::objection(widget, self.meta.field(name)) {
                wrong(&format!("the field `{name}`"), widget, &why);
            }
        }
        if self.sizes.is_empty() || self.sizes.iter().any(|size| !(1..=200).contains(size)) {
            mistakes.push(format!("the admin of {label}: page sizes must be between 1 and 200"));
        }
        mistakes
    }

    /// Whether a name is that of an own field, many-to-many fields among them.
    fn own(&self, name: &str) -> Option<&'static str> {
        let field = self.meta.field(name).map(|field: &FieldMeta| field.name);
        field.or_else(|| self.meta.many_to_many(name).map(|field| field.name))
    }

    fn leads_somewhere(&self, name: &str) -> bool {
        self.own(name).is_some() || lookup::column(self.meta, name).is_ok()
    }
}

/// The fields that a part of a form names.
fn collect(block: &FormBlock, names: &mut Vec<String>) {
    names.extend(block.rows.iter().flatten().flatten().cloned());
    for tab in block.tabs.iter().flatten() {
        tab.main.iter().for_each(|block| collect(block, names));
    }
}
