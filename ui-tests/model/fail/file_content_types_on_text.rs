// `content_types` is for files.
use fjango::prelude::*;

#[model]
pub struct Post {
    pub id: i64,
    #[field(content_types("image/png"))]
    pub title: String,
}

fn main() {}
