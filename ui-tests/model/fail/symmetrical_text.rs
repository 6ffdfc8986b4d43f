// `symmetrical` is true or false.
use fjango::prelude::*;

#[model]
pub struct Person {
    pub id: i64,
}

#[model]
pub struct Group {
    pub id: i64,
    #[field(symmetrical = "yes")]
    pub members: ManyToMany<Group>,
}

fn main() {}
