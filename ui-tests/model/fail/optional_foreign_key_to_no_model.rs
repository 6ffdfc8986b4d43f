// A foreign key that may be empty leads to a model as well.
use fjango::prelude::*;

pub struct Author {
    pub name: String,
}

#[model]
pub struct Post {
    pub id: i64,
    #[field(on_delete = "set_null", related_name = "posts")]
    pub author: Option<ForeignKey<Author>>,
    pub title: String,
}

fn main() {}
