// `width_field` names a number.
use fjango::prelude::*;

#[model]
pub struct Post {
    pub id: i64,
    #[field(width_field = "widht")]
    pub cover: ImageField,
    pub width: Option<i32>,
}

fn main() {}
