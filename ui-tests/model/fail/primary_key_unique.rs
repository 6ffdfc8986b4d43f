// A primary key is unique already.
#[fjango::model]
pub struct Post {
    #[field(unique)]
    pub id: i64,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
