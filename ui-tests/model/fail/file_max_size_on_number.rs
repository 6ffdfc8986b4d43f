// `max_size` is for files.
use fjango::prelude::*;

#[model]
pub struct Post {
    pub id: i64,
    #[field(max_size = 5)]
    pub pages: i32,
}

fn main() {}
