use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::auth::User;
use crate::orm::ForeignKey;
use fjango_macros::model;

/// A file that was chosen in a form that is not saved yet. It is kept for a day.
#[model(app = "admin", table = "admin_upload", index(created))]
pub struct AdminUpload {
    /// What the form says of it.
    pub id: Uuid,
    /// Who sent it. Of somebody who is gone, the file is still to be deleted.
    #[field(on_delete = "set_null")]
    pub user: Option<ForeignKey<User>>,
    /// The model that it is for: `blog.post`.
    #[field(max_length = 200)]
    pub model: String,
    /// The field that it is for.
    #[field(max_length = 200)]
    pub field: String,
    /// The storage that it is in.
    #[field(max_length = 200)]
    pub storage: String,
    /// Its name there.
    #[field(max_length = 1000)]
    pub name: String,
    /// When it was sent.
    pub created: DateTime<Utc>,
}
