// An index over SQL has a name.
#[fjango::model(index("lower(title)"))]
pub struct Post {
    pub id: i64,
    pub title: String,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
