use crate::schema::{ModelMeta, OrderMeta};

/// How the admin shows a model: what `#[admin(…)]` on it submits.
#[derive(Clone, Copy, Debug)]
pub struct ModelAdmin {
    /// The model.
    pub meta: fn() -> &'static ModelMeta,
    /// The columns of the list: fields, or ways such as `author__name`.
    pub list_display: &'static [&'static str],
    /// Fields to filter the list by.
    pub list_filter: &'static [&'static str],
    /// Text fields that the search box looks through.
    pub search: &'static [&'static str],
    /// The order of the list; the model's when empty.
    pub ordering: &'static [OrderMeta],
    /// Fields shown but not edited.
    pub readonly: &'static [&'static str],
    /// Fields not shown in the form.
    pub exclude: &'static [&'static str],
    /// Models with a foreign key to this one, edited on the same page.
    pub inlines: &'static [fn() -> &'static ModelMeta],
    /// Rows of a page; 100 when `None`.
    pub list_per_page: Option<u32>,
}

inventory::collect!(ModelAdmin);

impl ModelAdmin {
    /// What every model linked into the binary says, ordered by app and name.
    pub fn registered() -> Vec<&'static Self> {
        let mut all: Vec<_> = inventory::iter::<Self>.into_iter().collect();
        all.sort_by_key(|admin| (admin.meta)().label());
        all
    }
}
