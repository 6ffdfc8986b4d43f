// No column holds 128 bits.
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub size: i128,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
