// `through_fields` names foreign keys that are there.
use fjango::prelude::*;

#[model]
pub struct Person {
    pub id: i64,
}

#[model]
pub struct Group {
    pub id: i64,
    #[field(through = Membership, through_fields(grup, person))]
    pub members: ManyToMany<Person>,
}

#[model]
pub struct Membership {
    pub id: i64,
    #[field(on_delete = "cascade")]
    pub group: ForeignKey<Group>,
    #[field(on_delete = "cascade")]
    pub person: ForeignKey<Person>,
}

fn main() {}
