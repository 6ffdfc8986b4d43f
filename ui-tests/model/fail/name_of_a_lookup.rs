// A field is not called like a method of a foreign key's columns.
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub eq: i64,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
