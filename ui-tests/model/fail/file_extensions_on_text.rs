// `extensions` is for files.
use fjango::prelude::*;

#[model]
pub struct Post {
    pub id: i64,
    #[field(extensions("pdf"))]
    pub title: String,
}

fn main() {}
