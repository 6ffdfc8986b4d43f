// Only a relation of a model to itself is symmetrical.
use fjango::prelude::*;

#[model]
pub struct Person {
    pub id: i64,
}

#[model]
pub struct Group {
    pub id: i64,
    #[field(symmetrical = true)]
    pub members: ManyToMany<Person>,
}

fn main() {}
