// A model has one primary key.
#[fjango::model]
pub struct Post {
    #[field(primary_key)]
    pub code: String,
    #[field(primary_key)]
    pub number: i64,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
