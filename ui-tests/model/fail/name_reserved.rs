// `pk` is another name of the primary key.
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub pk: i64,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
