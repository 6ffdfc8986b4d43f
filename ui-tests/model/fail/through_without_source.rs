// The model between points at both ends.
use fjango::prelude::*;

#[model]
pub struct Person {
    pub id: i64,
}

#[model]
pub struct Group {
    pub id: i64,
    #[field(through = Membership)]
    pub members: ManyToMany<Person>,
}

#[model]
pub struct Membership {
    pub id: i64,
    #[field(on_delete = "cascade")]
    pub person: ForeignKey<Person>,
}

fn main() {}
