// A way back to one row needs a one-to-one field.
use fjango::prelude::*;

#[model]
pub struct Person {
    pub id: i64,
}

#[model]
pub struct Group {
    pub id: i64,
    pub owner: ReverseOneToOne<Membership>,
}

#[model]
pub struct Membership {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "owner")]
    pub group: ForeignKey<Group>,
}

fn main() {}
