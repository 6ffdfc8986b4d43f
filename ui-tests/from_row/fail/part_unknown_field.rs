// A part of a model has fields of the model.
use fjango::prelude::*;

#[model(app = "blog")]
pub struct Post {
    pub id: i64,
    pub title: String,
}

#[derive(FromRow)]
#[from_row(of = Post)]
pub struct Card {
    pub titel: String,
}

fn main() {}
