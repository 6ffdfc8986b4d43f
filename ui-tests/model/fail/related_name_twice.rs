// Two ways back have two names.
use fjango::prelude::*;

#[fjango::model]
pub struct User {
    pub id: i64,
}

#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "posts")]
    pub author: ForeignKey<User>,
    #[field(on_delete = "cascade", related_name = "posts")]
    pub editor: ForeignKey<User>,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
