// `through_fields` says more about `through`.
use fjango::prelude::*;

#[model]
pub struct Person {
    pub id: i64,
}

#[model]
pub struct Group {
    pub id: i64,
    #[field(through_fields(group, person))]
    pub members: ManyToMany<Person>,
}

fn main() {}
