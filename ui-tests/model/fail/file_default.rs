// A file has no default.
use fjango::prelude::*;

#[model]
pub struct Post {
    pub id: i64,
    #[field(default = "none.png")]
    pub cover: ImageField,
}

fn main() {}
