// A map is JSON.
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub words: std::collections::HashMap<String, i64>,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
