// `slug_from` fills a `Slug`.
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
    #[field(slug_from = "title")]
    pub slug: String,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
