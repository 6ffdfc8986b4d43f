// What the database computes has no default.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(generated = "lower('x')", default = "x")]
    pub title: String,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
