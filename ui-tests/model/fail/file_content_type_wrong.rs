// Content types have two parts.
use fjango::prelude::*;

#[model]
pub struct Post {
    pub id: i64,
    #[field(content_types("png"))]
    pub cover: FileField,
}

fn main() {}
