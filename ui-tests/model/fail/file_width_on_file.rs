// Only images have a width.
use fjango::prelude::*;

#[model]
pub struct Post {
    pub id: i64,
    #[field(width_field = "width")]
    pub cover: FileField,
    pub width: Option<i32>,
}

fn main() {}
