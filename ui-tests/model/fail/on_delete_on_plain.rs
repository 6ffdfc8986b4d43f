// Only relations have a deletion rule.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(on_delete = "cascade")]
    pub title: String,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
