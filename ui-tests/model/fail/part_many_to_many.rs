// A part holds columns alone.
use fjango::prelude::*;

#[fjango::model]
pub struct Tag {
    pub id: i64,
}

#[fjango::model(part)]
pub struct Tagged {
    pub tags: ManyToMany<Tag>,
}

fn main() {}
