// An image is no PDF.
use fjango::prelude::*;

#[model]
pub struct Post {
    pub id: i64,
    #[field(content_types("application/pdf"))]
    pub cover: ImageField,
}

fn main() {}
