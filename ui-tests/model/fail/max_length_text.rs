// `max_length` is a number.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(max_length = "x")]
    pub title: String,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
