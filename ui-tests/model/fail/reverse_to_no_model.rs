// A way back leads to a model.
use fjango::prelude::*;

pub struct Author {
    pub name: String,
}

#[model]
pub struct Post {
    pub id: i64,
    pub authors: ReverseForeignKey<Author>,
    pub title: String,
}

fn main() {}
