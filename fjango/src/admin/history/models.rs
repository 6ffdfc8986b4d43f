use chrono::{DateTime, Utc};

use crate::auth::User;
use crate::orm::ForeignKey;
use crate::value::JsonValue;
use fjango_macros::model;

/// One thing that was done to one row, written in the transaction that did it.
#[model(
    app = "admin",
    table = "admin_revision",
    ordering = "-id",
    index(model, object, id),
    index(user, id)
)]
pub struct Revision {
    /// The entry's key; later entries have greater ones.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; nothing when the user is gone.
    #[field(on_delete = "set_null")]
    pub user: Option<ForeignKey<User>>,
    /// What that user was called.
    #[field(max_length = 150, default = "")]
    pub username: String,
    /// What was done: `create`, `change`, `delete`, `restore`, `action`, `revert`.
    #[field(max_length = 20)]
    pub verb: String,
    /// From where: `ui`, `api`, `action`, `import`.
    #[field(max_length = 20)]
    pub via: String,
    /// The address that the request came from.
    #[field(max_length = 45, default = "")]
    pub ip: String,
    /// The request, as the log names it.
    #[field(max_length = 200, default = "")]
    pub request_id: String,
    /// The row's model: `blog.Post`.
    #[field(max_length = 200)]
    pub model: String,
    /// The row's key, as text.
    #[field(max_length = 200)]
    pub object: String,
    /// The row's name, as it was then.
    #[field(max_length = 200, default = "")]
    pub repr: String,
    /// More, such as an action's name.
    #[field(max_length = 200, default = "")]
    pub note: String,
    /// The fields that changed: `{"title": [before, after]}`.
    pub changes: JsonValue,
}
