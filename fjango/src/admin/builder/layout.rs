use std::marker::PhantomData;

use super::Named;
use crate::admin::contract::{FormBlock, FormTab};
use crate::orm::{Columns as _, Model, Path};

/// How a form is laid out: see [`ModelBuilder::layout`](super::ModelBuilder::layout).
#[must_use]
pub struct Layout<M> {
    pub(super) main: Vec<FormBlock>,
    pub(super) aside: Option<Vec<String>>,
    marker: PhantomData<fn() -> M>,
}

impl<M> std::fmt::Debug for Layout<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Layout")
            .field("main", &self.main)
            .finish_non_exhaustive()
    }
}

impl<M> Default for Layout<M> {
    fn default() -> Self {
        Self {
            main: Vec::new(),
            aside: None,
            marker: PhantomData,
        }
    }
}

impl<M: Model> Layout<M> {
    /// Adds a section; an empty title shows none.
    pub fn section(mut self, title: &str, build: impl FnOnce(Section<M>) -> Section<M>) -> Self {
        let section = build(Section::default());
        self.main.push(FormBlock {
            section: Some(title.to_owned()).filter(|title| !title.is_empty()),
            help: section.help,
            collapsed: section.collapsed,
            rows: Some(section.rows),
            ..FormBlock::default()
        });
        self
    }

    /// Adds parts of which one is seen at a time.
    pub fn tabs<const N: usize>(mut self, tabs: [(&str, Self); N]) -> Self {
        let tabs = tabs.into_iter().map(|(label, layout)| FormTab {
            label: label.to_owned(),
            main: layout.main,
        });
        self.main.push(FormBlock {
            tabs: Some(tabs.collect()),
            ..FormBlock::default()
        });
        self
    }

    /// Puts an inline here, by its name: the way back's. Those not put anywhere come last.
    pub fn inline(mut self, name: &str) -> Self {
        self.main.push(FormBlock {
            inline: Some(name.to_owned()),
            ..FormBlock::default()
        });
        self
    }

    /// Shows these fields beside the form, where nothing is edited.
    pub fn aside<N: Named>(mut self, pick: impl FnOnce(M::Columns) -> N) -> Self {
        self.aside = Some(pick(M::Columns::at(Path::default())).names());
        self
    }
}

/// A section of a form.
#[must_use]
pub struct Section<M> {
    rows: Vec<Vec<String>>,
    help: Option<String>,
    collapsed: bool,
    marker: PhantomData<fn() -> M>,
}

impl<M> std::fmt::Debug for Section<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Section")
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

impl<M> Default for Section<M> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            help: None,
            collapsed: false,
            marker: PhantomData,
        }
    }
}

impl<M: Model> Section<M> {
    /// Adds fields beside each other.
    pub fn row<N: Named>(mut self, pick: impl FnOnce(M::Columns) -> N) -> Self {
        self.rows.push(pick(M::Columns::at(Path::default())).names());
        self
    }

    /// Adds fields below each other.
    pub fn fields<N: Named>(mut self, pick: impl FnOnce(M::Columns) -> N) -> Self {
        let names = pick(M::Columns::at(Path::default())).names();
        self.rows.extend(names.into_iter().map(|name| vec![name]));
        self
    }

    /// Says more under the title.
    pub fn help(mut self, help: &str) -> Self {
        self.help = Some(help.to_owned());
        self
    }

    /// Begins folded.
    pub fn collapsed(mut self) -> Self {
        self.collapsed = true;
        self
    }
}
