// Only a constraint can be put off.
#[fjango::model(unique(name = "live", title, where = "id > 0", deferrable = "deferred"))]
pub struct Post {
    pub id: i64,
    pub title: String,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
