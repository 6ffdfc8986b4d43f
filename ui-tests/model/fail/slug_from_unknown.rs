// `slug_from` names a text field.
use fjango::prelude::*;

#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
    #[field(slug_from = "titel")]
    pub slug: Slug,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
