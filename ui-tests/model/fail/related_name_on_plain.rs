// Only relations have a way back.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(related_name = "posts")]
    pub title: String,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
