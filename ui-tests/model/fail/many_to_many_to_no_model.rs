// A many-to-many field leads to a model.
use fjango::prelude::*;

pub struct Author {
    pub name: String,
}

#[model]
pub struct Post {
    pub id: i64,
    #[field(related_name = "posts")]
    pub authors: ManyToMany<Author>,
    pub title: String,
}

fn main() {}
