// A foreign key says what happens when the row it points at is deleted.
use fjango::prelude::*;

#[fjango::model]
pub struct User {
    pub id: i64,
}

#[fjango::model]
pub struct Post {
    pub id: i64,
    pub author: ForeignKey<User>,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
