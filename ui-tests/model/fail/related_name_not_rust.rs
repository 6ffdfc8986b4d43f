// A way back is a Rust method.
use fjango::prelude::*;

#[fjango::model]
pub struct User {
    pub id: i64,
}

#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "my posts")]
    pub author: ForeignKey<User>,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
