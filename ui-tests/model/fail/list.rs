// A list is JSON or a relation.
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub words: Vec<String>,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
