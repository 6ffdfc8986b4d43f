// A collation is for text.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(collation = "C")]
    pub size: i32,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
