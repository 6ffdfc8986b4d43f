use fjango::prelude::*;

/// A row of `posts`.
#[model(app = "diesellite", table = "posts")]
pub struct Posts {
    pub id: i64,
    #[field(on_delete = "do_nothing")]
    pub user: ForeignKey<Users>,
    pub title: String,
    pub body: String,
    #[field(db_default = "0")]
    pub published: bool,
    pub published_at: Option<DateTime<Utc>>,
}

/// A row of `users`.
#[model(app = "diesellite", table = "users")]
pub struct Users {
    pub id: i64,
    pub name: String,
    #[field(unique)]
    pub email: String,
    #[field(db_default = "CURRENT_TIMESTAMP")]
    pub created_at: DateTime<Utc>,
}
