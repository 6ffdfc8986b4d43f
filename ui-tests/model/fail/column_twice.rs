// Two fields have two columns.
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
    #[field(column = "title")]
    pub headline: String,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
