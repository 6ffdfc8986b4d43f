use fjango::prelude::*;

/// A row of `posts`.
#[model(
    app = "dieselpg",
    table = "posts",
    check(dated = "((NOT published) OR (published_at IS NOT NULL))")
)]
pub struct Posts {
    pub id: i64,
    #[field(on_delete = "do_nothing")]
    pub user: ForeignKey<Users>,
    #[field(max_length = 200)]
    pub title: String,
    pub body: String,
    #[field(db_default = "false")]
    pub published: bool,
    pub published_at: Option<DateTime<Utc>>,
}

/// A row of `users`.
#[model(app = "dieselpg", table = "users")]
pub struct Users {
    pub id: i32,
    pub name: String,
    #[field(unique)]
    pub email: String,
    #[field(db_default = "now()")]
    pub created_at: DateTime<Utc>,
    #[field(db_default = "now()")]
    pub updated_at: DateTime<Utc>,
}
