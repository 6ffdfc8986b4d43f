// A declared way back of a many-to-many field has one.
use fjango::prelude::*;

#[model]
pub struct Person {
    pub id: i64,
}

#[model]
pub struct Group {
    pub id: i64,
    pub people: ReverseManyToMany<Person>,
}

fn main() {}
