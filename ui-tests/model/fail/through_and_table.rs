// The rows between are those of the `through` model.
use fjango::prelude::*;

#[model]
pub struct Person {
    pub id: i64,
}

#[model]
pub struct Group {
    pub id: i64,
    #[field(through = Membership, table = "members")]
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
