// A foreign key in a part leads to a model.
use fjango::prelude::*;

pub struct Author {
    pub name: String,
}

#[model(part)]
pub struct Owned {
    #[field(on_delete = "cascade")]
    pub author: ForeignKey<Author>,
}

#[model]
pub struct Post {
    pub id: i64,
    #[field(flatten)]
    pub owned: Owned,
}

fn main() {}
