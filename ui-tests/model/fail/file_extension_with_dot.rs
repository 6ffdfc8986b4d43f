// Extensions have no dot.
use fjango::prelude::*;

#[model]
pub struct Post {
    pub id: i64,
    #[field(extensions("pdf", ".txt"))]
    pub paper: FileField,
}

fn main() {}
