// Text has room for something.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(max_length = 0)]
    pub title: String,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
