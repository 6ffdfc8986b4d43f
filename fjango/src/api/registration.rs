use crate::schema::{FieldMeta, ModelMeta};

/// How a list is cut into pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Paginate {
    /// `?page=2&page_size=50`, with the number of all rows.
    #[default]
    Page,
    /// `?limit=50&offset=100`, with the number of all rows.
    LimitOffset,
    /// `?cursor=…`: as fast on the last page as on the first, and steady while rows are added. Counts nothing.
    Cursor,
}

/// Who may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Guard {
    /// Everybody, also without a login.
    Anyone,
    /// Everybody who is logged in.
    Authenticated,
    /// Users marked as staff.
    Staff,
    /// Superusers.
    Superuser,
    /// Users with the model's permission for the action, such as `blog.change_post`.
    Permission,
}

/// The API of one model: what `#[api(path = "…")]` on it submits.
#[derive(Clone, Copy, Debug)]
pub struct ModelApi {
    /// The model.
    pub meta: fn() -> &'static ModelMeta,
    /// Where its rows live, below the prefix: `/posts`.
    pub path: &'static str,
    /// Fields (or paths such as `author__name`) that lists can be filtered by, with every lookup of each.
    pub filter: &'static [&'static str],
    /// Text fields (or paths) that `?search=` looks through.
    pub search: &'static [&'static str],
    /// Fields (or paths) that lists can be ordered by.
    pub order: &'static [&'static str],
    /// How lists are cut into pages.
    pub paginate: Paginate,
    /// Rows of a page when the request does not say; what [`Api::page_sizes`](super::Api::page_sizes) says when `None`.
    pub page_size: Option<u32>,
    /// Who may list and retrieve.
    pub read: Guard,
    /// Who may create, update and delete.
    pub write: Guard,
    /// The foreign key to the user a row belongs to: set to the caller on creation; others may not write the row.
    pub owner: Option<&'static str>,
    /// The groups its operations are shown under; the model's plural name when empty.
    pub tags: &'static [&'static str],
}

inventory::collect!(ModelApi);

impl ModelApi {
    /// Every model's API linked into the binary, ordered by path.
    pub fn registered() -> Vec<&'static Self> {
        let mut all: Vec<_> = inventory::iter::<Self>.into_iter().collect();
        all.sort_by_key(|api| (api.path, (api.meta)().label()));
        all
    }

    /// The foreign key named by [`owner`](Self::owner), with its position.
    pub(super) fn owner_field(&self) -> Option<(usize, &'static FieldMeta)> {
        let meta = (self.meta)();
        let position = meta.field_index(self.owner?)?;
        let fields: &'static [FieldMeta] = meta.fields;
        Some((position, &fields[position]))
    }
}
