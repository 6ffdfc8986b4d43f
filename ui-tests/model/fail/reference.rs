// A row owns its values.
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: &'static str,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
