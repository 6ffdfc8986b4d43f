// `through` names a model, not a text.
use fjango::prelude::*;

#[model]
pub struct Person {
    pub id: i64,
}

#[model]
pub struct Group {
    pub id: i64,
    #[field(through = "Membership")]
    pub members: ManyToMany<Person>,
}

fn main() {}
