// A declared way back has somebody who points here.
use fjango::prelude::*;

#[model]
pub struct Person {
    pub id: i64,
}

#[model]
pub struct Group {
    pub id: i64,
    pub people: ReverseForeignKey<Person>,
}

fn main() {}
