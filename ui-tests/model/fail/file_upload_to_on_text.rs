// `upload_to` is for files.
use fjango::prelude::*;

#[model]
pub struct Post {
    pub id: i64,
    #[field(upload_to = "covers")]
    pub title: String,
}

fn main() {}
