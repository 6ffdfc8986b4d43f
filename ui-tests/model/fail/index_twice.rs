// An index has each field once.
#[fjango::model(index(title, title))]
pub struct Post {
    pub id: i64,
    pub title: String,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
