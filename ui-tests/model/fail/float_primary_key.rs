// A primary key is exact.
#[fjango::model]
pub struct Post {
    pub id: f64,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
