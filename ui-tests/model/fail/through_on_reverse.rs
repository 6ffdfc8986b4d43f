// `through` is for many-to-many fields.
use fjango::prelude::*;

#[model]
pub struct Person {
    pub id: i64,
}

#[model]
pub struct Group {
    pub id: i64,
    #[field(through = Person, on_delete = "cascade")]
    pub owner: ForeignKey<Person>,
}

fn main() {}
