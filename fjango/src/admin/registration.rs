use super::contract::{CountMode, Paging};
use crate::schema::{ModelMeta, OrderMeta};

/// How the admin shows a model: what `#[admin(…)]` on it submits.
///
/// Generated code fills it with `ModelAdmin { …, ..ModelAdmin::new(|| Post::META) }`.
#[derive(Clone, Copy, Debug)]
pub struct ModelAdmin {
    /// The model.
    pub meta: fn() -> &'static ModelMeta,
    /// The columns of the list: fields, or ways such as `author__name`.
    pub list_display: &'static [&'static str],
    /// The columns that lead to the row; the first when empty.
    pub link: &'static [&'static str],
    /// The columns whose cells can be edited.
    pub editable: &'static [&'static str],
    /// The columns whose sums are shown.
    pub sum: &'static [&'static str],
    /// The columns that the list can be ordered by, beside those with an index.
    pub sortable: &'static [&'static str],
    /// Fields to filter the list by.
    pub list_filter: &'static [&'static str],
    /// Text fields that the search box looks through.
    pub search: &'static [&'static str],
    /// What is said of the search.
    pub search_help: &'static str,
    /// The order of the list; the model's when empty.
    pub ordering: &'static [OrderMeta],
    /// Fields shown but not edited.
    pub readonly: &'static [&'static str],
    /// Fields not shown in the form.
    pub exclude: &'static [&'static str],
    /// Fields shown beside the form.
    pub aside: &'static [&'static str],
    /// The fields that rows are called by; one such as `name` or `title` when empty.
    pub repr: &'static [&'static str],
    /// Models with a foreign key to this one, edited on the same page.
    pub inlines: &'static [fn() -> &'static ModelMeta],
    /// Rows of a page; 25 when `None`.
    pub list_per_page: Option<u32>,
    /// Rows of a page to choose from, the default first.
    pub page_sizes: &'static [u32],
    /// How rows are counted; [`CountMode::Estimate`] when `None`.
    pub count: Option<CountMode>,
    /// How pages are reached; [`Paging::Page`] when `None`.
    pub paging: Option<Paging>,
    /// Whether a row can be saved as a new one.
    pub duplicate: bool,
    /// The icon in the sidebar.
    pub icon: Option<&'static str>,
    /// The group of the sidebar; the app's when `None`.
    pub group: Option<&'static str>,
}

inventory::collect!(ModelAdmin);

impl ModelAdmin {
    /// A model of which nothing is said.
    pub const fn new(meta: fn() -> &'static ModelMeta) -> Self {
        Self {
            meta,
            list_display: &[],
            link: &[],
            editable: &[],
            sum: &[],
            sortable: &[],
            list_filter: &[],
            search: &[],
            search_help: "",
            ordering: &[],
            readonly: &[],
            exclude: &[],
            aside: &[],
            repr: &[],
            inlines: &[],
            list_per_page: None,
            page_sizes: &[],
            count: None,
            paging: None,
            duplicate: false,
            icon: None,
            group: None,
        }
    }

    /// What every model linked into the binary says, ordered by app and name.
    pub fn registered() -> Vec<&'static Self> {
        let mut all: Vec<_> = inventory::iter::<Self>.into_iter().collect();
        all.sort_by_key(|admin| (admin.meta)().label());
        all
    }
}
