// A model has a primary key, so it has a field.
#[fjango::model]
pub struct Post {
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
