// A column is NULL or not.
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: Option<Option<String>>,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
