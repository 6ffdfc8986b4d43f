// A model between two of one model has two foreign keys to it.
use fjango::prelude::*;

#[model]
pub struct Person {
    pub id: i64,
}

#[model]
pub struct Node {
    pub id: i64,
    #[field(through = Edge, symmetrical = false)]
    pub next: ManyToMany<Node>,
}

#[model]
pub struct Edge {
    pub id: i64,
    #[field(on_delete = "cascade")]
    pub from: ForeignKey<Node>,
}

fn main() {}
