// A many-to-many field is no column.
use fjango::prelude::*;

#[fjango::model]
pub struct User {
    pub id: i64,
}

#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(unique)]
    pub users: ManyToMany<User>,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
