// `set_default` needs a default in the database.
use fjango::prelude::*;

#[fjango::model]
pub struct User {
    pub id: i64,
}

#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(on_delete = "set_default")]
    pub author: ForeignKey<User>,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
