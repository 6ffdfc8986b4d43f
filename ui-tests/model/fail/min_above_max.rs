// `min` is not above `max`.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(min = 3, max = 2)]
    pub number: i32,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
