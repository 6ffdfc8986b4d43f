// It is clear which foreign keys of the model between lead to the ends.
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
    pub group: ForeignKey<Group>,
    #[field(on_delete = "cascade")]
    pub person: ForeignKey<Person>,
    #[field(on_delete = "cascade")]
    pub inviter: ForeignKey<Person>,
}

fn main() {}
