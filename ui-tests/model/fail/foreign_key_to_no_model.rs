// A foreign key leads to a model: a struct without `#[model]` is no table.
use fjango::prelude::*;

pub struct Author {
    pub name: String,
}

#[model]
pub struct Post {
    pub id: i64,
    #[field(on_delete = "cascade")]
    pub author: ForeignKey<Author>,
}

fn main() {}
