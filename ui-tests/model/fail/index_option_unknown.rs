// What is no option of an index is refused.
#[fjango::model(index(title, inclde(id)))]
pub struct Post {
    pub id: i64,
    pub title: String,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
