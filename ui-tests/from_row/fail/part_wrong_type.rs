// A field of a part has the type of the model's.
use fjango::prelude::*;

#[model(app = "blog")]
pub struct Post {
    pub id: i64,
    pub title: String,
}

#[derive(FromRow)]
#[from_row(of = Post)]
pub struct Card {
    pub title: i32,
}

fn main() {}
