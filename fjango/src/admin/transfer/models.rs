use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::auth::User;
use crate::orm::ForeignKey;
use fjango_macros::model;

/// A file with rows that somebody is about to bring in. It is kept for a day, in the database, so that any process can go on
/// with it.
#[model(app = "admin", table = "admin_import", index(created))]
pub struct AdminImport {
    /// The file's key.
    pub id: Uuid,
    /// Who sent it.
    #[field(on_delete = "cascade")]
    pub user: ForeignKey<User>,
    /// The rows' model: `blog.post`.
    #[field(max_length = 200)]
    pub model: String,
    /// What kind of file it is: `csv`, `json`, `xlsx`.
    #[field(max_length = 10)]
    pub format: String,
    /// The file.
    pub content: Vec<u8>,
    /// The rows that failed last, and why: a file as well.
    pub failed: Option<Vec<u8>>,
    /// When it was sent.
    pub created: DateTime<Utc>,
}
