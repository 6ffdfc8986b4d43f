use chrono::{DateTime, Utc};

use crate::auth::{Group, User};
use crate::orm::{ForeignKey, OneToOne};
use crate::value::JsonValue;
use fjango_macros::model;

/// A saved view of a list.
#[model(app = "admin", table = "admin_view", ordering = "label", index(model))]
pub struct AdminView {
    /// The view's number.
    pub id: i64,
    /// Who saved it.
    #[field(on_delete = "cascade")]
    pub user: ForeignKey<User>,
    /// The list: `blog.post`.
    #[field(max_length = 200)]
    pub model: String,
    /// What it is called.
    #[field(max_length = 80)]
    pub label: String,
    /// Who sees it: `private`, `role`, `everyone`.
    #[field(max_length = 20)]
    pub shared: String,
    /// The group that sees it.
    #[field(on_delete = "cascade")]
    pub role: Option<ForeignKey<Group>>,
    /// What the list is asked for: `q`, `f`, `sort`, `columns`.
    pub content: JsonValue,
    /// When it was saved first.
    pub created: DateTime<Utc>,
    /// When it was saved last.
    pub updated: DateTime<Utc>,
}

/// How one user wants to see the admin.
#[model(app = "admin", table = "admin_preference")]
pub struct AdminPreference {
    /// The row's number.
    pub id: i64,
    /// Whose.
    #[field(on_delete = "cascade")]
    pub user: OneToOne<User>,
    /// The preferences, as `GET prefs` gives them.
    pub content: JsonValue,
    /// When they were changed last.
    pub updated: DateTime<Utc>,
}
