// A one-to-one field leads to a model.
use fjango::prelude::*;

pub struct Author {
    pub name: String,
}

#[model]
pub struct Post {
    pub id: i64,
    #[field(on_delete = "cascade")]
    pub author: OneToOne<Author>,
    pub title: String,
}

fn main() {}
