// A symmetrical relation has no way back.
use fjango::prelude::*;

#[model]
pub struct Person {
    pub id: i64,
}

#[model]
pub struct Group {
    pub id: i64,
    #[field(related_name = "groups")]
    pub members: ManyToMany<Self>,
}

fn main() {}
