// A flag takes no value.
use fjango::prelude::*;

#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(auto_now = true)]
    pub at: DateTime<Utc>,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
