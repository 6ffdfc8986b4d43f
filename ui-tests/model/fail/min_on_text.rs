// `min` is for numbers.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(min = 3)]
    pub title: String,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
