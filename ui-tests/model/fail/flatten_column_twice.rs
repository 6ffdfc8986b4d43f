// A part's columns are the model's, so their names must differ from its own.
use fjango::prelude::*;

#[fjango::model(part)]
pub struct Times {
    #[field(auto_now_add)]
    pub created: DateTime<Utc>,
}

#[fjango::model]
pub struct Post {
    pub id: i64,
    pub created: NaiveDate,
    #[field(flatten)]
    pub times: Times,
}

// What uses the model elsewhere is no further error.
pub fn all() -> QuerySet<Post> {
    Post::objects().filter(|post| post.id().eq(1))
}

fn main() {}
