// A primary key is never NULL.
#[fjango::model]
pub struct Post {
    pub id: Option<i64>,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
